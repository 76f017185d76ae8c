"""The code of a variational autoencoder: a Gaussian for each input."""

import keras
import tensorflow as tf
from keras import ops

from medkeras.layers.input_validation import InputValidationMixin, width_of
from medkeras.layers.replicas import mean_or_zero, row_normal
from medkeras.utils.sizes import check_number, check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class GaussianCode(InputValidationMixin, keras.layers.Layer):
    """Turn features into a random code close to a standard normal one.

    Two dense layers give mean μ and log variance of a Gaussian. In training
    the code is drawn from it as z = μ + σ ε with ε standard normal, so that a
    gradient reaches μ and σ; in use the code is μ. What the Gaussian differs
    by from the standard normal one is a loss:

        KL = 1/2 Σ (μ² + σ² - 1 - log σ²), mean over the batch.

    Over several replicas a model may hold one such layer.

    Args:
        units: numbers of a code.
        weight: what the KL divergence is multiplied by.
        seed: a whole number for the noise, the same on any number of
            replicas.
        warm_up_steps: steps of training in which the weight grows from 0 to
            `weight` (KL annealing: Bowman et al. 2016,
            doi:10.18653/v1/K16-1002); outside of training it is `weight`.
        **kwargs: of the layer.

    Raises:
        UsageError: no units, a negative weight or number of steps.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.gaussian_code import GaussianCode
        >>> GaussianCode(2)(np.ones((3, 5), "float32")).shape
        TensorShape([3, 2])

    Reference: Kingma and Welling 2014, doi:10.48550/arXiv.1312.6114.
    Chapter: 2.2.1, 3.4.3
    """

    def __init__(
        self,
        units: int,
        weight: float = 1.0,
        seed: int = 0,
        warm_up_steps: int = 0,
        **kwargs,
    ):
        check_whole("units", units)
        check_whole("warm_up_steps", warm_up_steps, 0)
        check_number("weight", weight, 0)
        super().__init__(**kwargs)
        self.units, self.weight, self.seed = units, weight, seed
        self.warm_up_steps = warm_up_steps
        self.input_spec = keras.layers.InputSpec(ndim=2)
        inner = {"dtype": self.dtype_policy}
        self.mean = keras.layers.Dense(units, name="mean", **inner)
        self.log_variance = keras.layers.Dense(
            units, name="log_variance", **inner
        )

    def build(self, input_shape):
        """Make the two dense layers and the number of draws so far."""
        self.input_spec = keras.layers.InputSpec(**width_of(input_shape, 2))
        self.mean.build(input_shape)
        self.log_variance.build(input_shape)
        self.draws = self.add_weight(
            shape=(),
            initializer="zeros",
            dtype="int32",
            trainable=False,
            name="draws",
            aggregation="only_first_replica",
        )

    def call(self, features, training=False):
        """Codes (batch, units) of features (batch, features)."""
        mean, log_variance = self.distribution(features)
        code, grown = mean, 1.0
        if training:
            shape = (tf.shape(features)[0], self.units)
            step = tf.convert_to_tensor(self.draws)
            noise = ops.cast(row_normal(shape, self.seed, step), mean.dtype)
            if self.warm_up_steps:
                part = ops.cast(step, mean.dtype) / self.warm_up_steps
                grown = ops.minimum(part, 1.0)
            self.draws.assign_add(1)
            code = mean + ops.exp(log_variance / 2) * noise
        # Replicas take turns at the noise above: without this the second
        # would find the loss of the first, as layers.sparsity explains.
        self._clear_losses()
        divergence = ops.mean(self.divergence(mean, log_variance))
        divergence = mean_or_zero(divergence, ops.shape(features)[0])
        self.add_loss(self.weight * grown * divergence)
        return code

    def distribution(self, features):
        """Mean and log variance, each (batch, units)."""
        return self.mean(features), self.log_variance(features)

    def divergence(self, mean, log_variance):
        """KL to the standard normal distribution in nats, (batch,)."""
        terms = mean**2 + ops.exp(log_variance) - 1 - log_variance
        return ops.sum(terms, axis=-1) / 2

    def compute_output_shape(self, input_shape):
        """(batch, units)."""
        return (*input_shape[:-1], self.units)

    def get_config(self):
        """Arguments that make this layer again."""
        return {
            **super().get_config(),
            "units": self.units,
            "weight": self.weight,
            "seed": self.seed,
            "warm_up_steps": self.warm_up_steps,
        }
