"""Cut images into windows, padded as in TensorFlow, and add them back."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole, checked_sizes


def padding_amounts(
    size: int, window: int, stride: int, padding: str
) -> tuple[int, int]:
    """Pixels that TensorFlow adds before and after one side of an image.

    "same" makes ceil(size / stride) windows. Where the pixels it needs are
    odd in number, the extra one goes after.

    Args:
        size: pixels along the side.
        window: pixels a window spans, gaps of a dilation included.
        stride: pixels from one window to the next.
        padding: "same" or "valid", which adds none.

    Returns:
        Pixels before and pixels after.

    Raises:
        UsageError: another padding, a valid window larger than the side, or
            a size that is no whole number above 0.

    Example:
        >>> from medkeras.by_hand.patches import padding_amounts
        >>> padding_amounts(size=6, window=3, stride=2, padding="same")
        (0, 1)

    Chapter: 2.1.1
    """
    for name, value in (("size", size), ("window", window), ("stride", stride)):
        check_whole(name, value)
    if padding not in ("same", "valid"):
        raise UsageError(
            f'`padding` must be "same" or "valid". Received: {padding!r}'
        )
    if padding == "same":
        count = -(-size // stride)
        missing = max((count - 1) * stride + window - size, 0)
        return missing // 2, missing - missing // 2
    if window > size:
        raise UsageError(
            f"A valid window must fit into the {size} pixels of the image. "
            f"Received: a window over {window}"
        )
    return 0, 0


def extract_patches(
    images: np.ndarray,
    size: tuple[int, int],
    stride: int = 1,
    dilation: int = 1,
    padding: str = "valid",
    fill: float = 0.0,
) -> np.ndarray:
    """Every window of every image (im2col, before the columns are flat).

    Args:
        images: (batch, height, width, channels).
        size: rows and columns of a window.
        stride: pixels from one window to the next.
        dilation: pixels from one entry of a window to the next.
        padding: "same" or "valid", as in TensorFlow.
        fill: value of the pixels that padding adds.

    Returns:
        (batch, out height, out width, rows, columns, channels), a view of
        the padded images: to be read, not written.

    Raises:
        UsageError: sizes that are not positive, or do not fit; NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.patches import extract_patches
        >>> extract_patches(np.ones((1, 5, 5, 2)), (3, 3), stride=2).shape
        (1, 2, 2, 3, 3, 2)

    Chapter: 2.1.1
    """
    images = real_array("images", images, empty=True)
    size = checked_sizes("size", size, 2)
    edges = _edges(images.shape, size, stride, dilation, padding)
    padded = np.pad(images, edges, constant_values=fill)
    spans = tuple((n - 1) * dilation + 1 for n in size)
    windows = sliding_window_view(padded, spans, axis=(1, 2))
    windows = windows[:, ::stride, ::stride, :, ::dilation, ::dilation]
    return np.moveaxis(windows, 3, -1)


def add_patches(
    patches: np.ndarray,
    images_shape: tuple[int, ...],
    stride: int = 1,
    dilation: int = 1,
    padding: str = "valid",
) -> np.ndarray:
    """Put windows back in place and add where they overlap (col2im).

    It is the transpose of `extract_patches`, and so its gradient.

    Args:
        patches: (batch, out height, out width, rows, columns, channels).
        images_shape: (batch, height, width, channels) of the result.
        stride: as in `extract_patches`.
        dilation: as in `extract_patches`.
        padding: as in `extract_patches`.

    Returns:
        Images of `images_shape`.

    Raises:
        UsageError: as `extract_patches`.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.patches import add_patches
        >>> windows = np.ones((1, 1, 2, 1, 2, 1))
        >>> add_patches(windows, (1, 1, 3, 1)).ravel()  # the middle is in both
        array([1., 2., 1.])

    Chapter: 2.1.1
    """
    patches = real_array(
        "patches", patches, (*["windows"] * 5, "c"), empty=True
    )
    _, out_height, out_width, rows, columns, _ = patches.shape
    images_shape = checked_sizes("images_shape", images_shape, 4)
    if (patches.shape[0], patches.shape[-1]) != images_shape[::3]:
        raise UsageError(
            f"`patches` must be of {images_shape[0]} images and "
            f"{images_shape[-1]} channels. Received: {patches.shape}"
        )
    edges = _edges(images_shape, (rows, columns), stride, dilation, padding)
    padded_shape = [
        n + sum(edge) for n, edge in zip(images_shape, edges, strict=True)
    ]
    padded = np.zeros(padded_shape, patches.dtype)
    for row, column in np.ndindex(rows, columns):
        top, left = row * dilation, column * dilation
        bottom = top + stride * (out_height - 1) + 1
        right = left + stride * (out_width - 1) + 1
        place = padded[:, top:bottom:stride, left:right:stride]
        place += patches[:, :, :, row, column]
    (top, _), (left, _) = edges[1:3]
    _, height, width, _ = images_shape
    return padded[:, top : top + height, left : left + width]


def _edges(images_shape, size, stride, dilation, padding):
    check_whole("dilation", dilation)
    if len(images_shape) != 4:
        raise UsageError(
            "`images` must be (batch, height, width, channels). Received: "
            f"shape {tuple(images_shape)}"
        )
    sides = [
        padding_amounts(side, (n - 1) * dilation + 1, stride, padding)
        for side, n in zip(images_shape[1:3], size, strict=True)
    ]
    return [(0, 0), *sides, (0, 0)]
