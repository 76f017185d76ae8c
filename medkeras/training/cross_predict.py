"""Answers of a network to patients it never saw, fold by fold."""

from collections.abc import Callable, Mapping
from functools import partial

import keras
import numpy as np
import tensorflow as tf

from medkeras.training.compiled import compiled_twin, restart
from medkeras.training.in_parts import predict_in_parts, real_inputs
from medkeras.utils.arrays import binary_labels
from medkeras.utils.errors import UsageError
from medkeras.utils.fold_rows import fold_rows
from medkeras.utils.sizes import (
    check_function,
    check_positive,
    check_seed,
    check_whole,
)

FEW_STEPS = 60  # fewer are over before a graph would be compiled


def cross_predict(
    build: Callable[[], keras.Model],
    x,
    y: np.ndarray,
    pairs,
    epochs: int = 10,
    batch_size: int = 16,
    learning_rate: float = 1e-3,
    class_weights: bool = True,
    scale: tuple[str, ...] = (),
    seed: int = 0,
    after_fold: Callable | None = None,
) -> np.ndarray:
    """Train a new network in each fold; answer for its test rows.

    Args:
        build: without arguments; a new model that ends in one probability.
        x: examples, (rows, ...), or a dictionary of such arrays.
        y: labels 0 and 1, (rows,).
        pairs: (training rows, test rows) of each fold, as `stratified_folds`
            gives them.
        epochs: passes over the training rows.
        batch_size: rows of a step.
        learning_rate: Adam's.
        class_weights: weigh each row by one half over the share of its
            class, so that both classes count alike.
        scale: names in `x` whose columns get mean 0 and spread 1, by the
            training rows of each fold.
        seed: of weights, order and dropout; each fold adds its number.
        after_fold: called with each trained model and the inputs of its test
            rows, to look into it.

    Returns:
        Probabilities, (rows,), NaN for rows that are in no fold's test.

    Raises:
        UsageError: lengths that differ, values that are not finite, labels
            other than 0 and 1, a name that is not in `x`, a row that is
            trained and tested on.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.recurrent import sequence_classifier
        >>> from medkeras.training.cross_predict import cross_predict
        >>> from medkeras.training.folds import stratified_folds
        >>> x, y = np.ones((8, 3, 1), "float32"), np.tile([0, 1], 4)
        >>> pairs = stratified_folds(y, None, 2, seed=0)
        >>> cross_predict(lambda: sequence_classifier((3, 1), 1, units=2), x,
        ...     y, pairs, epochs=1).shape
        (8,)

    Chapter: 3.2.2
    """
    check_function("build", build)
    if after_fold is not None:
        check_function("after_fold", after_fold)
    check_whole("epochs", epochs)
    check_whole("batch_size", batch_size)
    check_positive("learning_rate", learning_rate)
    check_seed(seed)
    x, y = real_inputs("x", x), binary_labels("y", y)
    parts = x if isinstance(x, Mapping) else {"x": x}
    _check(parts, y, scale)
    answers = np.full(len(y), np.nan)
    for fold, (train, test) in enumerate(_checked_pairs(pairs, len(y))):
        keras.utils.set_random_seed(seed + fold)
        new = partial(_built, build)
        compiled = compiled_twin(new, learning_rate, many_steps=epochs > 1)
        restart(compiled, seed + fold)
        model = compiled.model
        model.run_eagerly = epochs * len(train) < FEW_STEPS * batch_size
        seen, unseen = _parts_of(parts, train, test, scale)
        if not isinstance(x, Mapping):
            seen, unseen = seen["x"], unseen["x"]
        labels = y[train].astype("float32")[:, None]
        # Starting a pass costs Keras longer than a small set takes to train:
        # all passes are one.
        order = _orders(len(train), epochs, batch_size, seed + fold)
        model.fit(
            _in_order(seen, labels, order, batch_size),
            shuffle=False,
            verbose=0,
            class_weight=_weights(y[train]) if class_weights else None,
        )
        answers[test] = predict_in_parts(model, unseen)[:, 0]
        if after_fold is not None:
            after_fold(model, unseen)
    return answers


def _orders(count, epochs, batch_size, seed):
    """Rows of all passes, each in an order of its own, in whole batches."""
    rng = np.random.default_rng(seed)
    order = np.concatenate([rng.permutation(count) for _ in range(epochs)])
    whole = len(order) // batch_size * batch_size
    return order[: whole or len(order)]


def _in_order(x, y, order, batch_size):
    """Batches of the rows as a tf.data.Dataset."""
    rows = tf.data.Dataset.from_tensor_slices(order).batch(batch_size)

    def take(some):
        parts = tf.nest.map_structure(partial(tf.gather, indices=some), x)
        return parts, tf.gather(y, some)

    return rows.map(take)


def _built(build):
    """A new model, if it is one that ends in one probability."""
    model = build()
    ends = getattr(model, "output_shape", None)
    if not isinstance(model, keras.Model) or ends != (None, 1):
        raise UsageError(
            "`build` must return a keras.Model that ends in one probability. "
            f"Received: {type(model).__name__}, {ends}"
        )
    return model


def _checked_pairs(pairs, count):
    """Row numbers of each fold; none is trained and tested on."""
    checked = fold_rows("pairs", pairs, count, floats=True)
    for fold, (train, test) in enumerate(checked, 1):
        both = len(np.intersect1d(train, test))
        if both:
            raise UsageError(
                "no row may be trained and tested on. Received: fold "
                f"{fold}, {both} rows in both"
            )
    return checked


def _parts_of(parts, train, test, scale):
    """Inputs of training and of test rows, scaled by the former."""
    scaled = {
        name: _scaled(values, train) if name in scale else values
        for name, values in parts.items()
    }
    return [
        {name: values[rows] for name, values in scaled.items()}
        for rows in (train, test)
    ]


def _weights(y):
    """Weight of each class, 1 on average over the rows."""
    share = y.mean()
    if not 0 < share < 1:
        raise UsageError(
            f"each fold must be trained on both labels. Received: only {y[0]:g}"
        )
    return {0: 0.5 / (1 - share), 1: 0.5 / share}


def _scaled(values, rows):
    """Columns with mean 0 and spread 1 in these rows."""
    spread = values[rows].std(axis=0)
    return (values - values[rows].mean(axis=0)) / np.where(spread, spread, 1)


def _check(parts, y, scale):
    for name in scale:
        if name not in parts:
            raise UsageError(
                f"`scale` must name parts of x: {', '.join(parts)}. Received: "
                f"{name!r}"
            )
    for name, values in parts.items():
        if len(values) != len(y):
            raise UsageError(
                f"`x` and `y` must have as many rows. Received: {len(values)} "
                f"in {name!r} and {len(y)}"
            )
