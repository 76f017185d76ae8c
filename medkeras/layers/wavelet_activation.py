"""A wave in place of a sigmoid: each unit finds its own place and width."""

import math

import keras
from keras import ops

from medkeras.layers.input_validation import InputValidationMixin, width_of
from medkeras.utils.sizes import check_positive

FREQUENCY = 5.0  # of the Morlet wavelet, radians


@keras.saving.register_keras_serializable(package="medkeras")
class WaveletActivation(InputValidationMixin, keras.layers.Layer):
    """The Morlet wavelet as activation, with learnable shift and scale.

    With u = (x - c) / a,

        y = cos(5 u) exp(-u² / 2),

    where each unit learns its shift c and its scale a. The scale is kept
    above 0: its logarithm is what is learned. The answer is large only near
    c, so a unit says where its input lies, not how large it is.

    Args:
        scale: a of every unit before training, above 0.
        **kwargs: of the layer.

    Raises:
        UsageError: a scale that is not above 0; inputs without a known last
            size, NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.wavelet_activation import WaveletActivation
        >>> layer = WaveletActivation()
        >>> layer(np.zeros((1, 2), "float32")).numpy().tolist()
        [[1.0, 1.0]]

    Reference: as activation: Shao et al. 2018,
        doi:10.1016/j.knosys.2017.10.024; the wavelet: Grossmann and Morlet
        1984, doi:10.1137/0515056.
    Chapter: 3.1.5
    """

    def __init__(self, scale: float = 1.0, **kwargs):
        check_positive("scale", scale)
        super().__init__(**kwargs)
        self.scale = scale

    def build(self, input_shape):
        """Make a shift and the logarithm of a scale for each unit."""
        self.input_spec = keras.layers.InputSpec(**width_of(input_shape))
        units = input_shape[-1:]
        self.shift = self.add_weight(
            shape=units, initializer="zeros", name="shift"
        )
        start = keras.initializers.Constant(math.log(self.scale))
        self.log_scale = self.add_weight(
            shape=units, initializer=start, name="log_scale"
        )

    def call(self, inputs):
        """Answers, shaped like the inputs, from -1 to 1."""
        x = ops.cast(inputs, self.compute_dtype)
        place = (x - self.shift) / ops.exp(self.log_scale)
        return ops.cos(FREQUENCY * place) * ops.exp(-ops.square(place) / 2)

    def compute_output_shape(self, input_shape):
        """That of the inputs."""
        return input_shape

    def get_config(self):
        """Arguments that make this layer again."""
        return {**super().get_config(), "scale": self.scale}
