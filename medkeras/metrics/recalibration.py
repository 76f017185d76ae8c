"""Probabilities made to mean what they say, by answers held out for it.

Both ways change how sure a model is and hardly what it answers. They are
fitted on patients, topics or texts that neither trained the model nor test it:
a network is surest of what it was trained on, and would be left as it is.
"""

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_expit, log_softmax, logit, softmax

from medkeras.utils.arrays import (
    check_one_length,
    class_labels,
    labels_and_probabilities,
    probabilities_of,
    real_array,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive

SMALLEST = 1e-12  # a probability below it is taken for it: ln 0 is infinite
HOTTEST = 100.0


def fitted_temperature(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """The temperature at which the true classes are likeliest.

    p_T = softmax(ln p / T): above 1 a model was too sure, below 1 not sure
    enough. One number for all rows and classes, so that no answer changes.

    Args:
        labels: (rows,), true classes, held out of training and of the test.
        probabilities: (rows, classes), of the model, that sum to 1.

    Returns:
        T, from 0.01 to 100: an end of it means that the rows know no better.

    Raises:
        UsageError: rows that do not sum to 1, no such class, other lengths.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.recalibration import fitted_temperature
        >>> sure = np.tile([0.99, 0.01], (10, 1))
        >>> labels = [0] * 8 + [1] * 2
        >>> round(fitted_temperature(labels, sure), 2)
        3.31

    Reference: Guo et al. 2017, arXiv:1706.04599.
    Chapter: 3.3.2
    """
    log_p = np.log(_distributions(probabilities).clip(SMALLEST))
    labels = class_labels("labels", labels, log_p.shape[1])
    check_one_length(labels=labels, probabilities=log_p)
    rows = np.arange(len(labels))

    def loss(log_temperature):
        told = log_softmax(log_p / np.exp(log_temperature), axis=1)
        return -told[rows, labels].mean()

    ends = np.log([1 / HOTTEST, HOTTEST])
    found = minimize_scalar(
        loss, bounds=ends, method="bounded", options={"xatol": 1e-6}
    )
    return float(np.exp(found.x))


def at_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities of a model that is cooled or heated, softmax(ln p / T).

    Args:
        probabilities: (rows, classes), that sum to 1.
        temperature: T, above 0; 1 leaves them as they are.

    Returns:
        (rows, classes); the likeliest class of each row is the same.

    Raises:
        UsageError: rows that do not sum to 1, a temperature of 0 or below.

    Example:
        >>> from medkeras.metrics.recalibration import at_temperature
        >>> at_temperature([[0.8, 0.2]], 2).round(3)
        array([[0.667, 0.333]])

    Reference: Guo et al. 2017, arXiv:1706.04599.
    Chapter: 3.3.2
    """
    check_positive("temperature", temperature)
    log_p = np.log(_distributions(probabilities).clip(SMALLEST))
    # colder than this, the likeliest class has all, and a quotient no number
    return softmax(log_p / max(temperature, 1e-300), axis=1)


def fitted_platt(
    labels: np.ndarray, probabilities: np.ndarray
) -> tuple[float, float]:
    """Slope a and intercept b of Platt scaling, p' = σ(a logit(p) + b).

    Labels are drawn in a little, to (n₁ + 1) / (n₁ + 2) and 1 / (n₀ + 2), as
    Platt did, so that labels that are parted without error have an answer.

    Args:
        labels: (rows,), 0 or 1, held out of training and of the test.
        probabilities: (rows,), of label 1.

    Returns:
        a and b; 1 and 0 change nothing.

    Raises:
        UsageError: as `brier`; only one label.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.recalibration import fitted_platt
        >>> labels = np.repeat([0, 1, 0, 1], [40, 10, 10, 40])
        >>> slope, _ = fitted_platt(labels, np.repeat([0.01, 0.99], 50))
        >>> round(slope, 2)
        0.29

    Reference: Platt 1999, "Probabilistic outputs for support vector machines".
    Chapter: 3.3.2
    """
    labels, p = labels_and_probabilities(labels, probabilities, both=True)
    log_odds = _log_odds(p)
    ones = labels.sum()
    zeros = len(labels) - ones
    targets = np.where(labels == 1, (ones + 1) / (ones + 2), 1 / (zeros + 2))

    def loss_and_gradient(line):
        told = line[0] * log_odds + line[1]
        lost = -targets * log_expit(told) - (1 - targets) * log_expit(-told)
        error = (expit(told) - targets) / len(labels)
        return lost.mean(), np.array([error @ log_odds, error.sum()])

    found = minimize(loss_and_gradient, [1.0, 0.0], jac=True, method="BFGS")
    return float(found.x[0]), float(found.x[1])


def platt_probabilities(
    probabilities: np.ndarray, slope: float, intercept: float
) -> np.ndarray:
    """Probabilities after Platt scaling, σ(a logit(p) + b).

    Args:
        probabilities: (rows,), of label 1.
        slope: a, from `fitted_platt`.
        intercept: b.

    Returns:
        (rows,); in the same order where a is above 0.

    Raises:
        UsageError: probabilities out of range, a or b that is no number.

    Example:
        >>> from medkeras.metrics.recalibration import platt_probabilities
        >>> platt_probabilities([0.8], 0.5, 0.0).round(3)
        array([0.667])

    Reference: Platt 1999, "Probabilistic outputs for support vector machines".
    Chapter: 3.3.2
    """
    for name, value in (("slope", slope), ("intercept", intercept)):
        check_number(name, value, -1e6, 1e6)
    p = probabilities_of("probabilities", probabilities)
    return expit(slope * _log_odds(p) + intercept)


def _distributions(probabilities):
    p = real_array("probabilities", probabilities, ("rows", "classes"), 0, 1)
    p = p.astype(float)
    if p.shape[1] < 2 or abs(p.sum(axis=1) - 1).max() > 1e-3:
        raise UsageError(
            "`probabilities` must have rows of two classes or more that sum "
            f"to 1. Received: {p.shape[1]} columns, sums from "
            f"{p.sum(axis=1).min():.3g} to {p.sum(axis=1).max():.3g}"
        )
    return p


def _log_odds(p):
    return logit(p.astype(float).clip(1e-6, 1 - 1e-6))
