"""How much each pixel could move an answer."""

import keras
import numpy as np
import tensorflow as tf

from medkeras.imaging.rotation import squares
from medkeras.utils.arrays import class_labels
from medkeras.utils.errors import UsageError

SMALLEST = 1e-6  # added to a probability before its logarithm


def saliency(
    model: keras.Model, images: np.ndarray, classes: list[int]
) -> np.ndarray:
    """Size of the gradient of the log probability of some classes.

    Args:
        model: from (batch, size, size, channels) to class probabilities.
        images: (images, size, size, channels), of the model's size.
        classes: numbers of the classes whose probabilities are added.

    Returns:
        (images, size, size), 0 or more: the sum over the channels.

    Raises:
        UsageError: pictures of another size, or a class that does not exist.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cnn import resnet
        >>> from medkeras.training.saliency import saliency
        >>> model = resnet((8, 8, 3), 2, blocks=(1,), num_filters=4)
        >>> saliency(model, np.ones((5, 8, 8, 3)), [1]).shape
        (5, 8, 8)

    Reference: Simonyan et al. 2014, doi:10.48550/arXiv.1312.6034.
    Chapter: 3.1.4
    """
    images = squares("images", images).astype(np.float32)
    if images.shape[1:] != tuple(model.input_shape[1:]):
        raise UsageError(
            f"`images` must have the model's size {model.input_shape[1:]}. "
            f"Received: {images.shape[1:]}"
        )
    classes = class_labels("classes", classes, model.output_shape[-1])
    if not len(classes):
        raise UsageError("`classes` must name a class or more. Received: none")
    pixels = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        p = tf.gather(model(pixels, training=False), classes, axis=1)
        answer = tf.math.log(tf.reduce_sum(p, axis=1) + SMALLEST)
    return np.abs(tape.gradient(answer, pixels)).sum(axis=-1)
