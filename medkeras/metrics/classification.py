"""Scores of a probability against what happened.

Every function takes `(labels, probabilities)`, two arrays of one length: 0
or 1 (False or True) a row, and the predicted probability of 1. Anything
else, NaN and percent too, is refused. Where a score does not exist, as a
sensitivity where nobody is ill, the error is an `UndefinedMetricError`.
"""

import numpy as np
from sklearn import metrics as sklearn_metrics

from medkeras.metrics.calibration import (
    calibration_intercept,
    calibration_slope,
)
from medkeras.metrics.ranking import (
    auroc_between,
    auroc_of_draws,
    precision_between,
    precision_of_draws,
)
from medkeras.utils.arrays import check_one_length, labels_and_probabilities
from medkeras.utils.errors import UndefinedMetricError
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_number


def auroc(
    labels: np.ndarray,
    probabilities: np.ndarray,
    patients: np.ndarray | None = None,
) -> float:
    """Area under the receiver operating characteristic curve.

    The chance that a row with the disease gets a higher probability than
    one without, equal ones counting half; 0.5 is guessing.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.
        patients: (rows,), whose row it is. If given, a row is compared with
            the rows of other patients only: within a patient who has both
            labels, pairs are alike for reasons of their own, and a patient
            whom a bootstrap drew twice would be compared with himself.

    Returns:
        A number from 0 to 1.

    Raises:
        UsageError: lengths differ, labels other than 0 and 1, only one of
            them, probabilities outside [0, 1], or missing patients.

    Example:
        >>> from medkeras.metrics.classification import auroc
        >>> auroc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
        0.75
        >>> auroc([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], ["a", "a", "b", "b"])
        0.5

    Reference: Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747;
        several rows a patient: Obuchowski 1997, doi:10.2307/2533958.
    Chapter: 3.2.1
    """
    labels, probabilities = labels_and_probabilities(
        labels, probabilities, both=True
    )
    if patients is None:
        return float(sklearn_metrics.roc_auc_score(labels, probabilities))
    codes = _codes(labels, patients)
    return auroc_between(labels, probabilities, codes)


def auprc(
    labels: np.ndarray,
    probabilities: np.ndarray,
    patients: np.ndarray | None = None,
) -> float:
    """Area under the precision-recall curve, as average precision.

    The mean, over the rows with the disease, of the precision among those
    that score at least as high. Guessing scores the prevalence, not 0.5.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.
        patients: (rows,), whose row it is. If given, a row meets only
            itself and the rows of other patients, as in `auroc`.

    Returns:
        A number from 0 to 1.

    Raises:
        UsageError: as `auroc`.

    Example:
        >>> from medkeras.metrics.classification import auprc
        >>> round(auprc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 3)
        0.833

    Chapter: 3.2.1
    """
    labels, probabilities = labels_and_probabilities(
        labels, probabilities, both=True
    )
    if patients is None:
        return float(
            sklearn_metrics.average_precision_score(labels, probabilities)
        )
    return precision_between(labels, probabilities, _codes(labels, patients))


def brier(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Brier score: the mean squared distance of probability from outcome.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.

    Returns:
        0 is perfect; always saying the prevalence p scores p (1 - p).

    Raises:
        UsageError: lengths differ, labels other than 0 and 1, or
            probabilities outside [0, 1].

    Example:
        >>> from medkeras.metrics.classification import brier
        >>> brier([0, 1], [0.5, 0.5])
        0.25

    Reference: Brier 1950, "Verification of forecasts expressed in terms of
        probability", doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    Chapter: 3.2.1
    """
    labels, probabilities = labels_and_probabilities(labels, probabilities)
    return float(np.mean((probabilities.astype(float) - labels) ** 2))


def accuracy(
    labels: np.ndarray, probabilities: np.ndarray, threshold: float = 0.5
) -> float:
    """Share of patients on the right side of the threshold.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.
        threshold: from 0 to 1; a probability at or above it counts as 1.

    Returns:
        A number from 0 to 1; always naming the commoner label already
        scores that label's share.

    Raises:
        UsageError: as `brier`, or a threshold outside [0, 1].

    Example:
        >>> from medkeras.metrics.classification import accuracy
        >>> accuracy([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
        0.75

    Chapter: 3.2.1
    """
    labels, probabilities = labels_and_probabilities(labels, probabilities)
    return float(np.mean(_positive(probabilities, threshold) == labels))


def sensitivity(
    labels: np.ndarray, probabilities: np.ndarray, threshold: float = 0.5
) -> float:
    """Share of the patients with the disease that are found.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.
        threshold: from 0 to 1; a probability at or above it counts as 1.

    Returns:
        A number from 0 to 1.

    Raises:
        UsageError: as `accuracy`, or nobody has the disease.

    Example:
        >>> from medkeras.metrics.classification import sensitivity
        >>> sensitivity([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], threshold=0.3)
        1.0

    Chapter: 3.2.1
    """
    labels, probabilities = labels_and_probabilities(labels, probabilities)
    positive = _positive(probabilities, threshold)
    return _share(positive[labels == 1], "with label 1")


def specificity(
    labels: np.ndarray, probabilities: np.ndarray, threshold: float = 0.5
) -> float:
    """Share of the patients without the disease that are left alone.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.
        threshold: from 0 to 1; a probability at or above it counts as 1.

    Returns:
        A number from 0 to 1.

    Raises:
        UsageError: as `accuracy`, or everybody has the disease.

    Example:
        >>> from medkeras.metrics.classification import specificity
        >>> specificity([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], threshold=0.3)
        0.5

    Chapter: 3.2.1
    """
    labels, probabilities = labels_and_probabilities(labels, probabilities)
    positive = _positive(probabilities, threshold)
    return _share(~positive[labels == 0], "with label 0")


def _share(right, whom):
    if right.size == 0:
        raise UndefinedMetricError(
            f"`labels` must hold a patient {whom}. Received: none"
        )
    return float(right.mean())


def _positive(probabilities, threshold):
    """Who is at or above the threshold, compared in their own precision."""
    check_number("threshold", threshold, 0, 1)
    return probabilities >= probabilities.dtype.type(threshold)


def _codes(labels, patients):
    codes, _ = patient_codes("patients", patients)
    check_one_length(labels=labels, patients=codes)
    return codes


# What `bootstrap_by_patient` asks instead, a thousand times.
auroc.of_draws = auroc_of_draws
auprc.of_draws = precision_of_draws

# What each metric is bounded by: see `medkeras.metrics.estimate.BOUNDS`.
KINDS = {
    accuracy: "score",
    auprc: "score",
    auroc: "score",
    brier: "score",
    calibration_intercept: "any",
    calibration_slope: "any",
    sensitivity: "score",
    specificity: "score",
}
METRICS = {metric.__name__: metric for metric in KINDS}
