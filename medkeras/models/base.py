"""The Keras model that every functional architecture of the book returns."""

import keras
import tensorflow as tf

from medkeras.layers.replicas import gradient_share


@keras.saving.register_keras_serializable(package="medkeras")
class Model(keras.Model):
    """A keras.Model that steps alike on any number of replicas.

    Its numbers differ from its parent's in one place only: over several
    replicas, the gradient of each is weighed by its share of the rows, so
    that a last batch which does not divide is handled rightly. And `fit`
    makes the optimizer's variables before the first step, so that the step
    is traced once, not twice.

    Args:
        inputs: as keras.Model.
        outputs: as keras.Model.

    Example:
        >>> import keras
        >>> from medkeras.models.base import Model
        >>> inputs = keras.Input((3,))
        >>> Model(inputs, keras.layers.Dense(1)(inputs)).count_params()
        4

    Chapter: 2.1.1
    """

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """As keras.Model; the gradient carries the share of the rows."""
        loss = super().compute_loss(x, y, y_pred, sample_weight, training)
        rows = tf.shape(keras.tree.flatten(x)[0])[0]
        return gradient_share(loss, rows) if training else loss

    def fit(self, *args, **kwargs):
        """As keras.Model; the first step is ready sooner."""
        make_ready(self)
        return super().fit(*args, **kwargs)


def make_ready(model, optimizer=None, variables=None):
    """Make an optimizer's variables before a step is traced.

    Variables that a step makes while it is traced cost a second trace.

    Args:
        model: a keras.Model; nothing happens before it is compiled.
        optimizer: the model's if not given.
        variables: what it will change; all trainable ones if not given.

    Example:
        >>> import keras
        >>> from medkeras.models.base import make_ready
        >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        >>> model.compile("sgd")
        >>> make_ready(model)
        >>> model.optimizer.built
        True

    Chapter: 2.1.1
    """
    optimizer = optimizer or getattr(model, "optimizer", None)
    if optimizer is not None and not optimizer.built:
        with model.distribute_strategy.scope():
            optimizer.build(variables or model.trainable_variables)
