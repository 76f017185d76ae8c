"""Convolution with zero padding to the same size, and its gradients."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from medkeras.utils.errors import UsageError


def convolve_same(images: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide a kernel over zero-padded images; the size stays the same.

    As in Keras, this is cross-correlation: the kernel is not flipped.

    Args:
        images: (batch, height, width, channels).
        kernel: (rows, columns, channels, filters), rows and columns odd.

    Returns:
        (batch, height, width, filters).

    Raises:
        UsageError: an even kernel, or channels that do not match.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.convolution import convolve_same
        >>> convolve_same(np.ones((1, 3, 3, 1)), np.ones((3, 3, 1, 1)))[0, 1, 1]
        array([9.])

    Chapter: 3.2.1
    """
    windows = _windows(images, kernel.shape)
    return np.einsum("nhwcij,ijcf->nhwf", windows, kernel, optimize=True)


def convolve_same_gradients(
    images: np.ndarray, kernel: np.ndarray, upstream: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Carry a gradient back through `convolve_same`.

    Args:
        images: (batch, height, width, channels), the input it was given.
        kernel: (rows, columns, channels, filters), the kernel it was given.
        upstream: (batch, height, width, filters), gradient of its output.

    Returns:
        Gradients for the images and for the kernel, shaped like them.

    Raises:
        UsageError: as `convolve_same`.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.convolution import convolve_same_gradients
        >>> ones = np.ones((1, 3, 3, 1))
        >>> convolve_same_gradients(ones, np.ones((1, 1, 1, 1)), ones)[1].item()
        9.0

    Chapter: 3.2.1
    """
    windows = _windows(images, kernel.shape)
    for_kernel = np.einsum("nhwcij,nhwf->ijcf", windows, upstream)
    # Every pixel fed the outputs around it: slide the kernel turned by half
    # a circle, with inputs and outputs exchanged.
    turned = kernel[::-1, ::-1].swapaxes(2, 3)
    return convolve_same(upstream, turned), for_kernel


def _windows(images, kernel_shape):
    rows, columns, channels, _ = kernel_shape
    if rows % 2 == 0 or columns % 2 == 0 or images.shape[-1] != channels:
        raise UsageError(
            "`kernel` must have odd rows and columns and the images' "
            f"{images.shape[-1]} channels. Received: shape {kernel_shape}"
        )
    edges = ((0, 0), (rows // 2,) * 2, (columns // 2,) * 2, (0, 0))
    padded = np.pad(images, edges)
    return sliding_window_view(padded, (rows, columns), axis=(1, 2))
