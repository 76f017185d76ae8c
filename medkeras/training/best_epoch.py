"""Train for some passes, keep the one that ranks other patients best."""

import keras

from medkeras.metrics.classification import auroc
from medkeras.models.restarts import begin_anew, takes_few
from medkeras.training.batches import batches
from medkeras.training.in_parts import (
    num_rows,
    predict_in_parts,
    real_inputs,
)
from medkeras.utils.arrays import binary_labels
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import unpacked
from medkeras.utils.sizes import check_positive, check_whole

LOSS, NAME = "binary_crossentropy", "best_epoch_adam"


def fit_best_epoch(
    model: keras.Model,
    train: tuple,
    validation: tuple,
    epochs: int,
    learning_rate: float = 1e-3,
    batch_size: int = 256,
    seed: int = 0,
) -> list[float]:
    """Train a binary classifier; its weights become those of the best epoch.

    The validation patients choose when to stop. They must be others than
    those who are trained on, and than those of the test.

    Args:
        model: ends in one probability; trained on from the weights it has.
            One that was trained here before keeps its graph, which takes
            longer to make than many an epoch; Adam begins anew. Very few
            steps are taken without one.
        train: examples (rows, ...), or a dictionary of such arrays, and
            labels (rows,) of 0 and 1.
        validation: likewise, with both labels.
        epochs: passes over the training rows.
        learning_rate: Adam's.
        batch_size: rows a step.
        seed: of the orders of the rows.

    Returns:
        The validation AUROC after each epoch; the first of the largest is the
        one that was kept.

    Raises:
        UsageError: labels other than 0 and 1, lengths that differ, one label
            in the validation, sizes out of range.

    Example:
        >>> import keras, numpy as np
        >>> from medkeras.training.best_epoch import fit_best_epoch
        >>> model = keras.Sequential(
        ...     [keras.Input((2,)), keras.layers.Dense(1, "sigmoid")])
        >>> rows = np.eye(2), np.array([0, 1])
        >>> len(fit_best_epoch(model, rows, rows, epochs=3))
        3

    Chapter: 3.2.3, 3.3.1
    """
    check_whole("epochs", epochs)
    check_positive("learning_rate", learning_rate)
    x, y = unpacked("train", train, ("examples", "labels"))
    others, outcome = unpacked("validation", validation, ("examples", "labels"))
    x, others = real_inputs("train", x), real_inputs("validation", others)
    y = binary_labels("labels of train", y)
    outcome = binary_labels("labels of validation", outcome, both=True)
    _check_rows("train", x, y)
    _check_rows("validation", others, outcome)
    rows = batches(x, y[:, None].astype("float32"), batch_size, True, seed)
    _compile(model, learning_rate, epochs * len(rows))
    scores, weights = [], None
    for _ in range(epochs):
        model.fit(rows, shuffle=False, verbose=0)
        p = predict_in_parts(model, others)
        scores.append(auroc(outcome, p[:, 0]))
        if scores.index(max(scores)) == len(scores) - 1:
            weights = model.get_weights()
    model.set_weights(weights)
    return scores


def _compile(model, rate, steps):
    """Compile, or, where that was done here before, begin anew."""
    replicas = model.distribute_strategy.num_replicas_in_sync
    eagerly = takes_few(steps, replicas)
    optimizer = getattr(model, "optimizer", None)
    known = getattr(optimizer, "name", "") == NAME and model.loss == LOSS
    if known and (eagerly or not model.run_eagerly):
        begin_anew(optimizer, rate)
        return
    with model.distribute_strategy.scope():
        optimizer = keras.optimizers.Adam(rate, name=NAME)
    model.compile(optimizer, LOSS, jit_compile=False, run_eagerly=eagerly)


def _check_rows(name, x, labels):
    """Refuse labels of other rows than the examples."""
    if num_rows(x) != len(labels):
        raise UsageError(
            f"`{name}` must have a label for each row, of one length. "
            f"Received: {num_rows(x)} rows, {len(labels)} labels"
        )
