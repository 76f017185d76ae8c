"""Intervals of a mean: over repeats, or over the folds of a test."""

import numpy as np
from scipy import stats

from medkeras.metrics.bootstrap import bootstrap_by_patient
from medkeras.metrics.estimate import Estimate, bounds_of
from medkeras.utils.arrays import check_one_length, finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_positive, check_whole

__all__ = [
    "bootstrap_by_patient",
    "corrected_interval",
    "proportion_interval",
    "t_interval",
]


def t_interval(
    values: np.ndarray, kind: str, units: np.ndarray | None = None
) -> Estimate:
    """Mean of independent repeats with Student's t interval.

    The honest interval of few repeats: with four of them it reaches 3.2
    standard errors to each side, where a bootstrap of four can only repeat
    what it has seen. It speaks of what was repeated and of nothing else:
    over seeds, of other seeds on the same test set.

    Args:
        values: (repeats,), one measured value each.
        kind: "score" (0 to 1), "difference" of two scores (-1 to 1), "error"
            (0 or more) or "any": the interval is cut off there.
        units: (repeats,), what each value belongs to, such as the network
            that several draws of labels were tried on. Values of one unit
            are not independent: they are averaged first.

    Returns:
        An `Estimate`; its n counts the units.

    Raises:
        UsageError: fewer than two units, NaN, values that the kind cannot
            have, or lengths that differ.

    Example:
        >>> from medkeras.metrics.intervals import t_interval
        >>> print(t_interval([0.6, 0.7, 0.8, 0.9], "score"))
        0.750 [0.545, 0.955]
        >>> t_interval([0.6, 0.7, 0.8, 0.9], "score", units=[0, 0, 1, 1]).n
        2

    Reference: Student 1908, doi:10.1093/biomet/6.1.1.
    Chapter: 2.2.2
    """
    values = _values("values", values, kind, rows=1)
    if units is not None:
        codes, _ = patient_codes("units", units)
        check_one_length(values=values, units=codes)
        values = np.bincount(codes, values) / np.bincount(codes)
    if len(values) < 2:
        raise UsageError(
            "an interval needs two independent values or more. Received: 1"
        )
    error = values.std(ddof=1) / np.sqrt(len(values))
    return _around(values, error, kind, len(values))


def proportion_interval(successes: int, n: int) -> Estimate:
    """A share of patients with its exact interval, for few of them too.

    Ten of ten right is no proof of perfection: the interval ends at 0.69,
    where a bootstrap, which never sees an error, has no width at all.

    Args:
        successes: patients that were right.
        n: all patients, one independent answer each.

    Returns:
        An `Estimate` with the interval of Clopper and Pearson.

    Raises:
        UsageError: no patients, or more successes than patients.

    Example:
        >>> from medkeras.metrics.intervals import proportion_interval
        >>> print(proportion_interval(10, 10))
        1.000 [0.692, 1.000]

    Reference: Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404.
    Chapter: 2.2.3
    """
    check_whole("n", n)
    check_whole("successes", successes, least=0, most=n)
    low, high = stats.binomtest(successes, n).proportion_ci(0.95, "exact")
    return Estimate(successes / n, float(low), float(high), n)


def corrected_interval(
    fold_values: np.ndarray,
    test_share: float,
    n: int,
    kind: str = "any",
) -> Estimate:
    """Mean over cross-validation folds with the Nadeau-Bengio correction.

    Folds share most of their training patients, so their values are not
    independent and their plain standard error is too small. The correction
    multiplies the variance by (1 / J + n_test / n_train) instead of 1 / J.

    Args:
        fold_values: (J,), a metric on each test fold of each repeat.
        test_share: n_test / n_train, 1/9 for ten folds.
        n: number of patients.
        kind: as in `t_interval`.

    Returns:
        An `Estimate` with Student's t interval, J - 1 degrees of freedom.

    Raises:
        UsageError: fewer than two values, NaN, values that the kind cannot
            have, or a share that is not positive.

    Example:
        >>> from medkeras.metrics.intervals import corrected_interval
        >>> print(corrected_interval([0.7, 0.8, 0.9], test_share=0.5, n=90))
        0.800 [0.407, 1.193]

    Reference: Nadeau and Bengio 2003, "Inference for the generalization
        error", doi:10.1023/A:1024068626366.
    Chapter: 3.2.1
    """
    values = _values("fold_values", fold_values, kind, rows=2)
    check_positive("test_share", test_share)
    check_whole("n", n)
    error = np.sqrt((1 / len(values) + test_share) * values.var(ddof=1))
    return _around(values, error, kind, n)


def _values(name, values, kind, rows):
    values = finite_numbers(name, values, ndim=1, rows=rows).astype(float)
    low, high = bounds_of(kind)
    if values.min() < low or values.max() > high:
        raise UsageError(
            f"`{name}` of kind {kind} must lie in [{low:g}, {high:g}]. "
            f"Received: from {values.min():.3g} to {values.max():.3g}"
        )
    return values


def _around(values, error, kind, n):
    half = stats.t.ppf(0.975, len(values) - 1) * error
    mean = float(values.mean())
    low, high = np.clip([mean - half, mean + half], *bounds_of(kind))
    return Estimate(mean, float(low), float(high), n)
