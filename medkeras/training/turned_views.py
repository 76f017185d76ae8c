"""Networks that see each picture turned anew: training and answering.

`random_views` of `medkeras.imaging.rotation` shows how a view is made; here
TensorFlow makes the same ones, several times as fast.
"""

import keras
import numpy as np
import tensorflow as tf

from medkeras.imaging.rotation import inscribed_square, squares
from medkeras.training.batches import batches
from medkeras.training.compiled import compiled_twin, restart
from medkeras.utils.arrays import (
    check_one_length,
    class_labels,
    finite_numbers,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_number,
    check_positive,
    check_seed,
    check_whole,
)

TINT = 0.1  # each channel is multiplied by a number this near to 1


def turned_views(
    images: np.ndarray, rng: np.random.Generator, size: int
) -> np.ndarray:
    """What `random_views` gives, computed by TensorFlow.

    Args:
        images: (images, side, side, channels).
        rng: random generator.
        size: side of the views in pixels.

    Returns:
        (images, size, size, channels), float32.

    Raises:
        UsageError: pictures that are not square.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.rotation import random_views
        >>> from medkeras.training.turned_views import turned_views
        >>> images = np.random.default_rng(0).random((2, 9, 9, 3))
        >>> same = [views(images, np.random.default_rng(1), 6)
        ...         for views in (random_views, turned_views)]
        >>> np.allclose(*same, atol=1e-5)
        True

    Reference: Esteva et al. 2017, doi:10.1038/nature21056.
    Chapter: 3.1.4
    """
    images = squares("images", images).astype(np.float32)
    check_whole("size", size)
    degrees = rng.uniform(0, 360, len(images))
    views = tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=_transforms(degrees, images.shape[1], size),
        output_shape=[size, size],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="NEAREST",
    ).numpy()
    mirrored = rng.random(len(images)) < 0.5
    views[mirrored] = views[mirrored, ::-1]
    return views


def fit_on_views(
    model: keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    epochs: int,
    learning_rate: float = 2e-3,
    batch_size: int = 64,
    balance: float = 0.5,
    seed: int = 0,
) -> list[float]:
    """Train on a new view of every picture in each epoch.

    Adam with a rate that falls along a cosine from epoch to epoch. Each view
    also gets a tint of its own, as lamps and cameras give it. Batch
    normalization with Keras' momentum of 0.99 does not settle in a hundred
    steps, and the network then answers at random: for so few, set 0.9.

    Args:
        model: from (batch, size, size, channels) to class probabilities, two
            classes or more.
        images: (images, side, side, channels), values from 0 to 1.
        labels: (images,), class numbers.
        epochs: how often every picture is seen.
        learning_rate: at the start.
        batch_size: pictures a step.
        balance: an example's weight is the size of its class to the power of
            -balance: 0 as they come, 1 every class counts the same.
        seed: of views, tints and order. The model has its weights already.

    Returns:
        Mean loss of each epoch.

    Raises:
        UsageError: pictures that are not square, lengths that differ, labels
            that the model has no output for, or sizes that cannot be.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cnn import resnet
        >>> from medkeras.training.turned_views import fit_on_views
        >>> images = np.random.default_rng(0).random((4, 9, 9, 3))
        >>> model = resnet((8, 8, 3), 2, blocks=(1,), num_filters=16)
        >>> len(fit_on_views(model, images, [0, 1, 0, 1], epochs=2))
        2

    Reference: Adam: Kingma and Ba 2015, doi:10.48550/arXiv.1412.6980.
    Chapter: 3.1.4
    """
    check_whole("epochs", epochs)
    check_positive("learning_rate", learning_rate)
    check_number("balance", balance, 0, 1)
    check_seed(seed)
    images = squares("images", images).astype(np.float32)
    labels = class_labels("labels", labels, _num_classes(model))
    check_one_length(images=images, labels=labels)
    rng = np.random.default_rng(seed)
    weights = _class_weights(labels, _num_classes(model), balance)
    # Networks alike to the last setting share one graph: see `compiled`.
    twin = compiled_twin(
        lambda: keras.models.clone_model(model),
        learning_rate,
        many_steps=False,
        loss="sparse_categorical_crossentropy",
    )
    restart(twin, seed)
    twin.model.set_weights(model.get_weights())
    losses = []
    for epoch in range(epochs):
        falling = (1 + np.cos(np.pi * epoch / epochs)) / 2
        twin.model.optimizer.learning_rate = learning_rate * falling
        views = _tinted(turned_views(images, rng, model.input_shape[1]), rng)
        order = rng.permutation(len(views))
        data = batches(views[order], labels[order], batch_size)
        history = twin.model.fit(
            data, class_weight=weights, shuffle=False, verbose=0
        )
        losses.append(float(history.history["loss"][0]))
    model.set_weights(twin.model.get_weights())
    return losses


def predict_on_views(
    model: keras.Model, images: np.ndarray, views: int = 4, seed: int = 0
) -> np.ndarray:
    """Mean probabilities over several views of each picture.

    Args:
        model: from (batch, size, size, channels) to probabilities.
        images: (images, side, side, channels), values from 0 to 1.
        views: views of each picture.
        seed: of the views.

    Returns:
        (images, outputs).

    Raises:
        UsageError: pictures that are not square, or no views.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.cnn import resnet
        >>> from medkeras.training.turned_views import predict_on_views
        >>> model = resnet((8, 8, 3), 2, blocks=(1,), num_filters=4)
        >>> predict_on_views(model, np.ones((3, 9, 9, 3))).shape
        (3, 2)

    Reference: test-time augmentation: Krizhevsky et al. 2012 (reprint:
        doi:10.1145/3065386).
    Chapter: 3.1.4
    """
    check_whole("views", views)
    check_seed(seed)
    images = squares("images", images)
    rng, size = np.random.default_rng(seed), model.input_shape[1]
    total = 0
    for _ in range(views):
        seen = turned_views(images, rng, size)
        total = total + _in_parts(model, seen)
    return total / views


def _tinted(views, rng):
    """Every picture a little lighter or darker, each channel for itself."""
    low, high = 1 - TINT, 1 + TINT
    light = rng.uniform(low, high, (len(views), 1, 1, 1))
    channel = rng.uniform(low, high, (len(views), 1, 1, views.shape[-1]))
    return views * (light * channel).astype(np.float32)


def _in_parts(model, images):
    parts = np.array_split(images, -(-len(images) // 256))
    return np.concatenate([np.asarray(model(p, training=False)) for p in parts])


def _transforms(degrees, side, size):
    """Eight numbers of each projective map, from a view to its picture."""
    step = inscribed_square(side, degrees) / size
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    across, down = step * cos, step * sin
    middle, first = (side - 1) / 2, (1 - size) / 2
    none = np.zeros_like(step)
    rows = [
        across, -down, middle + first * (across - down),
        down, across, middle + first * (across + down),
        none, none,
    ]  # fmt: skip
    return np.stack(rows, axis=1).astype(np.float32)


def _num_classes(model):
    count = model.output_shape[-1]
    if len(model.output_shape) != 2 or count < 2:
        raise UsageError(
            "`model` must end in a probability for each of two classes or "
            f"more. Received: outputs of shape {model.output_shape}"
        )
    return count


def _class_weights(labels, num_classes, balance):
    """Weight of each class; the mean over the examples is 1."""
    counts = np.bincount(labels, minlength=num_classes)
    weights = np.maximum(counts, 1.0) ** -balance
    weights /= (weights * counts).sum() / counts.sum()
    return dict(enumerate(finite_numbers("weights", weights)))
