"""Convolution with stride, dilation and padding, and its gradients.

Two ways to the same numbers: "direct", loops that read as the sum, and
"im2col", one product of matrices.
"""

import numpy as np

from medkeras.by_hand.patches import add_patches, extract_patches
from medkeras.utils.arrays import float_arrays
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape


def conv2d(
    images: np.ndarray,
    kernel: np.ndarray,
    stride: int = 1,
    dilation: int = 1,
    padding: str = "valid",
    method: str = "im2col",
) -> np.ndarray:
    """Slide a kernel over images.

        y[n, p, q, f] = Σ_ijc x[n, s p + d i, s q + d j, c] w[i, j, c, f]

    with stride s and dilation d, on padded images. As in Keras, this is
    cross-correlation: the kernel is not flipped.

    Args:
        images: x, (batch, height, width, channels).
        kernel: w, (rows, columns, channels, filters).
        stride: pixels from one window to the next.
        dilation: pixels from one entry of the kernel to the next.
        padding: "same" or "valid", as in TensorFlow.
        method: "direct" or "im2col".

    Returns:
        y, (batch, out height, out width, filters).

    Raises:
        UsageError: shapes that do not fit, an unknown name, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.conv2d import conv2d
        >>> conv2d(np.ones((1, 4, 4, 1)), np.ones((3, 3, 1, 1))).ravel()
        array([9., 9., 9., 9.])

    Reference: Dumoulin and Visin 2016, "A guide to convolution arithmetic
        for deep learning", doi:10.48550/arXiv.1603.07285.
    Chapter: 2.1.1
    """
    images, kernel = float_arrays(images=images, kernel=kernel)
    _check(images, kernel, method)
    windows = extract_patches(
        images, kernel.shape[:2], stride, dilation, padding
    )
    if method == "direct":
        return _direct(windows, kernel)
    filters = kernel.shape[-1]
    columns = windows.reshape(-1, kernel[..., 0].size)  # (all windows, entries)
    flat = columns @ kernel.reshape(-1, filters)
    return flat.reshape(*windows.shape[:3], filters)


def conv2d_gradients(
    images: np.ndarray,
    kernel: np.ndarray,
    upstream: np.ndarray,
    stride: int = 1,
    dilation: int = 1,
    padding: str = "valid",
    method: str = "im2col",
) -> tuple[np.ndarray, np.ndarray]:
    """Carry a gradient back through `conv2d`.

    Args:
        images: (batch, height, width, channels), the input it was given.
        kernel: (rows, columns, channels, filters), the kernel it was given.
        upstream: (batch, out height, out width, filters), gradient of its
            output.
        stride: as in `conv2d`.
        dilation: as in `conv2d`.
        padding: as in `conv2d`.
        method: "direct" or "im2col".

    Returns:
        Gradients for the images and for the kernel, shaped like them.

    Raises:
        UsageError: as `conv2d`, or `upstream` not shaped like the output.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.conv2d import conv2d_gradients
        >>> ones = np.ones((1, 3, 3, 1))
        >>> conv2d_gradients(ones, np.ones((1, 1, 1, 1)), ones)[1].item()
        9.0

    Chapter: 2.1.1
    """
    images, kernel, upstream = float_arrays(
        images=images, kernel=kernel, upstream=upstream
    )
    _check(images, kernel, method)
    windows = extract_patches(
        images, kernel.shape[:2], stride, dilation, padding
    )
    expected = (*windows.shape[:3], kernel.shape[-1])
    if upstream.shape != expected:
        raise UsageError(
            f"`upstream` must have the output's shape {expected}. "
            f"Received: {upstream.shape}"
        )
    back = _direct_back if method == "direct" else _im2col_back
    for_windows, for_kernel = back(windows, kernel, upstream)
    for_images = add_patches(
        for_windows, images.shape, stride, dilation, padding
    )
    return for_images, for_kernel


def _direct(windows, kernel):
    shape = (*windows.shape[:3], kernel.shape[-1])
    out = np.zeros(shape, np.result_type(windows, kernel))
    for n, p, q, f in np.ndindex(shape):
        out[n, p, q, f] = np.sum(windows[n, p, q] * kernel[..., f])
    return out


def _direct_back(windows, kernel, upstream):
    for_windows = np.zeros(windows.shape, upstream.dtype)
    for_kernel = np.zeros_like(kernel)
    for n, p, q, f in np.ndindex(upstream.shape):
        for_windows[n, p, q] += upstream[n, p, q, f] * kernel[..., f]
        for_kernel[..., f] += upstream[n, p, q, f] * windows[n, p, q]
    return for_windows, for_kernel


def _im2col_back(windows, kernel, upstream):
    filters = kernel.shape[-1]
    columns = windows.reshape(-1, kernel[..., 0].size)  # (all windows, entries)
    errors = upstream.reshape(-1, filters)  # (all windows, filters)
    for_columns = errors @ kernel.reshape(-1, filters).T
    for_kernel = columns.T @ errors
    return for_columns.reshape(windows.shape), for_kernel.reshape(kernel.shape)


def _check(images, kernel, method):
    if method not in ("direct", "im2col"):
        raise UsageError(
            f'`method` must be "direct" or "im2col". Received: {method!r}'
        )
    check_shape(
        "images", images.shape, ("batch", "height", "width", "channels")
    )
    if kernel.ndim != 4 or images.shape[-1] != kernel.shape[2]:
        raise UsageError(
            "`kernel` must be (rows, columns, channels, filters) with the "
            f"images' {images.shape[-1]} channels. Received: {kernel.shape}"
        )
