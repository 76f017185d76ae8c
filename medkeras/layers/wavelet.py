"""The two-dimensional wavelet transform and its inverse, as layers."""

import keras
import numpy as np
import pywt
from keras import ops

from medkeras.layers.input_validation import InputValidationMixin
from medkeras.utils.errors import UsageError, nearest

BANDS = ("LL", "LH", "HL", "HH")


class _Wavelet2D(InputValidationMixin, keras.layers.Layer):
    """What both directions share: the name of the wavelet, the shapes."""

    def __init__(self, wavelet: str = "haar", **kwargs):
        names = pywt.wavelist(kind="discrete")
        if wavelet not in names:
            raise UsageError(
                "`wavelet` must be a discrete wavelet of PyWavelets, such as "
                "haar, db2, db4 or bior2.2. Received: "
                f"{wavelet!r}{nearest(wavelet, names)}"
            )
        super().__init__(**kwargs)
        self.wavelet = wavelet

    def _check_sizes(self, shape):
        """Before Keras calls: what `call` raises comes in several lines."""
        super()._check_sizes(shape)
        self._check(shape)

    def compute_output_shape(self, input_shape):
        """(batch, rows, columns, channels) of the answer."""
        self._check(input_shape)
        rows, columns, channels = input_shape[1:]
        return (input_shape[0], *self._size(rows, columns, channels))

    def get_config(self):
        """Arguments that make this layer again."""
        return {**super().get_config(), "wavelet": self.wavelet}

    def _check(self, shape):
        if len(shape) != 4 or None in shape[1:] or min(shape[1:]) < 1:
            raise UsageError(
                f"{type(self).__name__} needs images (batch, rows, columns, "
                f"channels) of a known size. Received: shape {tuple(shape)}"
            )


