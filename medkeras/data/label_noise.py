"""Wrong labels: make them, and find them by confident learning."""

import numpy as np

from medkeras.data.input_validation import feature_rows
from medkeras.utils.arrays import class_labels
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

ROUNDING = 0.02  # by which probabilities of a patient may miss the sum 1


def flip_labels(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Turn a share of the labels into the other one.

    Args:
        labels: (patients,), 0 or 1.
        share: of the patients whose label is turned, between 0 and 1.
        seed: of the choice.

    Returns:
        (patients,), a new array.

    Raises:
        UsageError: other labels, none, or a share that is none.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.label_noise import flip_labels
        >>> int(flip_labels(np.zeros(50, dtype=int), 0.2, seed=0).sum())
        10

    Reference: Angluin and Laird 1988, doi:10.1007/BF00116829.
    Chapter: 2.0.1
    """
    labels = class_labels("labels", labels, num_classes=2).copy()
    check_number("share", share, 0, 1)
    check_whole("seed", seed, least=0)
    rng = np.random.default_rng(seed)
    count = round(float(share) * len(labels))
    flipped = rng.permutation(len(labels))[:count]
    labels[flipped] = 1 - labels[flipped]
    return labels


def confident_joint(
    labels: np.ndarray, probabilities: np.ndarray
) -> np.ndarray:
    """Count patients by given label and by the label a model is sure of.

    A model is sure of class j if its probability of j reaches the average
    it gives to patients labelled j; each class has its own threshold. A
    class that nobody is labelled with has none, and nobody is counted in it.

    Args:
        labels: (patients,), given classes 0, 1, ...
        probabilities: (patients, classes), OUT OF FOLD: each from a model
            that never saw the patient. A model that has seen a wrong label
            has learned to defend it.

    Returns:
        (classes, classes) counts: given label by confident label. Patients
        of whom the model is sure of no class are not counted.

    Raises:
        UsageError: shapes that do not fit, labels that are no class, or
            probabilities that are missing or do not add up to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.label_noise import confident_joint
        >>> sure = np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]])
        >>> confident_joint([0, 1, 1], sure)
        array([[1, 0],
               [0, 1]])

    Reference: Northcutt, Jiang and Chuang 2021, doi:10.1613/jair.1.12125.
    Chapter: 2.0.2
    """
    labels, probabilities, sure = _confident(labels, probabilities)
    classes = probabilities.shape[1]
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
    Chapter: 2.0.2
    """
    labels, probabilities, sure = _confident(labels, probabilities)
    rows = np.flatnonzero((sure >= 0) & (sure != labels))
    own = probabilities[rows, labels[rows]]
    return rows[np.argsort(own, kind="stable")]


def _confident(labels, probabilities):
    """Both, checked, and for each patient the class a model is sure of, or -1.

    A class may be without patients, in a fold or a small set; its threshold
    is out of reach.
    """
    p = _class_probabilities(probabilities)
    labels = class_labels("labels", labels, num_classes=p.shape[1])
    if len(labels) != len(p):
        raise UsageError(
            "`probabilities` must be (patients, classes) for labels "
            f"(patients,). Received: {p.shape} and {labels.shape}"
        )
    thresholds = np.full(p.shape[1], np.inf)
    for k in np.unique(labels):
        thresholds[k] = p[labels == k, k].mean()
    enough = p >= thresholds
    best = np.where(enough, p, -1.0).argmax(axis=1)
    return labels, p, np.where(enough.any(axis=1), best, -1)


def _class_probabilities(probabilities) -> np.ndarray:
    p = feature_rows("probabilities", probabilities).astype(float)
    if np.ndim(probabilities) != 2:
        raise UsageError(
            "`probabilities` must be (patients, classes). Received: shape "
            f"{np.shape(probabilities)}"
        )
    # Written so that NaN fails.
    good = (p >= 0).all() and (np.abs(p.sum(axis=1) - 1) <= ROUNDING).all()
    if not good:
        raise UsageError(
            "`probabilities` must be 0 or more and add up to 1 for each "
            f"patient. Received: values from {p.min()} to {p.max()}, sums "
            f"from {p.sum(axis=1).min()} to {p.sum(axis=1).max()}"
        )
    return p
