"""Max and average pooling, and their gradients."""

import numpy as np

from medkeras.by_hand.patches import add_patches, extract_patches
from medkeras.utils.arrays import float_array, float_arrays
from medkeras.utils.errors import UsageError


def max_pool(
    images: np.ndarray,
    size: int = 2,
    stride: int | None = None,
    padding: str = "valid",
) -> np.ndarray:
    """Keep the largest value of every window.

    Args:
        images: (batch, height, width, channels).
        size: rows and columns of a window.
        stride: pixels from one window to the next; `size` if None.
        padding: "same" or "valid", as in TensorFlow; pixels that padding
            adds are never the largest.

    Returns:
        (batch, out height, out width, channels).

    Raises:
        UsageError: windows that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.pooling import max_pool
        >>> max_pool(np.arange(4.0).reshape(1, 2, 2, 1)).item()
        3.0

    Chapter: 2.1.1
    """
    return _windows(images, size, stride, padding, -np.inf).max(axis=3)


def max_pool_gradients(
    images: np.ndarray,
    upstream: np.ndarray,
    size: int = 2,
    stride: int | None = None,
    padding: str = "valid",
) -> np.ndarray:
    """Carry a gradient back through `max_pool`.

    Args:
        images: (batch, height, width, channels), the input it was given.
        upstream: (batch, out height, out width, channels), gradient of its
            output.
        size: as in `max_pool`.
        stride: as in `max_pool`.
        padding: as in `max_pool`.

    Returns:
        Gradient for the images, shaped like them: all of it goes to the
        largest pixel of a window, the first of them where several are.

    Raises:
        UsageError: as `max_pool`, or `upstream` not shaped like the output.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.pooling import max_pool_gradients
        >>> images = np.arange(4.0).reshape(1, 2, 2, 1)
        >>> max_pool_gradients(images, np.ones((1, 1, 1, 1))).ravel()
        array([0., 0., 0., 1.])

    Chapter: 2.1.1
    """
    images, upstream = float_arrays(images=images, upstream=upstream)
    windows = _windows(images, size, stride, padding, -np.inf)
    _check_upstream(windows, upstream)
    largest = windows.argmax(axis=3)[:, :, :, None]
    share = np.zeros(windows.shape, upstream.dtype)
    np.put_along_axis(share, largest, upstream[:, :, :, None], axis=3)
    return _add(share, images.shape, size, stride, padding)


def average_pool(
    images: np.ndarray,
    size: int = 2,
    stride: int | None = None,
    padding: str = "valid",
) -> np.ndarray:
    """Average every window.

    Args:
        images: (batch, height, width, channels).
        size: rows and columns of a window.
        stride: pixels from one window to the next; `size` if None.
        padding: "same" or "valid", as in TensorFlow; pixels that padding
            adds are not counted.

    Returns:
        (batch, out height, out width, channels).

    Raises:
        UsageError: windows that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.pooling import average_pool
        >>> average_pool(np.arange(4.0).reshape(1, 2, 2, 1)).item()
        1.5

    Chapter: 2.1.1
    """
    images = float_array("images", images, empty=True)
    windows = _windows(images, size, stride, padding, 0)
    return windows.sum(axis=3) / _counts(images, size, stride, padding)


def average_pool_gradients(
    images: np.ndarray,
    upstream: np.ndarray,
    size: int = 2,
    stride: int | None = None,
    padding: str = "valid",
) -> np.ndarray:
    """Carry a gradient back through `average_pool`.

    Args:
        images: (batch, height, width, channels), the input it was given.
        upstream: (batch, out height, out width, channels), gradient of its
            output.
        size: as in `average_pool`.
        stride: as in `average_pool`.
        padding: as in `average_pool`.

    Returns:
        Gradient for the images, shaped like them: every pixel of a window
        gets the same share.

    Raises:
        UsageError: as `average_pool`, or `upstream` not shaped like the
            output.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.pooling import average_pool_gradients
        >>> images = np.arange(4.0).reshape(1, 2, 2, 1)
        >>> average_pool_gradients(images, np.ones((1, 1, 1, 1))).ravel()
        array([0.25, 0.25, 0.25, 0.25])

    Chapter: 2.1.1
    """
    images, upstream = float_arrays(images=images, upstream=upstream)
    windows = _windows(images, size, stride, padding, 0)
    _check_upstream(windows, upstream)
    part = upstream / _counts(images, size, stride, padding)
    share = np.broadcast_to(part[:, :, :, None], windows.shape)
    return _add(share, images.shape, size, stride, padding)


def _windows(images, size, stride, padding, fill):
    images = float_array("images", images, empty=True)
    stride = size if stride is None else stride
    windows = extract_patches(
        images, (size, size), stride, padding=padding, fill=fill
    )  # (batch, out height, out width, size, size, channels)
    return windows.reshape(*windows.shape[:3], size**2, images.shape[-1])


def _counts(images, size, stride, padding):
    """Pixels of the image, not of its padding, in every window."""
    pixels = np.ones_like(images[:1, :, :, :1])
    return _windows(pixels, size, stride, padding, 0).sum(axis=3)


def _add(share, images_shape, size, stride, padding):
    stride = size if stride is None else stride
    patches = share.reshape(*share.shape[:3], size, size, images_shape[-1])
    return add_patches(patches, images_shape, stride, padding=padding)


def _check_upstream(windows, upstream):
    expected = (*windows.shape[:3], windows.shape[-1])
    if upstream.shape != expected:
        raise UsageError(
            f"`upstream` must have the output's shape {expected}. "
            f"Received: {upstream.shape}"
        )
