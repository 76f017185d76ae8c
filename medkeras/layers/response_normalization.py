"""Local response normalisation, AlexNet's rivalry among neighbouring maps."""

import keras
from keras import ops

from medkeras.layers.input_validation import InputValidationMixin, width_of
from medkeras.utils.sizes import check_number, check_positive, check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class LocalResponseNormalization(InputValidationMixin, keras.layers.Layer):
    """Divide each map by what its neighbours answer at the same place.

    y_i = x_i / (bias + alpha * sum of x_j ** 2) ** beta, where j runs from
    i - radius to i + radius among the maps that there are.

    Here, as in TensorFlow and in the paper, `alpha` multiplies the sum. In
    Caffe and PyTorch it multiplies the mean over the window of n = 2 * radius
    + 1 maps: their alpha is n times ours.

    Args:
        radius: maps to each side.
        bias: added to the sum; the paper's k.
        alpha: weight of the sum.
        beta: power of the divisor.
        **kwargs: of the layer, such as `name`, `dtype`.

    Raises:
        UsageError: a radius below 0 or no whole number, a bias or beta that
            is not above 0, an alpha below 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.response_normalization import (
        ...     LocalResponseNormalization)
        >>> layer = LocalResponseNormalization(1, bias=1, alpha=1, beta=1)
        >>> print(layer(np.array([[1.0, 2.0, 0.0]])).numpy().round(3))
        [[0.167 0.333 0.   ]]

    Reference: Krizhevsky et al. 2012, doi:10.1145/3065386.
    Chapter: 3.1.3
    """

    def __init__(
        self,
        radius: int = 2,
        bias: float = 2.0,
        alpha: float = 1e-4,
        beta: float = 0.75,
        **kwargs,
    ):
        check_whole("radius", radius, least=0)
        check_positive("bias", bias)
        check_number("alpha", alpha, 0)
        check_positive("beta", beta)
        super().__init__(**kwargs)
        self.radius = radius
        self.bias = bias
        self.alpha = alpha
        self.beta = beta

    def build(self, input_shape):
        """No weights; the number of maps is kept."""
        self.input_spec = keras.layers.InputSpec(**width_of(input_shape))

    def call(self, inputs):
        """Values (batch, ..., maps), of the same shape."""
        maps = inputs.shape[-1]
        edges = [(0, 0)] * (len(inputs.shape) - 1)
        squares = ops.pad(
            ops.square(inputs), [*edges, (self.radius, self.radius)]
        )
        total = sum(
            squares[..., first : first + maps]
            for first in range(2 * self.radius + 1)
        )
        return inputs / (self.bias + self.alpha * total) ** self.beta

    def compute_output_shape(self, input_shape):
        """As the input."""
        return input_shape

    def get_config(self):
        """Arguments that make this layer again."""
        return {
            **super().get_config(),
            "radius": self.radius,
            "bias": self.bias,
            "alpha": self.alpha,
            "beta": self.beta,
        }
