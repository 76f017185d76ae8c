"""Occlusion: cover a part of an image and see what the prediction loses."""

from collections.abc import Callable

import numpy as np

from medkeras.explain.outputs import target_outputs
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


def occlusion(
    model: Callable,
    images: np.ndarray,
    target: int = 0,
    size: int = 5,
    stride: int = 1,
    cover: float | np.ndarray = 0.0,
) -> np.ndarray:
    """Fall of the prediction where a square of the image is covered.

    No gradient is needed, so it works for any function of images. A square
    slides over the image; each pixel gets the mean fall over all squares
    that held it. Positive: the pixel spoke for the target. Squares reach
    over the edge, so that every pixel is covered equally often.

    The answer depends on the cover. A grey square in a dark lung is itself
    a sign of disease; an image of the same kind without the finding, such
    as the mean of healthy films, is a better cover.

    Args:
        model: from (batch, height, width, channels) to (batch, outputs) or
            (batch,); a Keras model or any function of an array.
        images: (images, height, width, channels).
        target: number of the output to explain.
        size: side of the square, an odd number of pixels.
        stride: pixels from one square to the next, at most `size`.
        cover: what is seen in the square: a brightness, or an image
            (height, width, channels); in the images' units, and a value
            that their type can hold: a whole number from 0 to 255 in uint8.

    Returns:
        Mean fall of the output, (images, height, width).

    Raises:
        UsageError: an even or too large square, a stride that leaves gaps,
            a cover of another shape or that the images cannot hold, NaN, or
            a target that the model does not have.

    Example:
        >>> import numpy as np
        >>> from medkeras.explain import occlusion
        >>> film = np.zeros((1, 5, 5, 1))
        >>> film[0, 1, 3] = 1.0
        >>> fall = occlusion(lambda x: x.max(axis=(1, 2, 3)), film, size=1)
        >>> np.argwhere(fall[0] > 0)
        array([[1, 3]])

    Reference: Zeiler and Fergus 2014, "Visualizing and understanding
        convolutional networks", doi:10.1007/978-3-319-10590-1_53.
    Chapter: 2.1.1
    """
    images = real_array("images", images, empty=True)
    _check(images, size, stride, target)
    cover = _checked_cover(cover, images)
    masks = _squares(images.shape[1:3], size, stride)
    held = masks.sum(axis=0)  # squares over each pixel
    whole = target_outputs(model, images, target)
    falls = np.empty(images.shape[:3])
    for number, image in enumerate(images):
        covered = np.where(masks[..., None], cover, image)
        loss = whole[number] - target_outputs(model, covered, target)
        falls[number] = np.tensordot(loss, masks, 1) / held
    return falls


def _squares(shape, size: int, stride: int) -> np.ndarray:
    """Masks (squares, height, width) of squares centred on a grid."""
    half = size // 2
    rows, columns = (np.arange(length) for length in shape)
    # Centres begin and end outside, so that the edge is covered as often.
    down, across = (np.arange(-half, length + half, stride) for length in shape)
    in_rows = np.abs(rows - down[:, None]) <= half
    in_columns = np.abs(columns - across[:, None]) <= half
    masks = in_rows[:, None, :, None] & in_columns[None, :, None, :]
    masks = masks.reshape(-1, *shape)
    return masks[masks.any(axis=(1, 2))]


def _checked_cover(cover, images) -> np.ndarray:
    """The cover as an image, if images of this type can hold it."""
    cover = real_array("cover", cover)
    if cover.ndim and cover.shape != images.shape[1:]:
        raise UsageError(
            f"`cover` must be a number or an image {images.shape[1:]}. "
            f"Received: shape {cover.shape}"
        )
    with np.errstate(all="ignore"):
        held = cover.astype(images.dtype)
    is_float = images.dtype.kind == "f"
    if not np.isfinite(held).all() or not (is_float or (held == cover).all()):
        raise UsageError(
            f"`cover` must be a value of the images' type, {images.dtype}; "
            "or give images of floats. Received: values from "
            f"{cover.min():g} to {cover.max():g}"
        )
    return np.broadcast_to(held, images.shape[1:])


def _check(images, size, stride, target):
    if images.ndim != 4:
        raise UsageError(
            "`images` must be (images, height, width, channels). "
            f"Received: shape {images.shape}"
        )
    check_whole("target", target, least=0)
    check_whole("size", size)
    check_whole("stride", stride)
    if size % 2 == 0 or size > min(images.shape[1:3]):
        raise UsageError(
            f"`size` must be odd and no larger than the image. Received: {size}"
        )
    if stride > size:
        raise UsageError(
            f"`stride` must be from 1 to `size` ({size}), or pixels are left "
            f"out. Received: {stride}"
        )
