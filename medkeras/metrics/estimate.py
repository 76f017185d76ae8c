"""A measured value with its interval: what every result of the book is."""

from typing import NamedTuple


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
