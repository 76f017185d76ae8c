"""The top of a deep autoencoder: an RBM whose hidden units are numbers."""

import keras
import tensorflow as tf

from medkeras.layers.replicas import (
    gradient_share,
    mean_or_zero,
    per_replica,
    row_normal,
    row_uniform,
)
from medkeras.models.rbm.arguments import (
    RowsMixin,
    check_options,
    check_rows,
)
from medkeras.models.rbm.partition import weights
from medkeras.models.rbm.sampling import (
    normal,
    sample_bernoulli,
    uniform,
    visible_mean,
)


@keras.saving.register_keras_serializable(package="medkeras")
class GaussianHiddenRBM(RowsMixin, keras.Model):
    """An RBM of Bernoulli visible and Gaussian hidden units.

        E(v, h) = -aᵀv - bᵀh - vᵀW h + |h|² / 2
        p(h | v) = N(b + v W, 1),  p(v_i = 1 | h) = σ(a_i + (W h)_i)

    Its code is not squeezed into [0, 1], which suits the narrow layer of an
    autoencoder. `fit(x)` follows CD-k, as `RBM`; it needs smaller steps,
    since nothing bounds h.

    Args:
        num_visible: units that hold a row.
        num_hidden: numbers in the code.
        k: Gibbs steps for an update.
        initial_scale: standard deviation of the first weights.
        seed: of the first weights and of all noise.

    Raises:
        UsageError: a size below 1; from the methods: rows of another width,
            NaN, values outside [0, 1], targets, or sample weights.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.dbn import GaussianHiddenRBM
        >>> rbm = GaussianHiddenRBM(6, 2)
        >>> rbm.compile("sgd")
        >>> history = rbm.fit(np.eye(6), batch_size=2, verbose=0)
        >>> rbm.hidden_probabilities(np.eye(6)).shape
        TensorShape([6, 2])

    Reference: Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647.
    Chapter: 2.2.3
    """

    visible = "bernoulli"

    def __init__(
        self,
        num_visible: int,
        num_hidden: int,
        k: int = 1,
        initial_scale: float = 0.01,
        seed: int = 0,
        **kwargs,
    ):
        check_options(num_visible=num_visible, num_hidden=num_hidden, k=k)
        super().__init__(**{"dtype": "float32"} | kwargs)
        self.num_visible, self.num_hidden = num_visible, num_hidden
        self.k, self.initial_scale, self.seed = k, initial_scale, seed
        start = keras.initializers.RandomNormal(stddev=initial_scale, seed=seed)
        self.kernel = self.add_weight(
            (num_visible, num_hidden), start, name="kernel"
        )
        self.visible_bias = self.add_weight(
            (num_visible,), "zeros", name="visible_bias"
        )
        self.hidden_bias = self.add_weight(
            (num_hidden,), "zeros", name="hidden_bias"
        )
        self._generator = keras.random.SeedGenerator(seed)
        self._error = keras.metrics.Mean(name="reconstruction_error")
        self.input_spec = keras.layers.InputSpec(shape=self.input_shape)
        self.built = True

    @property
    def metrics(self):
        """Those of `fit` and `evaluate`."""
        return [self._error]

    def call(self, v):
        """Return the mean of the code of each row."""
        return tf.matmul(tf.cast(v, self.compute_dtype), self.kernel) + (
            self.hidden_bias
        )

    def hidden_probabilities(self, v):
        """Return the mean of p(h | v), b + v W, (rows, num_hidden)."""
        check_rows(v, self.num_visible, self.visible)
        return self(v)

    def visible_probabilities(self, h):
        """Return p(v_i = 1 | h) = σ(a_i + (W h)_i), (rows, num_visible)."""
        check_rows(h, self.num_hidden, "gaussian", "h")
        h = tf.cast(h, self.compute_dtype)
        return visible_mean(weights(self), h, gaussian=False)

    def free_energy(self, v):
        """Return F(v) = -aᵀv - |b + v W|² / 2 + constant, (rows,)."""
        mean = self.hidden_probabilities(v)
        v = tf.cast(v, mean.dtype)
        return -tf.linalg.matvec(v, self.visible_bias) - (
            tf.reduce_sum(mean**2, axis=1) / 2
        )

    def sample(self, n: int, steps: int = 1000):
        """Return n rows of 0 and 1, after so many steps from random bits."""
        check_options(n=n, steps=steps)
        seed = self._generator.next()
        first = uniform((n, self.num_visible), seed[0], seed[1] + 1)
        tensors = [tf.convert_to_tensor(weight) for weight in weights(self)]
        return _chain(tensors, tf.round(first), tf.constant(steps), seed)

    def train_step(self, data):
        """Follow CD-k once; the noise belongs to the row."""
        v, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        rows, step = tf.shape(v)[0], self.optimizer.iterations
        with tf.GradientTape() as tape:
            gap = contrastive_divergence_loss(
                self, v, 1_000_003 * self.seed, step
            )
            loss = per_replica(gradient_share(gap, rows))
        variables = self.trainable_variables
        gradients = tape.gradient(loss, variables)
        self.optimizer.apply_gradients(zip(gradients, variables, strict=True))
        return self.test_step(data)

    def test_step(self, data):
        """Measure the squared error of the way there and back."""
        v, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        back = self.visible_probabilities(self(v))
        error = tf.reduce_mean((tf.cast(v, back.dtype) - back) ** 2)
        rows = tf.shape(v)[0]
        self._error.update_state(mean_or_zero(error, rows), rows)
        return {"reconstruction_error": self._error.result()}

    def get_config(self):
        """What `from_config` needs to build the same again."""
        names = ("num_visible", "num_hidden", "k", "initial_scale", "seed")
        return super().get_config() | {n: getattr(self, n) for n in names}


@tf.function(reduce_retracing=True)
def _chain(weights, v, steps, seed):
    """Take so many steps v -> h -> v; one trace serves all RBMs of a size."""
    kernel, _, hidden_bias = weights
    for step in tf.range(steps):
        key = seed[0] + tf.cast(step, seed.dtype)
        mean = tf.matmul(v, kernel) + hidden_bias
        h = mean + normal(tf.shape(mean), key, seed[1])
        p = visible_mean(weights, h, gaussian=False)
        v = sample_bernoulli(uniform(tf.shape(p), key, seed[1] + 1), p)
    return v


def contrastive_divergence_loss(rbm, v, seed, step):
    """Mean F(v) minus mean F(v_k), v_k held constant: its slope is CD-k's."""
    energy = tf.reduce_mean(rbm.free_energy(v))
    sampled = v
    for number in range(rbm.k):
        mean = rbm.hidden_probabilities(sampled)
        noisy = isinstance(rbm, GaussianHiddenRBM)
        h = _drawn(mean, noisy, seed + 2 * number, step)
        mean = rbm.visible_probabilities(h)
        noisy = rbm.visible == "gaussian"
        sampled = _drawn(mean, noisy, seed + 2 * number + 1, step)
    sampled = tf.stop_gradient(sampled)
    return energy - tf.reduce_mean(rbm.free_energy(sampled))


def _drawn(mean, gaussian, seed, step):
    """Draw units of unit variance, or of 0 and 1, around their means."""
    shape = (tf.shape(mean)[0], mean.shape[1])
    if gaussian:
        return mean + tf.cast(row_normal(shape, seed, step), mean.dtype)
    return sample_bernoulli(row_uniform(shape, seed, step), mean)
