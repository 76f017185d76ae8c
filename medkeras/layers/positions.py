"""Where a word stands, as a vector that is added to the word's own."""

import keras
import numpy as np
from keras import layers, ops

from medkeras.layers.input_validation import InputValidationMixin
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


def sinusoidal_positions(places: int, width: int) -> np.ndarray:
    """A vector for each place of a sentence, so that order can be seen.

        p(t, 2i) = sin(t / 10000^(2i / width))
        p(t, 2i + 1) = cos(t / 10000^(2i / width))

    Args:
        places: how many.
        width: of a vector; an even number.

    Returns:
        (places, width), float32.

    Raises:
        UsageError: no places, or an odd width.

    Example:
        >>> from medkeras.layers.positions import sinusoidal_positions
        >>> sinusoidal_positions(3, 4)[0].tolist()
        [0.0, 1.0, 0.0, 1.0]

    Reference: Vaswani et al. 2017, arXiv:1706.03762.
    Chapter: 3.3.2
    """
    check_whole("places", places)
    check_whole("width", width, 2)
    if width % 2:
        raise UsageError(f"`width` must be even. Received: {width}")
    waves = 10_000.0 ** (-np.arange(0, width, 2) / width)
    angles = np.arange(places)[:, None] * waves
    both = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return both.reshape(places, width).astype("float32")


@keras.saving.register_keras_serializable(package="medkeras")
class AddPositions(InputValidationMixin, layers.Layer):
    """Adds to each word's vector that of its place, `sinusoidal_positions`.

    Args:
        scale: of the places' vectors; small at first, as the words' are.

    Raises:
        UsageError: a scale below 0; vectors of an odd width.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.positions import AddPositions
        >>> AddPositions(1.0)(np.zeros((1, 2, 2)))[0, 0].numpy().tolist()
        [0.0, 1.0]

    Reference: Vaswani et al. 2017, arXiv:1706.03762.
    Chapter: 3.3.2
    """

    def __init__(self, scale: float = 0.1, **kwargs):
        super().__init__(**kwargs)
        check_number("scale", scale, 0)
        self.scale = scale
        self.input_spec = keras.layers.InputSpec(ndim=3)

    def build(self, input_shape):
        """The table; nothing of it is learned."""
        self.table = self.scale * sinusoidal_positions(*input_shape[1:])
        self.input_spec = keras.layers.InputSpec(
            ndim=3, axes={1: input_shape[1], 2: input_shape[2]}
        )
        self.built = True

    def call(self, vectors):
        """(sentences, words, width), as the vectors."""
        return vectors + ops.cast(self.table, vectors.dtype)

    def compute_output_shape(self, input_shape):
        """As the vectors."""
        return input_shape

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"scale": self.scale}
