"""How the answers of a task are judged, with the interval beside them."""

from typing import NamedTuple

import numpy as np

from medkeras.metrics.bootstrap import bootstrap_by_patient
from medkeras.metrics.classification import auroc
from medkeras.metrics.estimate import Estimate
from medkeras.metrics.paired import paired_difference
from medkeras.metrics.segmentation import dice
from medkeras.utils.errors import UsageError, nearest


class Measure(NamedTuple):
    """A metric, and what a network must be trained on for it.

    Attributes:
        name: of the metric.
        loss: of Keras, by name.
        higher_is_better: False for errors.
        answer: what an answer is: "probability", "class", "number", "mask".

    Example:
        >>> from medkeras.tasks.measures import measure_of
        >>> measure_of("AUROC").answer
        'probability'

    Chapter: 3.4.1
    """

    name: str
    loss: str
    higher_is_better: bool
    answer: str


MEASURES = {
    "AUROC": Measure("AUROC", "binary_crossentropy", True, "probability"),
    "accuracy": Measure(
        "accuracy", "sparse_categorical_crossentropy", True, "class"
    ),
    "mean absolute error": Measure(
        "mean absolute error", "mean_squared_error", False, "number"
    ),
    "Dice": Measure("Dice", "binary_crossentropy", True, "mask"),
}


def measure_of(name: str) -> Measure:
    """The measure of that name.

    Args:
        name: "AUROC", "accuracy", "mean absolute error" or "Dice".

    Returns:
        What is trained and how it is judged.

    Raises:
        UsageError: another name.

    Example:
        >>> from medkeras.tasks.measures import measure_of
        >>> measure_of("Dice").loss
        'binary_crossentropy'

    Chapter: 3.4.1
    """
    if not isinstance(name, str) or name not in MEASURES:
        raise UsageError(
            f"`metric` must be one of {', '.join(MEASURES)}. Received: "
            f"{name!r}{nearest(str(name), MEASURES)}"
        )
    return MEASURES[name]


def row_scores(measure: Measure, labels, answers) -> np.ndarray:
    """Score of each row, for measures that are means over rows.

    Args:
        measure: any but AUROC, which compares rows with each other.
        labels: (rows, ...), the truth.
        answers: (rows, ...), as `labels`.

    Returns:
        (rows,). A mask of nothing where there is nothing scores 1.

    Example:
        >>> from medkeras.tasks.measures import measure_of, row_scores
        >>> row_scores(measure_of("accuracy"), [0, 2], [0, 1]).tolist()
        [1.0, 0.0]

    Chapter: 3.4.1
    """
    labels, answers = np.asarray(labels), np.asarray(answers)
    if measure.answer == "class":
        return (labels == answers).astype(float)
    if measure.answer == "number":
        return np.abs(labels - answers).astype(float)
    return np.nan_to_num(dice(answers > 0, labels > 0), nan=1.0)


def score(
    measure: Measure, labels, answers, groups, replicates: int = 300
) -> Estimate:
    """The metric with an interval from whole groups, drawn anew.

    Args:
        measure: of the task.
        labels: (rows, ...), the truth of the test.
        answers: (rows, ...), of a model.
        groups: (rows,), whose row it is.
        replicates: draws.

    Returns:
        The estimate; its n counts groups.

    Raises:
        UsageError: one group, one label only.

    Example:
        >>> from medkeras.tasks.measures import measure_of, score
        >>> found = score(measure_of("accuracy"), [0, 2, 1], [0, 1, 1],
        ...               [0, 1, 2], replicates=20)
        >>> round(found.value, 3), found.n
        (0.667, 3)

    Chapter: 3.4.1
    """
    if measure.answer == "probability":
        return bootstrap_by_patient(auroc, labels, answers, groups, replicates)
    values = row_scores(measure, labels, answers)
    return bootstrap_by_patient(_mean, values, values, groups, replicates)


def gain(
    measure: Measure, labels, answers, rival, groups, replicates: int = 300
) -> Estimate:
    """By how much one model does better than its rival on the same rows.

    Args:
        measure: of the task.
        labels: (rows, ...), the truth of the test.
        answers: (rows, ...), of the one.
        rival: (rows, ...), of the other.
        groups: (rows,), whose row it is.
        replicates: draws.

    Returns:
        Above 0 where the one is better, whichever way the metric points.

    Raises:
        UsageError: one group, one label only.

    Example:
        >>> from medkeras.tasks.measures import gain, measure_of
        >>> error = measure_of("mean absolute error")
        >>> found = gain(error, [1.0, 2.0, 3.0], [1.0, 2.0, 3.0],
        ...              [2.0, 3.0, 5.0], [0, 1, 2], replicates=20)
        >>> round(found.value, 3)
        1.333

    Chapter: 3.4.1
    """
    if measure.answer == "probability":
        rows = labels, answers, rival, groups
        return paired_difference(auroc, *rows, replicates)
    sign = 1 if measure.higher_is_better else -1
    one, other = (row_scores(measure, labels, a) for a in (answers, rival))
    values = sign * (one - other)
    return bootstrap_by_patient(_mean, values, values, groups, replicates)


def _mean(values, same):
    return float(np.mean(values))
