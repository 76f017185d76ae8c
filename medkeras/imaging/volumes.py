"""Volumes in boxes: cut or padded around the middle, and varied at random."""

from collections.abc import Sequence

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole, checked_sizes

AXES = ("right", "forward", "up")


def middle_box(values: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """Lay the middle of volumes in the middle of a box of another shape.

    What is beyond the box is cut off, what is beyond the volume becomes 0.
    A second call with the old shape lays everything back in its place.

    Args:
        values: (..., right, forward, up), one volume or many.
        shape: of the box, three sizes.

    Returns:
        (..., *shape), of the same kind of number.

    Raises:
        UsageError: fewer than three axes, or no three sizes.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.volumes import middle_box
        >>> middle_box(np.ones((2, 2, 4)), (2, 2, 2)).shape
        (2, 2, 2)
        >>> middle_box(np.ones((1, 1, 2)), (1, 1, 4))[0, 0].tolist()
        [0.0, 1.0, 1.0, 0.0]

    Chapter: 3.1.2
    """
    values = np.asarray(values)
    shape = checked_sizes("shape", shape, 3)
    if values.ndim < 3:
        raise UsageError(
            f"`values` must have three axes or more. Received: {values.ndim}"
        )
    box = np.zeros((*values.shape[:-3], *shape), values.dtype)
    inside, taken = [...], [...]
    for size, room in zip(values.shape[-3:], shape, strict=True):
        both = min(size, room)
        # Half of the difference of the halves: undone by the call back.
        first = size // 2 - room // 2
        inside.append(slice(max(-first, 0), max(-first, 0) + both))
        taken.append(slice(max(first, 0), max(first, 0) + both))
    box[tuple(inside)] = values[tuple(taken)]
    return box


def vary_volumes(
    images: np.ndarray,
    labels: np.ndarray,
    rng: np.random.Generator,
    most_voxels: int = 3,
    mirror: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Move, brighten and roughen volumes, labels along with them.

    Each is moved by up to `most_voxels` along each axis (what leaves at one
    end comes back at the other, where these boxes hold background), its
    contrast is changed by up to 15 per cent, and noise of 0.15 standard
    deviations is added. With `mirror`, half of them are mirrored from right
    to left: right only where both sides of a body are to be met, unturned.

    Args:
        images: (volumes, right, forward, up), each with mean 0 and standard
            deviation 1.
        labels: of the same shape, whole numbers; 0 is background.
        rng: random generator.
        most_voxels: largest move along an axis; 0 for none.
        mirror: whether half of the volumes are mirrored.

    Returns:
        Images and labels, of the same shapes; those given stay as they are.

    Raises:
        UsageError: other axes, or shapes that differ.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.volumes import vary_volumes
        >>> images = np.zeros((2, 8, 8, 8))
        >>> rng = np.random.default_rng(0)
        >>> varied, labels = vary_volumes(images, images, rng)
        >>> varied.shape, labels.shape
        ((2, 8, 8, 8), (2, 8, 8, 8))

    Chapter: 3.1.2
    """
    images = real_array("images", images, ("volumes", *AXES))
    labels = real_array("labels", labels, images.shape)
    check_whole("most_voxels", most_voxels, 0)
    varied, moved_labels = np.empty(images.shape, np.float32), labels.copy()
    for row, (image, label) in enumerate(zip(images, labels, strict=True)):
        side = rng.choice([1, -1]) if mirror else 1
        steps = rng.integers(-most_voxels, most_voxels + 1, 3)
        moved = np.roll(image[::side], steps, (0, 1, 2))
        moved_labels[row] = np.roll(label[::side], steps, (0, 1, 2))
        noise = rng.normal(0, 0.15, image.shape)
        varied[row] = rng.uniform(0.85, 1.15) * moved + noise
    return varied, moved_labels
