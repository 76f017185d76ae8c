"""Repeated cross-validation that fits every step inside the fold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.model_selection import (
    GridSearchCV,
    StratifiedGroupKFold,
    StratifiedKFold,
)

from medkeras.metrics import classification
from medkeras.metrics.estimate import Estimate
from medkeras.metrics.intervals import corrected_interval
from medkeras.utils.errors import UsageError

SHARES = (0.0, 1.0)
BOUNDED = {
    "accuracy",
    "auprc",
    "auroc",
    "brier",
    "sensitivity",
    "specificity",
}


@dataclass(frozen=True)
class CrossValidation:
    """What repeated cross-validation of one estimator left behind.

    Attributes:
        labels: (patients,), 0 or 1.
        probabilities: (repeats, patients), each predicted by a model that
            never saw the patient.
        test_folds: (repeats, patients), number of the fold in which the
            patient was tested.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.cross_validation import CrossValidation
        >>> result = CrossValidation(
        ...     np.array([0, 1, 0, 1]),
        ...     np.array([[0.2, 0.8, 0.6, 0.9]]),
        ...     np.array([[0, 0, 1, 1]]))
        >>> result.fold_values("accuracy").tolist()
        [1.0, 0.5]

    Chapter: 3.2.1
    """

    labels: np.ndarray
    probabilities: np.ndarray
    test_folds: np.ndarray

    def fold_values(self, metric: str | Callable) -> np.ndarray:
        """Values of a metric on every test fold, repeat after repeat."""
        score = _metric(metric)
        return np.array(
            [
                score(self.labels[fold == k], probabilities[fold == k])
                for probabilities, fold in zip(
                    self.probabilities, self.test_folds, strict=True
                )
                for k in range(fold.max() + 1)
            ]
        )

    def estimate(self, metric: str | Callable) -> Estimate:
        """Mean over all folds with the Nadeau-Bengio interval."""
        folds = self.test_folds.max() + 1
        return corrected_interval(
            self.fold_values(metric),
            test_share=1 / (folds - 1),
            n=len(self.labels),
            bounds=SHARES if metric in BOUNDED else (-np.inf, np.inf),
        )

    def pairs(self, repeat: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
        """Row numbers (training, test) of each fold of a repeat."""
        fold = self.test_folds[repeat]
        return [
            (np.flatnonzero(fold != k), np.flatnonzero(fold == k))
            for k in range(fold.max() + 1)
        ]


def cross_validate(
    estimator,
    X: np.ndarray | pd.DataFrame,
    y: np.ndarray,
    groups: np.ndarray | None = None,
    folds: int = 10,
    repeats: int = 3,
    grid: Mapping | None = None,
    seed: int = 0,
) -> CrossValidation:
    """Test an estimator on patients it never saw, several times over.

    Folds keep a patient's rows together and the share of label 1 alike. The
    whole estimator is cloned and fitted in each training fold, so whatever
    imputes, scales, selects or resamples belongs inside it, as a pipeline.
    There is deliberately no way to ask for the best fold.

    Args:
        estimator: scikit-learn or imbalanced-learn estimator or pipeline
            with `predict_proba`.
        X: (patients, features).
        y: (patients,), 0 or 1.
        groups: (patients,), whose row it is; None means a patient a row.
        folds: test folds a repeat.
        repeats: number of different partitions into folds.
        grid: parameters to choose from. The choice is made by grid search
            inside each training fold (nested cross-validation), with the
            same care for groups, by AUROC.
        seed: of the partitions.

    Returns:
        A `CrossValidation`.

    Raises:
        UsageError: lengths differ, labels other than 0 and 1, or fewer
            patients of a label than folds.

    Example:
        >>> import numpy as np
        >>> from sklearn.linear_model import LogisticRegression
        >>> from medkeras.training.cross_validation import cross_validate
        >>> x = np.linspace(-1, 1, 40)[:, None]
        >>> y = x[:, 0] > 0
        >>> result = cross_validate(LogisticRegression(), x, y, folds=4)
        >>> bool(result.estimate("auroc").value > 0.95)
        True

    Reference: Nadeau and Bengio 2003, doi:10.1023/A:1024068626366.
    Chapter: 3.2.1
    """
    y, groups = _checked(X, y, groups, folds)
    probabilities = np.full((repeats, len(y)), np.nan)
    test_folds = np.zeros((repeats, len(y)), dtype=int)
    jobs = _jobs(y, groups, folds, repeats, seed)
    for repeat, fold, train, test in jobs:
        model = clone(estimator)
        if grid is not None:
            inner = _folds(y[train], groups[train], 3, seed)
            model = GridSearchCV(model, dict(grid), scoring="roc_auc", cv=inner)
        model.fit(_rows(X, train), y[train])
        answer = model.predict_proba(_rows(X, test))[:, 1]
        probabilities[repeat, test] = answer
        test_folds[repeat, test] = fold
    return CrossValidation(y, probabilities, test_folds)


def _jobs(y, groups, folds, repeats, seed) -> Iterator[tuple]:
    """Yield (repeat, fold, training rows, test rows)."""
    for repeat in range(repeats):
        pairs = _folds(y, groups, folds, seed + repeat)
        for fold, (train, test) in enumerate(pairs):
            yield repeat, fold, train, test


def _folds(y, groups, folds, seed):
    """Stratified pairs of (training rows, test rows), groups kept whole."""
    if len(np.unique(groups)) == len(groups):
        splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
        return list(splitter.split(y, y))
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(y, y, groups))


def _rows(X, rows):
    return X.iloc[rows] if isinstance(X, pd.DataFrame) else np.asarray(X)[rows]


def _metric(metric):
    if callable(metric):
        return metric
    score = getattr(classification, str(metric), None)
    if score is None or str(metric).startswith("_"):
        raise UsageError(
            "`metric` must be a function or a name in "
            f"medkeras.metrics.classification. Received: {metric!r}"
        )
    return score


def _checked(X, y, groups, folds):
    y = np.asarray(y).astype(int)
    groups = np.arange(len(y)) if groups is None else np.asarray(groups)
    if not len(X) == len(y) == len(groups):
        raise UsageError(
            "`X`, `y` and `groups` must have one length. Received: "
            f"{len(X)}, {len(y)}, {len(groups)}"
        )
    counts = {int(label): int((y == label).sum()) for label in np.unique(y)}
    if set(counts) != {0, 1} or min(counts.values()) < folds:
        raise UsageError(
            f"`y` must hold 0 and 1, each at least {folds} times (one a "
            f"fold). Received: {counts}"
        )
    return y, groups
