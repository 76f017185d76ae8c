"""Adam with one operation a weight."""

import keras
import tensorflow as tf


class FusedAdam(keras.optimizers.Adam):
    """As keras.optimizers.Adam, each weight changed in one operation.

        m ← m + (1 - β₁) (g - m),   v ← v + (1 - β₂) (g² - v)
        w ← w - α √(1 - β₂ᵗ) / (1 - β₁ᵗ) m / (√v + ε)

    Keras writes the equations as some twenty operations for each weight; in
    a small network the calls cost more than the arithmetic. TensorFlow has
    them as one. The gradient of an embedding, a row for each word read, needs
    more of them: as in Keras, v takes the squares of a repeated word one by
    one. Steps differ from Keras's in the sixth digit at first, where 1 - β₂ᵗ
    is a small difference; here it is computed without one. `amsgrad` and
    other numbers than float32 go Keras's way. `keras.saving.load_model` must
    be told of it: `custom_objects={"FusedAdam": FusedAdam}`.

    Args:
        learning_rate: α, a number or a schedule.
        **kwargs: as keras.optimizers.Adam.

    Example:
        >>> import keras
        >>> from medkeras.training.fused_adam import FusedAdam
        >>> weight = keras.Variable([1.0])
        >>> FusedAdam(0.1).apply([keras.ops.ones(1)], [weight])
        >>> round(float(weight[0]), 5)
        0.9

    Reference: Kingma and Ba 2015, doi:10.48550/arXiv.1412.6980.
    Chapter: 3.1.2
    """

    def update_step(self, gradient, variable, learning_rate):
        """Change one weight and its two means."""
        if self.amsgrad or variable.dtype != tf.float32:
            super().update_step(gradient, variable, learning_rate)
            return
        index = self._get_variable_index(variable)
        m, v = self._momentums[index].value, self._velocities[index].value
        rate = tf.cast(learning_rate, tf.float32) * self._corrected()
        settings = dict(
            lr=rate,
            beta1=tf.constant(self.beta_1),
            beta2=tf.constant(self.beta_2),
            epsilon=self.epsilon,
        )
        if isinstance(gradient, tf.IndexedSlices):
            _update_from_rows(variable, m, v, gradient, **settings)
            return
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=m.handle,
            v=v.handle,
            grad=gradient,
            beta1_power=0.0,  # the rate is corrected already
            beta2_power=0.0,
            **settings,
        )

    def _corrected(self):
        """√(1 - β₂ᵗ) / (1 - β₁ᵗ), in which nothing is lost where t is small."""
        step = tf.cast(self.iterations, tf.float32) + 1
        of_m, of_v = (
            -tf.math.expm1(step * tf.math.log1p(tf.constant(beta) - 1))
            for beta in (self.beta_1, self.beta_2)
        )
        return tf.sqrt(of_v) / of_m


def _update_from_rows(variable, m, v, gradient, lr, beta1, beta2, epsilon):
    """The same by a gradient of some rows, which may be repeated."""
    of_m, of_v = (
        tf.math.unsorted_segment_sum(rows, gradient.indices, m.shape[0])
        for rows in (gradient.values, tf.square(gradient.values))
    )
    m.assign_add((1 - beta1) * (of_m - m))
    v.assign_add((1 - beta2) * (of_v - v))
    variable.assign_sub(lr * m / (tf.sqrt(v) + epsilon))
