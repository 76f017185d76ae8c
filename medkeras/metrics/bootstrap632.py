"""The .632+ bootstrap: an error rate when patients are too few to split."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import as_array, binary_labels, check_one_length
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_function, check_seed, check_whole


class Bootstrap632(NamedTuple):
    """The error rate and the parts it is made of.

    Attributes:
        error: the .632+ estimate.
        apparent: error on the patients that trained the model; too low.
        left_out: error on patients that a draw left out; too high.
        no_information: error if features and labels had nothing to do with
            each other.
        weight: of `left_out` in `error`, between 0.632 and 1.

    Example:
        >>> from medkeras.metrics.bootstrap632 import Bootstrap632
        >>> Bootstrap632(0.2, 0.1, 0.26, 0.5, 0.7).apparent
        0.1

    Chapter: 2.0.2
    """

    error: float
    apparent: float
    left_out: float
    no_information: float
    weight: float


def bootstrap_632_plus(
    fit_predict: Callable,
    X: np.ndarray,
    y: np.ndarray,
    replicates: int = 50,
    seed: int = 0,
) -> Bootstrap632:
    """Estimate the misclassification rate by the .632+ bootstrap.

    Each draw with replacement leaves out about 36.8 % of the patients, on
    whom the model is tested. That error is pulled towards the apparent one,
    less so the more the model overfits:

        R = (left_out - apparent) / (no_information - apparent)
        w = 0.632 / (1 - 0.368 R)
        error = (1 - w) apparent + w left_out

    Args:
        fit_predict: function of (X_train, y_train, X_test) that returns the
            labels of X_test; every fitted step belongs inside.
        X: (patients, features).
        y: (patients,), 0 or 1.
        replicates: number of draws.
        seed: of the draws.

    Returns:
        A `Bootstrap632`.

    Raises:
        UsageError: lengths differ, labels or answers other than 0 and 1,
            only one label, or so few draws that a patient was never left
            out.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.bootstrap632 import bootstrap_632_plus
        >>> x = np.linspace(-1, 1, 40)[:, None]
        >>> sign = lambda X, y, new: (new[:, 0] > 0).astype(int)
        >>> bootstrap_632_plus(sign, x, (x[:, 0] > 0).astype(int)).error
        0.0

    Reference: Efron and Tibshirani 1997, doi:10.1080/01621459.1997.10474007.
    Chapter: 2.0.2
    """
    X, y = as_array("X", X), binary_labels("y", y, both=True)
    check_one_length(X=X, y=y)
    check_function("fit_predict", fit_predict)
    check_whole("replicates", replicates)
    check_seed(seed)
    answers = _answers(fit_predict, X, y, X)
    apparent = float((answers != y).mean())
    p, q = y.mean(), answers.mean()
    no_information = float(p * (1 - q) + (1 - p) * q)
    left_out = _left_out_error(fit_predict, X, y, replicates, seed)
    capped = min(left_out, no_information)
    overfit = 0.0
    if capped > apparent and no_information > apparent:
        overfit = (capped - apparent) / (no_information - apparent)
    weight = 0.632 / (1 - 0.368 * overfit)
    error = (1 - weight) * apparent + weight * capped
    return Bootstrap632(error, apparent, left_out, no_information, weight)


def _answers(fit_predict, X, y, X_test):
    answers = binary_labels(
        "answers of `fit_predict`", fit_predict(X, y, X_test)
    )
    if len(answers) != len(X_test):
        raise UsageError(
            f"`fit_predict` must answer for {len(X_test)} patients. Received: "
            f"{len(answers)}"
        )
    return answers


def _left_out_error(fit_predict, X, y, replicates, seed):
    rng = np.random.default_rng(seed)
    wrong, tests = np.zeros(len(y)), np.zeros(len(y))
    for _ in range(replicates):
        rows = rng.integers(len(y), size=len(y))
        out = np.setdiff1d(np.arange(len(y)), rows)
        if len(np.unique(y[rows])) < 2 or not len(out):
            continue  # a draw of one label trains no classifier
        wrong[out] += _answers(fit_predict, X[rows], y[rows], X[out]) != y[out]
        tests[out] += 1
    if not tests.all():
        raise UsageError(
            "each patient must be left out at least once: more `replicates` "
            f"are needed. Received: {replicates}"
        )
    return float((wrong / tests).mean())
