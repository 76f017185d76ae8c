"""Train for some passes, keep the one that ranks other patients best."""

import keras

from medkeras.metrics.classification import auroc
from medkeras.training.batches import batches
from medkeras.utils.arrays import binary_labels, check_one_length, real_array
from medkeras.utils.shapes import unpacked
from medkeras.utils.sizes import check_positive, check_whole

PREDICT = 512  # rows a call


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
        train: examples (rows, ...) and labels (rows,) of 0 and 1.
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

    Chapter: 3.3.1
    """
    check_whole("epochs", epochs)
    check_positive("learning_rate", learning_rate)
    x, y = unpacked("train", train, ("examples", "labels"))
    others, outcome = unpacked("validation", validation, ("examples", "labels"))
    x, others = real_array("train", x), real_array("validation", others)
    y = binary_labels("labels of train", y)
    outcome = binary_labels("labels of validation", outcome, both=True)
    check_one_length(train=x, labels=y)
    check_one_length(validation=others, labels=outcome)
    rows = batches(x, y[:, None].astype("float32"), batch_size, True, seed)
    model.compile(
        keras.optimizers.Adam(learning_rate),
        "binary_crossentropy",
        jit_compile=False,
    )
    scores, weights = [], None
    for _ in range(epochs):
        model.fit(rows, shuffle=False, verbose=0)
        p = model.predict(others, batch_size=PREDICT, verbose=0)
        scores.append(auroc(outcome, p[:, 0]))
        if scores[-1] == max(scores) and scores.count(scores[-1]) == 1:
            weights = model.get_weights()
    model.set_weights(weights)
    return scores
