"""A detector without anchor boxes: objects are peaks of a map of heat."""

import math

import keras
import numpy as np
from keras import layers
from scipy import ndimage

from medkeras.models.base import Model
from medkeras.models.cnn.parts import conv, normalized_relu, num_axes, pool
from medkeras.utils.errors import UsageError

STRIDE = 4  # pixels from one cell of the maps to the next


def center_point_detector(
    input_shape: tuple[int, int, int],
    num_classes: int = 1,
    num_filters: int = 16,
) -> keras.Model:
    """Small fully convolutional detector of centres and sizes.

    Each cell of the last maps, four pixels wide, says how likely a centre
    lies in it, how large the object there is, and where in the cell the
    centre lies. Train it with `CenterPointLoss` on `draw_targets`; read it
    with `decode`.

    Args:
        input_shape: (height, width, channels), 4 pixels or more each.
        num_classes: kinds of objects, each with its own heat.
        num_filters: maps of the first convolution.

    Returns:
        A model from (batch, height, width, channels) to (batch, rows,
        columns, num_classes + 3): heat of each class in 0..1, size in
        pixels, offset down and right in cells.

    Raises:
        UsageError: `input_shape` is no image, or `num_classes` is below 1.

    Example:
        >>> from medkeras.models.cnn import center_point_detector
        >>> center_point_detector((32, 32, 1), num_filters=4).output_shape
        (None, 8, 8, 4)

    Reference: Zhou et al. 2019, doi:10.48550/arXiv.1904.07850.
    Chapter: 2.1.1
    """
    if num_axes(input_shape, STRIDE) != 2 or num_classes < 1:
        raise UsageError(
            "`input_shape` must be (height, width, channels) and "
            "`num_classes` 1 or more. "
            f"Received: {tuple(input_shape)}, {num_classes}"
        )
    inputs = maps = keras.Input(input_shape)
    for filters, dilation in ((1, 1), (2, 1), (4, 1), (4, 2)):
        options = {"use_bias": False, "dilation_rate": dilation}
        maps = conv(2, filters * num_filters, 3, **options)(maps)
        maps = normalized_relu(maps)
        if filters < 4:
            maps = pool(2, "Max", padding="same")(maps)
    # So that at first every cell says 0.1, and the many empty cells do not
    # drown the few centres.
    rare = keras.initializers.Constant(-math.log(9))
    heat = conv(2, num_classes, 1, activation="sigmoid", bias_initializer=rare)(
        maps
    )
    size_and_offset = conv(2, 3, 1)(maps)
    outputs = layers.Concatenate()([heat, size_and_offset])
    return Model(inputs, outputs, name="center_point_detector")


def draw_targets(
    objects: list[np.ndarray],
    image_shape: tuple[int, int],
    num_classes: int = 1,
) -> np.ndarray:
    """Maps the detector should answer with.

    The heat is 1 at the cell of a centre and falls off around it as a
    Gaussian whose width is a sixth of the object's, half a cell or more.

    Args:
        objects: for each image an array (objects, 3) of row, column and
            size in pixels; with several classes (objects, 4), the class
            number last.
        image_shape: height and width of the images, in pixels.
        num_classes: kinds of objects.

    Returns:
        (batch, rows, columns, num_classes + 3), float32: heat of each
        class, size in pixels, offset down and right in cells.

    Raises:
        UsageError: columns missing, or a centre outside the image.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cnn import draw_targets
        >>> draw_targets([np.array([[9.0, 6.0, 8.0]])], (16, 16))[0, 2, 1]
        array([1.  , 8.  , 0.25, 0.5 ], dtype=float32)

    Reference: Zhou et al. 2019, doi:10.48550/arXiv.1904.07850.
    Chapter: 2.1.1
    """
    cells = tuple(-(-side // STRIDE) for side in image_shape)
    targets = np.zeros((len(objects), *cells, num_classes + 3), "float32")
    for target, found in zip(targets, objects, strict=True):
        found = np.asarray(found, float)
        _check_objects(found, image_shape, num_classes)
        for row, column, size, *kind in found:
            _draw(target, (row, column), size, int(kind[0]) if kind else 0)
    return targets


def _draw(target, centre, size, kind):
    place = np.array(centre) / STRIDE
    cell = np.floor(place).astype(int)
    rows, columns = np.indices(target.shape[:2])
    apart = (rows - cell[0]) ** 2 + (columns - cell[1]) ** 2
    width = max(size / STRIDE / 6, 0.5)
    heat = np.exp(-apart / (2 * width**2))
    target[..., kind] = np.maximum(target[..., kind], heat)
    target[cell[0], cell[1], -3:] = [size, *(place - cell)]


def _check_objects(found, image_shape, num_classes):
    columns = 3 if num_classes == 1 else 4
    if not len(found):
        return
    if found.ndim != 2 or found.shape[1] != columns:
        raise UsageError(
            f"`objects` must have {columns} columns with num_classes="
            f"{num_classes}. Received: {found.shape}"
        )
    inside = (found[:, :2] >= 0) & (found[:, :2] < image_shape)
    if not inside.all():
        raise UsageError(
            f"`objects` must have their centres inside {tuple(image_shape)}. "
            f"Received: {found[~inside.all(axis=1)][0, :2].tolist()}"
        )


def decode(
    maps: np.ndarray, num_classes: int = 1, threshold: float = 0.3
) -> list[np.ndarray]:
    """Objects a detector found: the peaks of its heat.

    A cell is a peak if none of its eight neighbours is hotter; no list of
    overlapping boxes has to be thinned out.

    Args:
        maps: (batch, rows, columns, num_classes + 3), the detector's output.
        num_classes: kinds of objects.
        threshold: heat a peak must have.

    Returns:
        For each image an array (objects, 4) of row, column, size in pixels
        and score, the surest first; with several classes (objects, 5), the
        class number last.

    Raises:
        UsageError: `maps` is of another shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cnn import decode, draw_targets
        >>> disc = np.array([[9.0, 6.0, 8.0]])
        >>> decode(draw_targets([disc], (16, 16)))[0]
        array([[9., 6., 8., 1.]])

    Reference: Zhou et al. 2019, doi:10.48550/arXiv.1904.07850.
    Chapter: 2.1.1
    """
    maps = np.asarray(maps, float)
    if maps.ndim != 4 or maps.shape[-1] != num_classes + 3:
        raise UsageError(
            "`maps` must be (batch, rows, columns, num_classes + 3 = "
            f"{num_classes + 3}). Received: {maps.shape}"
        )
    return [_peaks(image, num_classes, threshold) for image in maps]


def _peaks(image, num_classes, threshold):
    heat = image[..., :num_classes]
    hottest = ndimage.maximum_filter(heat, (3, 3, 1))
    rows, columns, kinds = np.nonzero((heat == hottest) & (heat >= threshold))
    size, down, right = image[rows, columns, num_classes:].T
    found = [
        (rows + down) * STRIDE,
        (columns + right) * STRIDE,
        size,
        heat[rows, columns, kinds],
    ]
    if num_classes > 1:
        found.append(kinds)
    found = np.stack(found, axis=1).astype(float)
    return found[np.argsort(-found[:, 3], kind="stable")]
