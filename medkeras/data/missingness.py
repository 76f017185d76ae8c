"""Make values go missing on purpose, for a known reason."""

import numpy as np

from medkeras.data.input_validation import measurements
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_number, check_whole, is_number

MECHANISMS = ("MCAR", "MAR", "MNAR")


def missing_mask(
    values: np.ndarray,
    observed: np.ndarray,
    share: float,
    mechanism: str,
    seed: int,
    strength: float = 2.0,
) -> np.ndarray:
    """Choose which values go missing.

    MCAR (completely at random): each with the same probability. MAR (at
    random): more often where ANOTHER column, which stays visible, is high.
    MNAR (not at random): more often where the value ITSELF is high.

    Args:
        values: (rows,), the column that loses values. A value that is NaN
            is missing already: it stays so, and has no part in the share.
        observed: (rows,), the column that stays; used by MAR, which needs
            it without NaN.
        share: expected share of the measured values that go missing,
            between 0 and 1.
        mechanism: "MCAR", "MAR" or "MNAR".
        seed: of the random choice.
        strength: change in the log-odds of being missing for a step of one
            standard deviation.

    Returns:
        (rows,), True where the value is missing, be it new or before.

    Raises:
        UsageError: another mechanism, a share that is none, lengths that
            differ, infinite values, nothing measured, or gaps in the column
            that decides.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.missingness import missing_mask
        >>> x = np.linspace(-1, 1, 1000)
        >>> hidden = missing_mask(x, 0 * x, 0.3, "MNAR", seed=0)
        >>> bool(x[~hidden].mean() < -0.1)
        True

    Reference: Rubin 1976, doi:10.1093/biomet/63.3.581.
    Chapter: 2.0.1
    """
    values = measurements("values", values)
    observed = measurements("observed", observed)
    measured = ~np.isnan(values)
    _check(values, observed, share, mechanism)
    check_number("strength", strength, -100, 100)
    check_whole("seed", seed, least=0)
    rng = np.random.default_rng(seed)
    reason = {"MCAR": 0 * measured, "MAR": observed, "MNAR": values}[mechanism]
    odds = float(strength) * _standardized(reason[measured])
    missing = ~measured
    # One draw a row, measured or not: a gap more moves nobody else.
    draws = rng.random(len(values))[measured]
    missing[measured] = draws < _sigmoid(odds + _shift(odds, share))
    return missing


def _check(values, observed, share, mechanism):
    if not isinstance(mechanism, str) or mechanism not in MECHANISMS:
        raise UsageError(
            f"`mechanism` must be one of {', '.join(MECHANISMS)}. "
            f"Received: {one_line(repr(mechanism))}"
        )
    if values.shape != observed.shape:
        raise UsageError(
            "`values` and `observed` must have one length. "
            f"Received: {values.shape} and {observed.shape}"
        )
    if not is_number(share) or not 0 < share < 1:
        raise UsageError(
            "`share` must be a number between 0 and 1. "
            f"Received: {one_line(repr(share))}"
        )
    if np.isnan(values).all():
        raise UsageError(
            "`values` must hold at least one measured value. Received: "
            f"{len(values)} NaN"
        )
    gaps = np.isnan(observed).sum()
    if mechanism == "MAR" and gaps:
        raise UsageError(
            "`observed` must be measured in every row, for MAR depends on it. "
            f"Received: {gaps} NaN"
        )


def _standardized(x):
    largest = np.abs(x).max()
    x = x / largest if largest > 0 else x  # squares of 1e300 are infinite
    spread = x.std()
    return (x - x.mean()) / spread if spread > 0 else np.zeros_like(x)


def _sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def _shift(odds, share):
    """The intercept at which the mean chance is the share, by bisection."""
    reach = 50.0 + np.abs(odds).max()
    low, high = -reach, reach
    for _ in range(80):
        middle = (low + high) / 2
        if _sigmoid(odds + middle).mean() < share:
            low = middle
        else:
            high = middle
    return middle
