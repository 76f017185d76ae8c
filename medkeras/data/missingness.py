"""Make values go missing on purpose, for a known reason."""

import numpy as np

from medkeras.utils.errors import UsageError

MECHANISMS = ("MCAR", "MAR", "MNAR")


def missing_mask(
    values: np.ndarray,
    seen: np.ndarray,
    share: float,
    mechanism: str,
    seed: int,
    strength: float = 2.0,
) -> np.ndarray:
    """Choose which values go missing.

    MCAR (completely at random): by lot. MAR (at random): by lot, but more
    often where ANOTHER column, which stays visible, is high. MNAR (not at
    random): more often where the value ITSELF is high.

    Args:
        values: (rows,), the column that loses values.
        seen: (rows,), the column that stays; used by MAR.
        share: expected share of missing values, between 0 and 1.
        mechanism: "MCAR", "MAR" or "MNAR".
        seed: of the lot.
        strength: change in the log-odds of being missing for a step of one
            standard deviation.

    Returns:
        (rows,), True where the value is missing.

    Raises:
        UsageError: another mechanism, a share that is none, or lengths that
            differ.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.missingness import missing_mask
        >>> x = np.linspace(-1, 1, 1000)
        >>> hidden = missing_mask(x, 0 * x, 0.3, "MNAR", seed=0)
        >>> bool(x[~hidden].mean() < -0.1)
        True

    Reference: Rubin 1976, doi:10.1093/biomet/63.3.581.
    Chapter: 2.0
    """
    values, seen = np.asarray(values, float), np.asarray(seen, float)
    if mechanism not in MECHANISMS:
        raise UsageError(
            f"`mechanism` must be one of {', '.join(MECHANISMS)}. "
            f"Received: {mechanism!r}"
        )
    if values.shape != seen.shape or not 0 < share < 1:
        raise UsageError(
            "`values` and `seen` must have one length and 0 < `share` < 1. "
            f"Received: {values.shape}, {seen.shape} and {share!r}"
        )
    reason = {"MCAR": np.zeros(len(values)), "MAR": seen, "MNAR": values}
    odds = strength * _standard(reason[mechanism])
    chance = _sigmoid(odds + _shift(odds, share))
    return np.random.default_rng(seed).random(len(values)) < chance


def _standard(x):
    spread = x.std()
    return (x - x.mean()) / spread if spread > 0 else np.zeros_like(x)


def _sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def _shift(odds, share):
    """The intercept at which the mean chance is the share, by bisection."""
    low, high = -50.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        if _sigmoid(odds + middle).mean() < share:
            low = middle
        else:
            high = middle
    return middle
