"""What an imprecise instrument does to a relation: it flattens it."""

import numpy as np

from medkeras.utils.errors import UsageError


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
        UsageError: a variance that is negative, or both zero.

    Example:
        >>> from medkeras.data.measurement_error import reliability
        >>> reliability(3.0, 1.0)
        0.75

    Reference: Spearman 1904, doi:10.2307/1412159.
    Chapter: 2.0
    """
    if min(variance, error_variance) < 0 or variance + error_variance == 0:
        raise UsageError(
            "variances must be 0 or more, and one of them positive. Received: "
            f"{variance!r} and {error_variance!r}"
        )
    return float(variance / (variance + error_variance))


def measure(true: np.ndarray, wanted: float, seed: int) -> np.ndarray:
    """Measure with an instrument of a given reliability.

    Args:
        true: (patients,).
        wanted: reliability of the instrument, above 0 and up to 1.
        seed: of the errors, normal and independent of the truth.

    Returns:
        (patients,), true values plus errors.

    Raises:
        UsageError: a reliability outside its range.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.measurement_error import measure
        >>> true = np.random.default_rng(0).normal(size=10_000)
        >>> bool(abs(measure(true, 0.5, seed=1).var() - 2.0) < 0.1)
        True

    Chapter: 2.0
    """
    if not 0 < wanted <= 1:
        raise UsageError(
            f"`wanted` must be above 0 and at most 1. Received: {wanted!r}"
        )
    true = np.asarray(true, dtype=float)
    spread = np.sqrt(true.var() * (1 - wanted) / wanted)
    return true + spread * np.random.default_rng(seed).normal(size=true.shape)


def reliability_of_repeats(first: np.ndarray, second: np.ndarray) -> float:
    """Reliability from measuring each patient twice.

    Half the variance of the differences is the error's; the covariance of
    the two is the truth's.

    Args:
        first: (patients,), one measurement.
        second: (patients,), another, with an error of its own.

    Returns:
        The estimate of lambda.

    Raises:
        UsageError: lengths differ, or fewer than three patients.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.measurement_error import reliability_of_repeats
        >>> x = np.arange(9.0)
        >>> reliability_of_repeats(x, x)
        1.0

    Chapter: 2.0
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    if first.shape != second.shape or len(first) < 3:
        raise UsageError(
            "`first` and `second` must hold the same three patients or more. "
            f"Received: {first.shape} and {second.shape}"
        )
    truth = np.cov(first, second)[0, 1]
    error = np.var(first - second, ddof=1) / 2
    return float(truth / (truth + error))
