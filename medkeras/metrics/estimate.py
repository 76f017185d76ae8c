"""A measured value with its interval: what every result of the book is."""

from typing import NamedTuple

from medkeras.utils.errors import UsageError, nearest

# What a value of each kind cannot leave, and so its interval must not.
BOUNDS = {
    "score": (0.0, 1.0),  # accuracy, AUROC: a share, or between 0 and 1
    "difference": (-1.0, 1.0),  # of two scores
    "error": (0.0, float("inf")),  # a squared error, a time
    "any": (-float("inf"), float("inf")),
}


class Estimate(NamedTuple):
    """A value, its 95 % confidence interval, and what it was measured on.

    Attributes:
        value: the point estimate.
        ci_low: lower end of the 95 % interval.
        ci_high: upper end of the 95 % interval.
        n: number of patients (or what the protocol names as the unit).

    Example:
        >>> from medkeras.metrics.estimate import Estimate
        >>> print(Estimate(0.769, 0.744, 0.794, 768))
        0.769 [0.744, 0.794]
    """

    value: float
    ci_low: float
    ci_high: float
    n: int

    def __str__(self) -> str:
        """Value and interval to three decimals."""
        return f"{self.value:.3f} [{self.ci_low:.3f}, {self.ci_high:.3f}]"


def bounds_of(kind: str) -> tuple[float, float]:
    """Lower and upper bound of a kind of value, or one line if unknown."""
    if not isinstance(kind, str) or kind not in BOUNDS:
        raise UsageError(
            f"`kind` must be one of {', '.join(BOUNDS)}. Received: "
            f"{kind!r}{nearest(kind, BOUNDS)}"
        )
    return BOUNDS[kind]
