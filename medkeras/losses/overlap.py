"""What a mask costs: its overlap as a whole and each of its pixels."""

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
