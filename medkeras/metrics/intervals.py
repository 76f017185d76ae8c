"""Confidence intervals: how far a value might have been from this one."""

import warnings
from collections.abc import Callable

import numpy as np
from scipy import stats

from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import UsageError


def bootstrap_by_patient(
    metric: Callable,
    labels: np.ndarray,
    probabilities: np.ndarray,
    patients: np.ndarray | None = None,
    replicates: int = 1000,
    seed: int = 0,
) -> Estimate:
    """Value of a metric with a 95 % interval from resampled patients.

    Whole patients are drawn with replacement, all their rows with them:
    rows of one patient resemble each other, and drawing them one by one
    would make the interval too narrow. SciPy draws; percentiles decide.

    Args:
        metric: function of (labels, probabilities).
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1.
        patients: (rows,), whose row it is; None means one row a patient.
        replicates: number of draws.
        seed: of the draws.

    Returns:
        An `Estimate`; its n counts patients.

    Raises:
        UsageError: lengths differ, fewer than two patients, or one label so
            rare that many draws miss it.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.classification import auroc
        >>> from medkeras.metrics.intervals import bootstrap_by_patient
        >>> labels = np.tile([0, 1], 50)
        >>> bootstrap_by_patient(auroc, labels, labels * 0.5, replicates=50)
        Estimate(value=1.0, ci_low=1.0, ci_high=1.0, n=100)

    Reference: Efron and Tibshirani 1993, "An introduction to the
        bootstrap", doi:10.1201/9780429246593.
    Chapter: 3.2.1
    """
    labels, probabilities = np.asarray(labels), np.asarray(probabilities)
    if patients is None:
        patients = np.arange(len(labels))
    rows_of = _rows_by_patient(labels, probabilities, patients)

    def of_drawn(drawn):
        rows = np.concatenate([rows_of[patient] for patient in drawn])
        # A draw of a single class has no AUROC; NaN marks it.
        if len(np.unique(labels[rows])) < len(np.unique(labels)):
            return np.nan
        return metric(labels[rows], probabilities[rows])

    with warnings.catch_warnings():
        # SciPy warns of the NaNs, which are ours and counted below.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            (np.arange(len(rows_of)),),
            of_drawn,
            n_resamples=replicates,
            vectorized=False,
            method="percentile",
            rng=np.random.default_rng(seed),
        ).bootstrap_distribution
    if np.isnan(drawn).mean() > 0.05:
        raise UsageError(
            "too few patients for an interval: expected both labels in "
            "nearly every draw. Received: "
            f"{np.unique(labels, return_counts=True)[1].tolist()} rows a label"
        )
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    value = metric(labels, probabilities)
    return Estimate(value, float(low), float(high), len(rows_of))


def corrected_interval(
    fold_values: np.ndarray,
    test_share: float,
    n: int,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Estimate:
    """Mean over cross-validation folds with the Nadeau-Bengio correction.

    Folds share most of their training patients, so their values are not
    independent and their plain standard error is too small. The correction
    multiplies the variance by (1 / J + n_test / n_train) instead of 1 / J.

    Args:
        fold_values: (J,), a metric on each test fold of each repeat.
        test_share: n_test / n_train, 1/9 for ten folds.
        n: number of patients.
        bounds: what the metric cannot leave; a symmetric interval is cut
            off there.

    Returns:
        An `Estimate` with Student's t interval, J - 1 degrees of freedom.

    Raises:
        UsageError: fewer than two values, or a share that is not positive.

    Example:
        >>> from medkeras.metrics.intervals import corrected_interval
        >>> print(corrected_interval([0.7, 0.8, 0.9], test_share=0.5, n=90))
        0.800 [0.407, 1.193]

    Reference: Nadeau and Bengio 2003, "Inference for the generalization
        error", doi:10.1023/A:1024068626366.
    Chapter: 3.2.1
    """
    values = np.asarray(fold_values, dtype=float)
    if values.ndim != 1 or len(values) < 2 or not test_share > 0:
        raise UsageError(
            "`fold_values` must hold two values or more and `test_share` be "
            f"positive. Received: {values.shape} and {test_share!r}"
        )
    count = len(values)
    error = np.sqrt((1 / count + test_share) * values.var(ddof=1))
    half = stats.t.ppf(0.975, count - 1) * error
    mean = float(values.mean())
    low, high = np.clip([mean - half, mean + half], *bounds)
    return Estimate(mean, float(low), float(high), n)


def _rows_by_patient(labels, probabilities, patients):
    """Row numbers of each patient, patient after patient."""
    patients = np.asarray(patients)
    if not len(labels) == len(probabilities) == len(patients):
        raise UsageError(
            "`labels`, `probabilities` and `patients` must be of one length. "
            f"Received: {len(labels)}, {len(probabilities)}, {len(patients)}"
        )
    order = np.argsort(patients, kind="stable")
    starts = np.flatnonzero(np.diff(patients[order], prepend=np.nan) != 0)
    if len(starts) < 2:
        raise UsageError("a bootstrap needs two patients or more. Received: 1")
    return np.split(order, starts[1:])
