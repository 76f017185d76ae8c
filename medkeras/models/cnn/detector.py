"""A detector without anchor boxes: objects are peaks of a map of heat."""

import math

import keras
import numpy as np
from keras import layers
from scipy import ndimage

from medkeras.models.base import Model
from medkeras.models.cnn.blocks import conv, normalized_relu, num_axes, pool
from medkeras.utils.arrays import float_array, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

STRIDE = 4  # places from one cell of the maps to the next


def center_point_detector(
    input_shape: tuple[int, ...],
    num_classes: int = 1,
    num_filters: int = 16,
) -> keras.Model:
    """Small fully convolutional detector of centres and sizes.

    Each cell of the last maps, four places wide, says how likely a centre
    lies in it, how large the object there is, and where in the cell the
    centre lies. It finds beats in a signal, opacities in an image, nodules
    in a volume. Train it with `CenterPointLoss` on `draw_targets`; read it
    with `decode`.

    Args:
        input_shape: (length, channels), (height, width, channels) or
            (depth, height, width, channels), 4 places or more each.
        num_classes: kinds of objects, each with its own heat.
        num_filters: maps of the first convolution.

    Returns:
        A model from (batch, *input_shape) to (batch, cells of each axis,
        num_classes + 1 + axes): heat of each class in 0..1, size in places,
        offset along each axis in cells.

    Raises:
        UsageError: `input_shape` is of another length or too small, or
            `num_classes` is below 1.

    Example:
        >>> from medkeras.models.cnn import center_point_detector
        >>> center_point_detector((32, 32, 1), num_filters=4).output_shape
        (None, 8, 8, 4)

    Reference: Zhou et al. 2019, doi:10.48550/arXiv.1904.07850.
    Chapter: 2.1.1
    """
    axes = num_axes(input_shape, STRIDE)
    check_whole("num_classes", num_classes)
    check_whole("num_filters", num_filters)
    inputs = maps = keras.Input(input_shape)
    for filters, dilation in ((1, 1), (2, 1), (4, 1), (4, 2)):
        options = {"use_bias": False, "dilation_rate": dilation}
        maps = conv(axes, filters * num_filters, 3, **options)(maps)
        maps = normalized_relu(maps)
        if filters < 4:
            maps = pool(axes, "Max", padding="same")(maps)
    # So that at first every cell says 0.1, and the many empty cells do not
    # drown the few centres.
    rare = keras.initializers.Constant(-math.log(9))
    heat = conv(
        axes, num_classes, 1, activation="sigmoid", bias_initializer=rare
    )(maps)
    size_and_offset = conv(axes, 1 + axes, 1)(maps)
    outputs = layers.Concatenate()([heat, size_and_offset])
    return Model(inputs, outputs, name="center_point_detector")


