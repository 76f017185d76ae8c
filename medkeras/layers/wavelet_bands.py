"""What is kept of the four bands of a wavelet transform."""

import keras
from keras import ops

from medkeras.layers.input_validation import InputValidationMixin
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number


class _Bands(InputValidationMixin, keras.layers.Layer):
    """Layers that read images of bands."""

    bands = 4

    def _check_sizes(self, shape):
        """Before Keras calls: what `call` raises comes in several lines."""
        if len(shape) != 4 or None in shape[1:] or shape[-1] % self.bands:
            raise UsageError(
                f"{type(self).__name__} needs images (batch, rows, columns, "
                f"channels) of a known size, channels a multiple of "
                f"{self.bands}. Received: shape {tuple(shape)}"
            )


@keras.saving.register_keras_serializable(package="medkeras")
class Approximation(_Bands):
    """Keep the coarse band LL of `DWT2D`, drop the three of details.

    Args:
        **kwargs: of the layer.

    Raises:
        UsageError: channels that are no multiple of 4.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.wavelet_bands import Approximation
        >>> Approximation()(np.ones((1, 2, 2, 12), "float32")).shape
        TensorShape([1, 2, 2, 3])

    Reference: Mallat 1989, doi:10.1109/34.192463.
    Chapter: 3.1.5
    """

    def call(self, inputs):
        """Coefficients (batch, rows, columns, channels / 4)."""
        return inputs[..., : inputs.shape[-1] // 4]

    def compute_output_shape(self, input_shape):
        """A quarter of the channels."""
        return (*input_shape[:-1], input_shape[-1] // 4)


@keras.saving.register_keras_serializable(package="medkeras")
class ZeroDetails(_Bands):
    """Put three bands of zeros behind LL, for `InverseDWT2D`.

    Args:
        **kwargs: of the layer.

    Raises:
        UsageError: inputs that are no images.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.wavelet_bands import ZeroDetails
        >>> ZeroDetails()(np.ones((1, 2, 2, 3), "float32")).shape
        TensorShape([1, 2, 2, 12])

    Reference: Mallat 1989, doi:10.1109/34.192463.
    Chapter: 3.1.5
    """

    bands = 1

    def call(self, inputs):
        """Coefficients (batch, rows, columns, 4 channels)."""
        nothing = ops.zeros_like(inputs)
        return ops.concatenate([inputs, *[nothing] * 3], axis=-1)

    def compute_output_shape(self, input_shape):
        """Four times the channels."""
        return (*input_shape[:-1], 4 * input_shape[-1])


@keras.saving.register_keras_serializable(package="medkeras")
class WaveletShrinkage(_Bands):
    """Shrink details towards 0, and leave the coarse band alone.

    Soft thresholding: a detail d becomes sign(d) max(|d| - t, 0). Small ones
    are mostly noise and vanish; t = 0 changes nothing.

    Args:
        threshold: t, 0 or more.
        **kwargs: of the layer.

    Raises:
        UsageError: a negative threshold; channels that are no multiple of 4.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.wavelet_bands import WaveletShrinkage
        >>> bands = np.array([3.0, 3.0, -0.5, -3.0], "float32")
        >>> shrunk = WaveletShrinkage(1.0)(bands.reshape(1, 1, 1, 4))
        >>> [float(band) for band in shrunk[0, 0, 0]]
        [3.0, 2.0, -0.0, -2.0]

    Reference: Donoho 1995, "De-noising by soft-thresholding",
        doi:10.1109/18.382009.
    Chapter: 3.1.5
    """

    def __init__(self, threshold: float, **kwargs):
        check_number("threshold", threshold, 0)
        super().__init__(**kwargs)
        self.threshold = threshold

    def call(self, inputs):
        """Coefficients, shaped like the inputs."""
        coarse = inputs.shape[-1] // 4
        details = inputs[..., coarse:]
        left = ops.relu(ops.abs(details) - self.threshold)
        shrunk = ops.sign(details) * left
        return ops.concatenate([inputs[..., :coarse], shrunk], axis=-1)

    def compute_output_shape(self, input_shape):
        """That of the inputs."""
        return input_shape

    def get_config(self):
        """Arguments that make this layer again."""
        return {**super().get_config(), "threshold": self.threshold}
