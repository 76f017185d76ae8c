"""Wrong labels: make them, and find them by confident learning."""

import numpy as np

from medkeras.utils.errors import UsageError


def flip_labels(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Turn a share of the labels into the other one.

    Args:
        labels: (patients,), 0 or 1.
        share: of the patients whose label is turned, between 0 and 1.
        seed: of the choice.

    Returns:
        (patients,), a new array.

    Raises:
        UsageError: other labels, or a share that is none.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.label_noise import flip_labels
        >>> int(flip_labels(np.zeros(50, dtype=int), 0.2, seed=0).sum())
        10

    Chapter: 2.0
    """
    labels = np.asarray(labels)
    if not np.isin(labels, [0, 1]).all() or not 0 <= share <= 1:
        raise UsageError(
            "`labels` must be 0 or 1 and 0 <= `share` <= 1. Received: "
            f"{np.unique(labels)[:5]} and {share!r}"
        )
    count = round(share * len(labels))
    turned = np.random.default_rng(seed).permutation(len(labels))[:count]
    noisy = labels.astype(int)
    noisy[turned] = 1 - noisy[turned]
    return noisy


def confident_joint(
    labels: np.ndarray, probabilities: np.ndarray
) -> np.ndarray:
    """Count patients by given label and by the label a model is sure of.

    A model is sure of class j if its probability of j reaches the average
    it gives to patients labelled j; each class has its own threshold.

    Args:
        labels: (patients,), given classes 0, 1, ...
        probabilities: (patients, classes), OUT OF FOLD: each from a model
            that never saw the patient. A model that has seen a wrong label
            has learned to defend it.

    Returns:
        (classes, classes) counts: given label by confident label. Patients
        of whom the model is sure of no class are not counted.

    Raises:
        UsageError: shapes that do not fit, or a class without patients.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.label_noise import confident_joint
        >>> sure = np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]])
        >>> confident_joint([0, 1, 1], sure)
        array([[1, 0],
               [0, 1]])

    Reference: Northcutt, Jiang and Chuang 2021, doi:10.1613/jair.1.12125.
    Chapter: 2.0
    """
    labels, sure = _confident(labels, probabilities)
    classes = np.asarray(probabilities).shape[1]
    counts = np.zeros((classes, classes), dtype=int)
    some = sure >= 0
    np.add.at(counts, (labels[some], sure[some]), 1)
    return counts


def suspicious_labels(
    labels: np.ndarray, probabilities: np.ndarray
) -> np.ndarray:
    """Patients whose label a model is confident to be another one.

    Args:
        labels: (patients,), given classes 0, 1, ...
        probabilities: (patients, classes), out of fold.

    Returns:
        Row numbers, the most suspicious first: lowest probability of the
        given label. They are candidates for a second look by a person, not
        for silent correction.

    Raises:
        UsageError: as `confident_joint`.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.label_noise import suspicious_labels
        >>> p = np.array([[0.9, 0.1], [0.8, 0.2], [0.05, 0.95], [0.1, 0.9]])
        >>> suspicious_labels([0, 0, 0, 1], p)
        array([2])

    Reference: Northcutt, Jiang and Chuang 2021, doi:10.1613/jair.1.12125.
    Chapter: 2.0
    """
    labels, sure = _confident(labels, probabilities)
    rows = np.flatnonzero((sure >= 0) & (sure != labels))
    own = np.asarray(probabilities)[rows, labels[rows]]
    return rows[np.argsort(own, kind="stable")]


def _confident(labels, probabilities):
    """Labels, and for each patient the class a model is sure of, or -1."""
    labels, p = np.asarray(labels), np.asarray(probabilities, dtype=float)
    if p.ndim != 2 or labels.shape != p.shape[:1]:
        raise UsageError(
            "`probabilities` must be (patients, classes) for labels "
            f"(patients,). Received: {p.shape} and {labels.shape}"
        )
    if set(np.unique(labels)) != set(range(p.shape[1])):
        raise UsageError(
            f"`labels` must hold every class from 0 to {p.shape[1] - 1}. "
            f"Received: {np.unique(labels)}"
        )
    thresholds = [p[labels == k, k].mean() for k in range(p.shape[1])]
    enough = p >= np.array(thresholds)
    best = np.where(enough, p, -1.0).argmax(axis=1)
    return labels, np.where(enough.any(axis=1), best, -1)