def draw_targets(
    objects: list[np.ndarray],
    places: tuple[int, ...],
    num_classes: int = 1,
) -> np.ndarray:
    """Maps the detector should answer with.

    The heat is 1 at the cell of a centre and falls off around it as a
    Gaussian whose width is a sixth of the object's, half a cell or more.

    Args:
        objects: for each example an array (objects, axes + 1) of the
            centre's place along each axis and the size, so of row, column,
            size in an image; with several classes one column more, the
            class number from 0 below `num_classes`.
        places: size of the examples along each axis, without the channels,
            such as (height, width).
        num_classes: kinds of objects.

    Returns:
        (batch, cells of each axis, num_classes + 1 + axes), float32: heat
        of each class, size in places, offset along each axis in cells.

    Raises:
        UsageError: columns missing, NaN or text, a centre outside the
            example, a size that is not positive, or an unknown class.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cnn import draw_targets
        >>> draw_targets([np.array([[9.0, 6.0, 8.0]])], (16, 16))[0, 2, 1]
        array([1.  , 8.  , 0.25, 0.5 ], dtype=float32)

    Reference: Zhou et al. 2019, doi:10.48550/arXiv.1904.07850.
    Chapter: 2.1.1
    """
    check_whole("num_classes", num_classes)
    for side in places:
        check_whole("places", side)
    axes = len(places)
    cells = tuple(-(-side // STRIDE) for side in places)
    channels = num_classes + 1 + axes
    targets = np.zeros((len(objects), *cells, channels), "float32")
    for target, found in zip(targets, objects, strict=True):
        found = _checked_objects(found, places, num_classes)
        for row in found:
            size, *kind = row[axes:]
            _draw(target, row[:axes], size, int(kind[0]) if kind else 0)
    return targets


def _draw(target, centre, size, kind):
    axes = len(centre)
    place = centre / STRIDE
    cell = np.floor(place).astype(int)
    steps = np.indices(target.shape[:-1]) - cell.reshape(-1, *[1] * axes)
    apart = (steps**2).sum(axis=0)
    width = max(size / STRIDE / 6, 0.5)
    heat = np.exp(-apart / (2 * width**2))
    target[..., kind] = np.maximum(target[..., kind], heat)
    target[(*cell, slice(-1 - axes, None))] = [size, *(place - cell)]


def _checked_objects(found, places, num_classes):
    """Rows of centre, size and perhaps class that can be drawn."""
    axes = len(places)
    columns = axes + 1 + (num_classes > 1)
    found = np.asarray(found)
    if found.size == 0:
        return np.zeros((0, columns))
    found = float_array("objects", found, ("objects", columns))
    centres, sizes, kinds = np.split(found, [axes, axes + 1], axis=1)
    known = (kinds == kinds.round()) & (kinds >= 0) & (kinds < num_classes)
    demands = {
        f"their centres inside {tuple(places)}": (
            (centres >= 0) & (centres < places)
        ).all(axis=1),
        "sizes above 0": sizes[:, 0] > 0,
        f"classes from 0 to {num_classes - 1}": known.all(axis=1),
    }
    for wanted, right in demands.items():
        if not right.all():
            raise UsageError(
                f"`objects` must have {wanted}. Received: "
                f"{found[~right][0].tolist()}"
            )
    return found


def decode(
    maps: np.ndarray, num_classes: int = 1, threshold: float = 0.3
) -> list[np.ndarray]:
    """Objects a detector found: the peaks of its heat.

    A cell is a peak if none of its neighbours (eight in an image) is
    hotter; no list of overlapping boxes has to be thinned out.

    Args:
        maps: (batch, cells of each axis, num_classes + 1 + axes), the
            detector's output.
        num_classes: kinds of objects.
        threshold: heat a peak must have.

    Returns:
        For each example an array (objects, axes + 2) of the centre's place
        along each axis, the size and the score, so of row, column, size,
        score in an image, the surest first; with several classes one column
        more, the class number.

    Raises:
        UsageError: `maps` is of another shape, or not finite; a threshold
            outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cnn import decode, draw_targets
        >>> disc = np.array([[9.0, 6.0, 8.0]])
        >>> decode(draw_targets([disc], (16, 16)))[0]
        array([[9., 6., 8., 1.]])

    Reference: Zhou et al. 2019, doi:10.48550/arXiv.1904.07850.
    Chapter: 2.1.1
    """
    check_whole("num_classes", num_classes)
    check_number("threshold", threshold, 0, 1)
    maps = np.asarray(real_array("maps", maps, empty=True), float)
    axes = maps.ndim - 2
    if axes not in (1, 2, 3) or maps.shape[-1] != num_classes + 1 + axes:
        raise UsageError(
            "`maps` must be (batch, cells of each axis, num_classes + 1 + "
            f"axes) with num_classes={num_classes}. Received: {maps.shape}"
        )
    return [_peaks(example, num_classes, threshold) for example in maps]


def _peaks(example, num_classes, threshold):
    heat = example[..., :num_classes]
    window = (*[3] * (heat.ndim - 1), 1)
    hottest = ndimage.maximum_filter(heat, window)
    places = np.nonzero((heat == hottest) & (heat >= threshold))
    cells, kinds = places[:-1], places[-1]
    size, *offsets = example[cells][:, num_classes:].T
    found = [
        (cell + offset) * STRIDE
        for cell, offset in zip(cells, offsets, strict=True)
    ]
    found += [size, heat[places]]
    if num_classes > 1:
        found.append(kinds)
    found = np.stack(found, axis=1).astype(float)
    surest = np.argsort(-heat[places], kind="stable")
    return found[surest]
