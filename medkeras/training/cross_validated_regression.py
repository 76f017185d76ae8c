"""Cross-validated regression by patient, beside means that know nothing."""

from typing import NamedTuple

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, KFold

from medkeras.metrics.bootstrap import bootstrap_by_patient
from medkeras.metrics.estimate import Estimate
from medkeras.utils.arrays import check_one_length, float_array
from medkeras.utils.errors import UsageError, nearest
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_seed, check_whole

SPLITS = ("patients", "rows")


class CrossValidatedRegression(NamedTuple):
    """What each row was predicted to be by models that did not see it.

    Attributes:
        truth: (rows,).
        predicted: (rows,), by the model.
        training_mean: (rows,), mean of the training rows.
        patient_mean: (rows,), mean of the training rows of the same patient;
            the mean of all where the patient has none.
        patients: (rows,), number of the patient.
    """

    truth: np.ndarray
    predicted: np.ndarray
    training_mean: np.ndarray
    patient_mean: np.ndarray
    patients: np.ndarray

    def mean_absolute_error(
        self, of: str = "predicted", replicates: int = 1000, seed: int = 0
    ) -> Estimate:
        """Mean distance from the truth, an interval over patients with it.

        Args:
            of: "predicted", "training_mean" or "patient_mean".
            replicates: number of draws of the bootstrap.
            seed: of the draws.

        Returns:
            An `Estimate` in the unit of the truth; its n counts patients.

        Raises:
            UsageError: another name; as `bootstrap_by_patient`.

        Example:
            >>> import numpy as np
            >>> from medkeras.training.cross_validated_regression import (
            ...     CrossValidatedRegression)
            >>> zero, who = np.zeros(4), np.array([0, 0, 1, 1])
            >>> result = CrossValidatedRegression(
            ...     zero, zero + 2, zero + 1, zero + 1, who)
            >>> result.mean_absolute_error().value
            2.0

        Chapter: 3.1.3
        """
        allowed = ("predicted", "training_mean", "patient_mean")
        if of not in allowed:
            raise UsageError(
                f"`of` must be one of {', '.join(allowed)}. Received: "
                f"{of!r}{nearest(of, allowed)}"
            )
        return bootstrap_by_patient(
            _mean_distance, self.truth, getattr(self, of), self.patients,
            replicates, seed,
        )  # fmt: skip


def cross_validate_regression(
    estimator,
    X: np.ndarray,
    y: np.ndarray,
    patients: np.ndarray,
    split: str = "patients",
    folds: int = 5,
    seed: int = 0,
) -> CrossValidatedRegression:
    """Predict a number for each row, by patient or, to see the leak, by row.

    By patients nobody is on both sides. By rows most are, and a model may
    learn who somebody is instead of what the inputs say; the mean of the same
    patient's training rows shows how far that alone goes.

    Args:
        estimator: scikit-learn regressor, or pipeline ending in one; cloned
            and fitted anew in each fold.
        X: (rows, features).
        y: (rows,), what to predict.
        patients: (rows,), whose row it is: numbers, text, dates.
        split: "patients" or "rows".
        folds: how many, two or more.
        seed: of the draw of the folds.

    Returns:
        A `CrossValidatedRegression`.

    Raises:
        UsageError: lengths that differ, values that are not finite, another
            split, fewer patients or rows than folds.

    Example:
        >>> import numpy as np
        >>> from sklearn.linear_model import LinearRegression
        >>> from medkeras.training.cross_validated_regression import (
        ...     cross_validate_regression)
        >>> x = np.arange(20.0)[:, None]
        >>> result = cross_validate_regression(
        ...     LinearRegression(), x, 2 * x[:, 0], np.arange(20) // 4)
        >>> round(result.mean_absolute_error().value, 6)
        0.0

    Chapter: 3.1.3
    """
    X = float_array("X", X, shape=("rows", "features"))
    y = float_array("y", y, shape=("rows",))
    codes, ids = patient_codes("patients", patients)
    check_one_length(X=X, y=y, patients=codes)
    check_whole("folds", folds, 2)
    check_seed(seed)
    if split not in SPLITS:
        raise UsageError(
            f"`split` must be one of {', '.join(SPLITS)}. Received: "
            f"{split!r}{nearest(str(split), SPLITS)}"
        )
    units = len(ids) if split == "patients" else len(y)
    if units < folds:
        raise UsageError(
            f"{folds} folds need {folds} {split} or more. Received: {units}"
        )
    found = np.zeros((3, len(y)))
    for train, test in _pairs(split, codes, folds, seed):
        model = clone(estimator).fit(X[train], y[train])
        found[0, test] = np.ravel(model.predict(X[test]))
        found[1, test] = y[train].mean()
        found[2, test] = _own_means(y[train], codes[train], codes[test])
    return CrossValidatedRegression(y, *found, codes)


def _pairs(split, codes, folds, seed):
    if split == "patients":
        splitter = GroupKFold(folds, shuffle=True, random_state=seed)
        return splitter.split(codes, groups=codes)
    return KFold(folds, shuffle=True, random_state=seed).split(codes)


def _own_means(values, owners, asked):
    """Mean of the values of each one asked for, of all where there is none."""
    size = max(owners.max(), asked.max()) + 1
    counts = np.bincount(owners, minlength=size)
    sums = np.bincount(owners, weights=values, minlength=size)
    means = np.where(counts > 0, sums / counts.clip(1), values.mean())
    return means[asked]


def _mean_distance(truth, predicted):
    return float(np.abs(truth - predicted).mean())
