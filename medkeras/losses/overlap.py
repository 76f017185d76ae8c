"""What masks cost: their overlap as a whole, and each pixel or voxel."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="medkeras")
def overlap_loss(mask, probability):
    """One minus the soft Dice of each image, plus the mean cross-entropy.

    The cross-entropy alone would be small for a small ventricle missed; the
    Dice of an image weighs the apex like the base.

    Args:
        mask: (batch, height, width, 1), 0 to 1.
        probability: of the same shape.

    Returns:
        (batch,), 0 for masks of 0 and 1 met exactly.

    Example:
        >>> import numpy as np
        >>> from medkeras.losses.overlap import overlap_loss
        >>> mask = np.ones((1, 2, 2, 1), "float32")
        >>> print(f"{float(overlap_loss(mask, mask)[0]):.3f}")
        0.000

    Reference: Milletari et al. 2016, doi:10.1109/3DV.2016.79.
    Chapter: 3.1.1
    """
    pixels = (1, 2, 3)
    mask = ops.cast(mask, probability.dtype)
    both = ops.sum(mask * probability, pixels)
    either = ops.sum(mask, pixels) + ops.sum(probability, pixels)
    entropy = keras.losses.binary_crossentropy(mask, probability)
    # One pixel more in both: an image without a cavity costs 0, too.
    return 1 - (2 * both + 1) / (either + 1) + ops.mean(entropy, (1, 2))


@keras.saving.register_keras_serializable(package="medkeras")
def classes_overlap_loss(label, probabilities):
    """One minus the mean soft Dice of the classes, plus the cross-entropy.

    The background, class 0, counts in the cross-entropy only: its overlap is
    nearly whole whatever is drawn. A small part weighs like a large one.

    Args:
        label: (batch, ...), whole numbers below the number of classes.
        probabilities: (batch, ..., classes), which sum to 1.

    Returns:
        (batch,), near 0 for labels met exactly.

    Example:
        >>> import numpy as np
        >>> from medkeras.losses.overlap import classes_overlap_loss
        >>> label = np.array([[0, 1, 2, 2]])
        >>> met = np.eye(3, dtype="float32")[label]
        >>> print(f"{float(classes_overlap_loss(label, met)[0]):.3f}")
        0.000

    Reference: Milletari et al. 2016, doi:10.1109/3DV.2016.79; Isensee et al.
        2021, doi:10.1038/s41592-020-01008-z, for the sum of both.
    Chapter: 3.1.2
    """
    classes = probabilities.shape[-1]
    label = ops.cast(label, "int32")
    each = ops.one_hot(label, classes, dtype=probabilities.dtype)
    axes = tuple(range(1, len(probabilities.shape) - 1))
    both = ops.sum(each * probabilities, axes)
    either = ops.sum(each, axes) + ops.sum(probabilities, axes)
    # One voxel more in both: a part that is not in the box costs 0, too.
    overlap = (2 * both + 1) / (either + 1)
    entropy = keras.losses.categorical_crossentropy(each, probabilities)
    voxels = tuple(axis for axis in range(1, len(entropy.shape)))
    return 1 - ops.mean(overlap[:, 1:], 1) + ops.mean(entropy, voxels)
