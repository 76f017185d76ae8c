"""Repeated cross-validation that fits every step inside the fold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV

from medkeras.metrics import classification
from medkeras.metrics.bootstrap import takes_patients
from medkeras.metrics.estimate import Estimate
from medkeras.metrics.intervals import corrected_interval
from medkeras.training.folds import stratified_folds
from medkeras.utils.arrays import (
    as_array,
    binary_labels,
    check_one_length,
    probabilities_of,
)
from medkeras.utils.errors import UsageError, nearest
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import LARGEST_SEED, check_whole


@dataclass(frozen=True)
class CrossValidation:
    """What repeated cross-validation of one estimator left behind.

    Attributes:
        labels: (rows,), 0 or 1.
        probabilities: (repeats, rows), each predicted by a model that never
            saw the patient.
        test_folds: (repeats, rows), number of the fold in which the row was
            tested.
        patients: (rows,), number of the patient whose row it is; None means
            one row a patient.

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
    patients: np.ndarray | None = None

    @property
    def num_patients(self) -> int:
        """How many patients stand behind the rows."""
        if self.patients is None:
            return len(self.labels)
        return len(np.unique(self.patients))

    def fold_values(self, metric: str | Callable) -> np.ndarray:
        """Values of a metric on every test fold, repeat after repeat.

        A metric that compares rows takes `patients`, as `auroc` does, and
        then compares those of different patients only.
        """
        score = _metric(metric)
        grouped = self.patients is not None and takes_patients(score)
        values = []
        for probabilities, fold in zip(
            self.probabilities, self.test_folds, strict=True
        ):
            for k in range(fold.max() + 1):
                here = fold == k
                whose = {"patients": self.patients[here]} if grouped else {}
                values.append(
                    score(self.labels[here], probabilities[here], **whose)
                )
        return np.array(values)

    def estimate(self, metric: str | Callable) -> Estimate:
        """Mean over all folds with the Nadeau-Bengio interval."""
        folds = self.test_folds.max() + 1
        return corrected_interval(
            self.fold_values(metric),
            test_share=1 / (folds - 1),
            n=self.num_patients,
            kind=classification.KINDS.get(_metric(metric), "any"),
        )

    def pairs(self, repeat: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
        """Row numbers (training, test) of each fold of a repeat."""
        check_whole("repeat", repeat, 0, most=len(self.test_folds) - 1)
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

    Folds keep a patient's rows together and the share of label 1 alike. All
    folds of all repeats are laid, and looked at, before anything is trained:
    each must hold both labels. The whole estimator is cloned and fitted in
    each training fold, so whatever imputes, scales, selects or resamples
    belongs inside it, as a pipeline. There is deliberately no way to ask for
    the best fold.

    Args:
        estimator: scikit-learn or imbalanced-learn classifier, or pipeline
            ending in one, with `predict_proba`.
        X: (rows, features).
        y: (rows,), 0 or 1.
        groups: (rows,), whose row it is: numbers, text or dates; None means
            a patient a row.
        folds: test folds a repeat, 2 or more.
        repeats: number of different partitions into folds.
        grid: parameters to choose from. The choice is made by grid search
            inside each training fold (nested cross-validation), with the
            same care for groups, by AUROC.
        seed: of the partitions.

    Returns:
        A `CrossValidation`.

    Raises:
        UsageError: lengths that differ, labels other than 0 and 1, missing
            groups, fewer patients of a label than folds, a fold that comes
            to hold one label only, or an estimator that refuses the data or
            answers no probabilities.

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
    X, y, groups = _checked(X, y, groups)
    _check_sizes(estimator, grid, folds, repeats, seed)
    jobs = list(_jobs(y, groups, folds, repeats, seed, grid))
    probabilities = np.full((repeats, len(y)), np.nan)
    test_folds = np.zeros((repeats, len(y)), dtype=int)
    for repeat, fold, train, test, inner in jobs:
        model = clone(estimator)
        if grid is not None:
            model = GridSearchCV(
                model,
                dict(grid),
                scoring="roc_auc",
                cv=inner,
                error_score="raise",
            )
        answer = _predicted(model, X, y, train, test)
        probabilities[repeat, test] = answer
        test_folds[repeat, test] = fold
    return CrossValidation(y, probabilities, test_folds, groups)


def _jobs(y, groups, folds, repeats, seed, grid) -> Iterator[tuple]:
    """Yield (repeat, fold, training rows, test rows, folds inside)."""
    for repeat in range(repeats):
        pairs = stratified_folds(y, groups, folds, seed + repeat)
        for fold, (train, test) in enumerate(pairs):
            inner = None
            if grid is not None:
                inside = None if groups is None else groups[train]
                inner = stratified_folds(y[train], inside, 3, seed)
            yield repeat, fold, train, test, inner


def _predicted(model, X, y, train, test):
    """Probabilities of label 1; what the estimator refuses, in one line."""
    try:
        model.fit(_rows(X, train), y[train])
        answer = np.asarray(model.predict_proba(_rows(X, test)))
    except UsageError:
        raise
    except (ValueError, TypeError) as error:
        said = str(error).split("\n")
        raise UsageError(
            f"the estimator cannot be fitted: {' '.join(said[0].split())}"
        ) from error
    if answer.shape != (len(test), 2):
        raise UsageError(
            f"the estimator must answer ({len(test)}, 2) probabilities. "
            f"Received: shape {answer.shape}"
        )
    return probabilities_of("answers of the estimator", answer[:, 1])


def _rows(X, rows):
    return X.iloc[rows] if isinstance(X, pd.DataFrame) else np.asarray(X)[rows]


def _metric(metric):
    if callable(metric):
        return metric
    known = classification.METRICS
    if not isinstance(metric, str) or metric not in known:
        raise UsageError(
            "`metric` must be a function or a name in "
            f"medkeras.metrics.classification: {', '.join(sorted(known))}. "
            f"Received: {metric!r}{nearest(metric, known)}"
        )
    return known[metric]


def _checked(X, y, groups):
    y = binary_labels("y", y)
    if not isinstance(X, pd.DataFrame):
        X = as_array("X", X)
    if X.ndim < 2 or not all(X.shape[1:]):
        raise UsageError(
            f"`X` must be (rows, features). Received: shape {X.shape}"
        )
    check_one_length(X=X, y=y)
    if groups is not None:
        groups, _ = patient_codes("groups", groups)
        check_one_length(y=y, groups=groups)
    return X, y, groups


def _check_sizes(estimator, grid, folds, repeats, seed):
    check_whole("folds", folds, least=2)
    check_whole("repeats", repeats)
    check_whole("seed", seed, least=0, most=LARGEST_SEED - repeats)
    has_both = hasattr(estimator, "fit") and hasattr(estimator, "predict_proba")
    if isinstance(estimator, type) or not has_both:
        raise UsageError(
            "`estimator` must be a scikit-learn classifier with "
            f"`predict_proba`. Received: {estimator!r:.60}"
        )
    if grid is not None and (not isinstance(grid, Mapping) or not grid):
        raise UsageError(
            f"`grid` must name parameters to choose from. Received: {grid!r}"
        )