@keras.saving.register_keras_serializable(package="medkeras")
class DWT2D(_Wavelet2D):
    """Split each image into a coarse one and three sorts of detail.

    Rows and columns are filtered with a low-pass L and a high-pass H and
    every second value is kept. The image continues periodically
    ("periodization"), so for even sizes there are as many coefficients as
    pixels; an odd size is first extended by its last row or column, as
    PyWavelets does.

    Every quarter of the channels of the answer is a band of all input
    channels: LL (coarse), LH (`pywt.dwt2`'s cH, changes from row to row), HL
    (cV, from column to column), HH (cD): `ops.split(y, 4, axis=-1)`.

    Args:
        wavelet: name of a discrete wavelet in PyWavelets.
        **kwargs: of the layer, such as `name`, `dtype`.

    Raises:
        UsageError: an unknown wavelet; images of an unknown size.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.wavelet import DWT2D
        >>> DWT2D("haar")(np.ones((1, 4, 4, 1), "float32")).shape
        TensorShape([1, 2, 2, 4])

    Reference: Mallat 1989, doi:10.1109/34.192463.
    Chapter: 2.2.1
    """

    def call(self, images):
        """Coefficients (batch, rows / 2, columns / 2, 4 channels)."""
        self._check(images.shape)
        images = ops.cast(images, self.compute_dtype)  # grey levels, perhaps
        single = _fold(images, 1)  # (batch x channels, rows, columns, 1)
        single = _even(_even(single, 1), 2)
        bank = pywt.Wavelet(self.wavelet)
        # Four rows and columns a step are quicker than two, where they fit.
        fits = all(size % 4 == 0 for size in single.shape[1:3])
        kernel = _analysis_kernel(bank, 2 if fits else 1)
        side = bank.dec_len // 2 - 1
        single = _wrap(_wrap(single, 1, side), 2, side)
        kernel = ops.convert_to_tensor(kernel, single.dtype)
        step = 4 if fits else 2
        bands = ops.conv(
            single, kernel, step, "valid", data_format="channels_last"
        )
        bands = _depth_to_space(bands, step // 2)
        return _unfold(bands, images.shape[-1])

    def _size(self, rows, columns, channels):
        return (rows + 1) // 2, (columns + 1) // 2, 4 * channels


@keras.saving.register_keras_serializable(package="medkeras")
class InverseDWT2D(_Wavelet2D):
    """Put the four bands of `DWT2D` together again.

    An image of an odd size comes back with the row or column by which
    `DWT2D` extended it: cut it off, as after `pywt.idwt2`.

    Args:
        wavelet: the name given to `DWT2D`.
        **kwargs: of the layer, such as `name`, `dtype`.

    Raises:
        UsageError: an unknown wavelet; channels that are no multiple of 4.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.wavelet import DWT2D, InverseDWT2D
        >>> image = np.arange(16.0, dtype="float32").reshape(1, 4, 4, 1)
        >>> again = InverseDWT2D("db2")(DWT2D("db2")(image))
        >>> bool(np.allclose(again, image, atol=1e-5))
        True

    Reference: Mallat 1989, doi:10.1109/34.192463.
    Chapter: 2.2.1
    """

    def call(self, bands):
        """Images (batch, 2 rows, 2 columns, channels / 4)."""
        self._check(bands.shape)
        bands = ops.cast(bands, self.compute_dtype)
        channels = bands.shape[-1] // 4
        single = _fold(bands, 4)  # (batch x channels, rows, columns, 4)
        kernel = _synthesis_kernel(pywt.Wavelet(self.wavelet))
        side = kernel.shape[0] // 2
        single = _wrap(_wrap(single, 1, side), 2, side)
        kernel = ops.convert_to_tensor(kernel, single.dtype)
        pixels = ops.conv(
            single, kernel, 1, "valid", data_format="channels_last"
        )
        return _unfold(_depth_to_space(pixels, 2), channels)

    def _check(self, shape):
        super()._check(shape)
        if shape[-1] % 4:
            raise UsageError(
                "InverseDWT2D needs four bands, so channels that are a "
                f"multiple of 4. Received: shape {tuple(shape)}"
            )

    def _size(self, rows, columns, channels):
        return 2 * rows, 2 * columns, channels // 4


def _analysis_kernel(bank, block):
    """Weights of `block` x `block` neighbouring coefficients of each band.

    Coefficient k of a row x is the sum over j of f[j] x[2k + F/2 - j].
    """
    low, high = np.array(bank.dec_lo)[::-1], np.array(bank.dec_hi)[::-1]
    taps = len(low)
    length = taps + 2 * (block - 1)
    kernel = np.zeros((length, length, 1, block, block, 4))
    for down in range(block):
        for right in range(block):
            here = (
                slice(2 * down, 2 * down + taps),
                slice(2 * right, 2 * right + taps),
            )
            for band, (rows, columns) in enumerate(_pairs(low, high)):
                weights = np.outer(rows, columns)
                kernel[(*here, 0, down, right, band)] = weights
    return kernel.reshape(length, length, 1, -1)


def _synthesis_kernel(bank):
    """Weights of the four bands in each of 2 x 2 neighbouring pixels.

    Value n of a row is the sum over k of f[n - 2k + F/2 - 1] c[k].
    """
    taps = bank.rec_len
    side = taps // 4  # coefficients to the left and right that reach a pixel
    spread = np.zeros((2, 2 * side + 1, 2))  # (filter, place, parity)
    for number, weights in enumerate((bank.rec_lo, bank.rec_hi)):
        for place in range(2 * side + 1):
            for parity in range(2):
                j = parity + taps // 2 - 1 - 2 * (place - side)
                if 0 <= j < taps:
                    spread[number, place, parity] = weights[j]
    bands = [
        np.einsum("ap,bq->abpq", rows, columns)
        for rows, columns in _pairs(*spread)
    ]
    return np.stack(bands, axis=2).reshape(2 * side + 1, 2 * side + 1, 4, 4)


def _pairs(low, high):
    """Filters along the rows' index and along the columns', band by band."""
    return (low, low), (high, low), (low, high), (high, high)


def _even(x, axis):
    """Repeat the last row or column of an odd size."""
    size = x.shape[axis]
    if size % 2 == 0:
        return x
    last = [slice(None)] * 4
    last[axis] = slice(size - 1, size)
    return ops.concatenate([x, x[tuple(last)]], axis=axis)


def _wrap(x, axis, side):
    """Continue an axis periodically by `side` values at either end."""
    if side == 0:
        return x
    size = x.shape[axis]
    if side > size:  # a filter longer than the image goes round and round
        return ops.take(x, np.arange(-side, size + side) % size, axis=axis)
    before, after = [slice(None)] * 4, [slice(None)] * 4
    before[axis], after[axis] = slice(size - side, size), slice(0, side)
    return ops.concatenate([x[tuple(before)], x, x[tuple(after)]], axis=axis)


def _fold(x, bands):
    """Every channel as an image of its own: (batch x channels, ..., bands)."""
    _, rows, columns, depth = x.shape
    if depth == bands:
        return x
    x = ops.reshape(x, (-1, rows, columns, bands, depth // bands))
    x = ops.transpose(x, (0, 4, 1, 2, 3))
    return ops.reshape(x, (-1, rows, columns, bands))


def _unfold(x, channels):
    """Undo `_fold`: (batch, rows, columns, bands x channels)."""
    if channels == 1:
        return x
    _, rows, columns, bands = x.shape
    x = ops.reshape(x, (-1, channels, rows, columns, bands))
    x = ops.transpose(x, (0, 2, 3, 4, 1))
    return ops.reshape(x, (-1, rows, columns, bands * channels))


def _depth_to_space(x, block):
    """Deal the channels out to `block` x `block` places each."""
    if block == 1:
        return x
    return ops.depth_to_space(x, block, data_format="channels_last")
