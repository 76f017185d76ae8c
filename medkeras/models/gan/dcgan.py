"""A convolutional generator and a convolutional discriminator."""

import keras
from keras import layers, ops

from medkeras.models.base import Model
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


def dcgan_generator(
    latent_size: int,
    image_shape: tuple[int, int, int],
    num_filters: int = 64,
    num_classes: int | None = None,
) -> keras.Model:
    """Grow noise into an image by transposed convolutions.

    The noise becomes maps of a quarter of the size, doubled twice, with
    batch normalisation and ReLU. A sigmoid gives intensities between 0 and 1
    (the paper: tanh, between -1 and 1). With classes, an embedding of the
    label stands beside the noise.

    Args:
        latent_size: numbers of noise.
        image_shape: (height, width, channels), sides divisible by 4.
        num_filters: maps before the last doubling; twice as many below.
        num_classes: None for a generator without a condition.

    Returns:
        Model of noise (rows, latent_size), or of [noise, labels (rows,)].

    Raises:
        UsageError: a side that 4 does not divide, or sizes below 1.

    Example:
        >>> from medkeras.models.gan import dcgan_generator
        >>> dcgan_generator(4, (8, 8, 1), num_filters=4).output_shape
        (None, 8, 8, 1)

    Reference: Radford, Metz and Chintala 2016, "Unsupervised representation
        learning with deep convolutional generative adversarial networks",
        doi:10.48550/arXiv.1511.06434.
    Chapter: 2.2.4
    """
    check_whole("latent_size", latent_size)
    height, width, channels = _checked(image_shape, num_classes, num_filters)
    noise = keras.Input((latent_size,), name="noise")
    inputs, hidden = noise, noise
    if num_classes is not None:
        labels = keras.Input((), dtype="int32", name="labels")
        # as large as the noise, or it is drowned
        loud = keras.initializers.RandomNormal(stddev=1.0)
        meaning = layers.Embedding(
            num_classes, latent_size, embeddings_initializer=loud
        )(labels)
        inputs = [noise, labels]
        hidden = layers.Concatenate()([noise, meaning])
    size = height // 4, width // 4, 2 * num_filters
    hidden = layers.Dense(size[0] * size[1] * size[2], use_bias=False)(hidden)
    hidden = _awake(layers.Reshape(size)(hidden))
    hidden = layers.Conv2DTranspose(
        num_filters, 4, strides=2, padding="same", use_bias=False
    )(hidden)
    hidden = _awake(hidden)
    image = layers.Conv2DTranspose(
        channels, 4, strides=2, padding="same", activation="sigmoid"
    )(hidden)
    return Model(inputs, image, name="dcgan_generator")


def dcgan_discriminator(
    image_shape: tuple[int, int, int],
    num_filters: int = 64,
    num_classes: int | None = None,
    dropout: float = 0.0,
) -> keras.Model:
    """Shrink an image to the log-odds that it is real.

    Two convolutions of stride 2 with leaky ReLU and one dense layer; no
    batch normalisation, so that it may serve as a critic too. With classes,
    the label becomes one more map of the image.

    Args:
        image_shape: (height, width, channels), sides divisible by 4.
        num_filters: maps of the first layer; twice as many in the second.
        num_classes: None for a discriminator without a condition.
        dropout: share of the last maps that is left out in training.

    Returns:
        Model of images, or of [images, labels (rows,)], to (rows, 1).

    Raises:
        UsageError: a side that 4 does not divide, or sizes below 1.

    Example:
        >>> from medkeras.models.gan import dcgan_discriminator
        >>> dcgan_discriminator((8, 8, 1), num_filters=4).output_shape
        (None, 1)

    Reference: Radford, Metz and Chintala 2016,
        doi:10.48550/arXiv.1511.06434.
    Chapter: 2.2.4
    """
    height, width, _ = _checked(image_shape, num_classes, num_filters)
    check_number("dropout", dropout, 0, 1)
    image = keras.Input(image_shape, name="image")
    inputs, hidden = image, image
    if num_classes is not None:
        labels = keras.Input((), dtype="int32", name="labels")
        meaning = layers.Embedding(num_classes, height * width)(labels)
        extra = layers.Reshape((height, width, 1))(meaning)
        inputs = [image, labels]
        hidden = layers.Concatenate()([image, extra])
    for filters in (num_filters, 2 * num_filters):
        hidden = layers.Conv2D(filters, 4, strides=2, padding="same")(hidden)
        hidden = _leaky(hidden)
    hidden = layers.Dropout(dropout)(layers.Flatten()(hidden))
    return Model(inputs, layers.Dense(1)(hidden), name="dcgan_discriminator")


def _leaky(hidden, slope=0.2):
    # Not layers.LeakyReLU: TensorFlow would fuse it with the convolution,
    # does not find what its gradient needs, and gives up with an error line.
    return ops.maximum(hidden, slope * hidden)


def _awake(hidden):
    normal = layers.BatchNormalization(momentum=0.9, synchronized=True)
    return layers.ReLU()(normal(hidden))


def _checked(image_shape, num_classes, num_filters):
    image_shape = tuple(image_shape)
    whole = all(isinstance(size, int) and size > 0 for size in image_shape)
    divides = whole and not any(side % 4 for side in image_shape[:2])
    if len(image_shape) != 3 or not divides:
        raise UsageError(
            "`image_shape` must be (height, width, channels) with sides that "
            f"4 divides, and sizes at least 1. Received: {image_shape}"
        )
    check_whole("num_filters", num_filters)
    if num_classes is not None:
        check_whole("num_classes", num_classes)
    return image_shape
