"""What an imprecise instrument does to a relation: it flattens it."""

import numpy as np

from medkeras.data.input_validation import measurements
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_number, check_whole, is_number


def reliability(variance: float, error_variance: float) -> float:
    """Share of what is measured that differs between patients in truth.

        lambda = var_x / (var_x + var_e)

    Args:
        variance: of the true values between patients.
        error_variance: of the instrument about the true value.

    Returns:
        lambda, between 0 and 1. A regression slope on the measured value is
        lambda times the slope on the true one.

    Raises:
        UsageError: a variance that is negative or not finite, or both zero.

    Example:
        >>> from medkeras.data.measurement_error import reliability
        >>> reliability(3.0, 1.0)
        0.75

    Reference: of slopes, Hutcheon, Chiolero and Hanley 2010,
        doi:10.1136/bmj.c2289; of correlations, Spearman 1904,
        doi:10.2307/1412159.
    Chapter: 2.0.1
    """
    check_number("variance", variance, 0)
    check_number("error_variance", error_variance, 0)
    variance, error_variance = float(variance), float(error_variance)
    largest = max(variance, error_variance)
    if largest == 0:
        raise UsageError("one of the two variances must be positive")
    truth, error = variance / largest, error_variance / largest
    return truth / (truth + error)


def add_measurement_error(
    true: np.ndarray, reliability: float, seed: int
) -> np.ndarray:
    """Measure with an instrument of a given reliability.

    Args:
        true: (patients,); NaN where a patient was not measured.
        reliability: of the instrument, above 0 and up to 1.
        seed: of the errors, normal and independent of the truth.

    Returns:
        (patients,), true values plus errors; NaN stays NaN.

    Raises:
        UsageError: a reliability outside its range, infinite values, or
            values that are all the same: no instrument tells them apart.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.measurement_error import add_measurement_error
        >>> true = np.random.default_rng(0).normal(size=10_000)
        >>> measured = add_measurement_error(true, 0.5, seed=1)
        >>> bool(abs(measured.var() - 2.0) < 0.1)
        True

    Reference: of slopes, Hutcheon, Chiolero and Hanley 2010,
        doi:10.1136/bmj.c2289; of correlations, Spearman 1904,
        doi:10.2307/1412159.
    Chapter: 2.0.1
    """
    true = measurements("true", true)
    if not is_number(reliability) or not 0 < reliability <= 1:
        raise UsageError(
            "`reliability` must be above 0 and at most 1. Received: "
            f"{one_line(repr(reliability))}"
        )
    check_whole("seed", seed, least=0)
    rng = np.random.default_rng(seed)
    variance = _variance("true", true)
    spread = np.sqrt(variance * (1 - reliability) / reliability)
    return true + spread * rng.normal(size=true.shape)


def reliability_of_repeats(first: np.ndarray, second: np.ndarray) -> float:
    """Reliability from measuring each patient twice.

    Half the variance of the differences is the error's; the covariance of
    the two is the truth's. Patients with one measurement only are left out.

    Args:
        first: (patients,), one measurement; NaN where there is none.
        second: (patients,), another, with an error of its own.

    Returns:
        The estimate of lambda; by chance it can be below 0.

    Raises:
        UsageError: lengths differ, fewer than three patients with both
            measurements, or all values the same.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.measurement_error import reliability_of_repeats
        >>> x = np.arange(9.0)
        >>> reliability_of_repeats(x, x)
        1.0

    Chapter: 2.0.1
    """
    first = measurements("first", first)
    second = measurements("second", second)
    if first.shape != second.shape:
        raise UsageError(
            "`first` and `second` must hold the same patients. "
            f"Received: {first.shape} and {second.shape}"
        )
    both = ~np.isnan(first) & ~np.isnan(second)
    if both.sum() < 3:
        raise UsageError(
            "`first` and `second` must hold three patients or more with both "
            f"measurements. Received: {both.sum()}"
        )
    first, second = first[both], second[both]
    _variance("first and second", np.concatenate([first, second]))
    truth = np.cov(first, second)[0, 1]
    error = np.var(first - second, ddof=1) / 2
    return float(truth / (truth + error))


def _variance(name: str, values: np.ndarray) -> float:
    """Of the measured values; refuses what does not vary."""
    measured = values[~np.isnan(values)]
    with np.errstate(over="ignore", invalid="ignore"):
        variance = measured.var() if len(measured) else 0.0
    if len(np.unique(measured)) < 2 or not np.isfinite(variance):
        raise UsageError(
            f"`{name}` must hold measured values that differ, with a finite "
            f"variance. Received: {len(measured)} values, variance {variance}"
        )
    return variance
