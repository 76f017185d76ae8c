"""Scores of a probability against what happened; scikit-learn computes.

Every function takes `(labels, probabilities)`, two arrays of one length: 0
or 1 a patient, and the predicted probability of 1.
"""

import numpy as np
from sklearn import metrics as sklearn_metrics
from sklearn.linear_model import LogisticRegression

from medkeras.utils.errors import UsageError


def auroc(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Area under the receiver operating characteristic curve.

    The chance that a patient with the disease gets a higher probability
    than one without; 0.5 is guessing.

    Args:
        labels: (patients,), 0 or 1.
        probabilities: (patients,), of label 1.

    Returns:
        A number from 0 to 1.

    Raises:
        UsageError: shapes differ, or only one label occurs.

    Example:
        >>> from medkeras.metrics.classification import auroc
        >>> auroc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
        0.75

    Chapter: 3.2.1
    """
    labels, probabilities = _checked(labels, probabilities, both=True)
    return float(sklearn_metrics.roc_auc_score(labels, probabilities))


def auprc(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Area under the precision-recall curve, as average precision.

    Guessing scores the prevalence, not 0.5.

    Args:
        labels: (patients,), 0 or 1.
        probabilities: (patients,), of label 1.

    Returns:
        A number from 0 to 1.

    Raises:
        UsageError: shapes differ, or only one label occurs.

    Example:
        >>> from medkeras.metrics.classification import auprc
        >>> round(auprc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 3)
        0.833

    Chapter: 3.2.1
    """
    labels, probabilities = _checked(labels, probabilities, both=True)
    return float(sklearn_metrics.average_precision_score(labels, probabilities))


def brier(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Brier score: the mean squared distance of probability from outcome.

    Args:
        labels: (patients,), 0 or 1.
        probabilities: (patients,), of label 1.

    Returns:
        0 is perfect; always saying the prevalence p scores p (1 - p).

    Raises:
        UsageError: shapes differ.

    Example:
        >>> from medkeras.metrics.classification import brier
        >>> brier([0, 1], [0.5, 0.5])
        0.25

    Reference: Brier 1950, "Verification of forecasts expressed in terms of
        probability", doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    Chapter: 3.2.1
    """
    labels, probabilities = _checked(labels, probabilities)
    return float(sklearn_metrics.brier_score_loss(labels, probabilities))


def calibration_slope(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Slope of the outcome's log-odds on the predicted log-odds.

    1 is right; below 1 the predictions are too extreme (overfitting), above
    1 too timid.

    Args:
        labels: (patients,), 0 or 1.
        probabilities: (patients,), of label 1; 0 and 1 are moved inside by
            one millionth, since their log-odds are infinite.

    Returns:
        The slope.

    Raises:
        UsageError: shapes differ, or only one label occurs.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.classification import calibration_slope
        >>> labels = np.repeat([0, 1, 0, 1], [8, 2, 2, 8])
        >>> round(calibration_slope(labels, np.repeat([0.2, 0.8], 10)), 2)
        1.0

    Reference: Cox 1958, "Two further applications of a model for binary
        regression", doi:10.1093/biomet/45.3-4.562.
    Chapter: 3.2.1
    """
    labels, probabilities = _checked(labels, probabilities, both=True)
    # In double precision, or the solver cannot reach its tolerance.
    inside = np.clip(probabilities.astype(float), 1e-6, 1 - 1e-6)
    log_odds = np.log(inside / (1 - inside))[:, None]
    line = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8)
    return float(line.fit(log_odds, labels).coef_[0, 0])


def accuracy(
    labels: np.ndarray, probabilities: np.ndarray, threshold: float = 0.5
) -> float:
    """Share of patients on the right side of the threshold.

    Args:
        labels: (patients,), 0 or 1.
        probabilities: (patients,), of label 1.
        threshold: a probability at or above it counts as 1.

    Returns:
        A number from 0 to 1; always naming the commoner label already
        scores that label's share.

    Raises:
        UsageError: shapes differ.

    Example:
        >>> from medkeras.metrics.classification import accuracy
        >>> accuracy([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
        0.75

    Chapter: 3.2.1
    """
    labels, probabilities = _checked(labels, probabilities)
    return float(np.mean((probabilities >= threshold) == labels))


def sensitivity(
    labels: np.ndarray, probabilities: np.ndarray, threshold: float = 0.5
) -> float:
    """Share of the patients with the disease that are found.

    Args:
        labels: (patients,), 0 or 1.
        probabilities: (patients,), of label 1.
        threshold: a probability at or above it counts as 1.

    Returns:
        A number from 0 to 1.

    Raises:
        UsageError: shapes differ, or nobody has the disease.

    Example:
        >>> from medkeras.metrics.classification import sensitivity
        >>> sensitivity([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], threshold=0.3)
        1.0

    Chapter: 3.2.1
    """
    labels, probabilities = _checked(labels, probabilities)
    return _share(probabilities[labels == 1] >= threshold, "with label 1")


def specificity(
    labels: np.ndarray, probabilities: np.ndarray, threshold: float = 0.5
) -> float:
    """Share of the patients without the disease that are left alone.

    Args:
        labels: (patients,), 0 or 1.
        probabilities: (patients,), of label 1.
        threshold: a probability at or above it counts as 1.

    Returns:
        A number from 0 to 1.

    Raises:
        UsageError: shapes differ, or everybody has the disease.

    Example:
        >>> from medkeras.metrics.classification import specificity
        >>> specificity([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], threshold=0.3)
        0.5

    Chapter: 3.2.1
    """
    labels, probabilities = _checked(labels, probabilities)
    return _share(probabilities[labels == 0] < threshold, "with label 0")


def _share(right, whom):
    if right.size == 0:
        raise UsageError(f"`labels` must hold a patient {whom}. Received: none")
    return float(right.mean())


def _checked(labels, probabilities, both=False):
    labels, probabilities = np.asarray(labels), np.asarray(probabilities)
    if labels.ndim != 1 or labels.shape != probabilities.shape:
        raise UsageError(
            "`labels` and `probabilities` must be flat and of one length. "
            f"Received: {labels.shape} and {probabilities.shape}"
        )
    if not (0 <= probabilities.min() and probabilities.max() <= 1):
        raise UsageError(
            "`probabilities` must lie in [0, 1]. Received: from "
            f"{probabilities.min():.3g} to {probabilities.max():.3g}"
        )
    present = np.unique(labels)
    if not np.isin(present, [0, 1]).all() or (both and len(present) < 2):
        raise UsageError(
            f"`labels` must be 0 and 1{', both' if both else ''}. Received: "
            f"{present.tolist()}"
        )
    return labels, probabilities
