"""Cumulative sums: a small shift seen because it lasts."""

import numpy as np
from scipy.optimize import brentq

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive

OVERSHOOT = 1.166  # standard deviations past the threshold, on average twice


class Cusum:
    """Adds up what exceeds the allowance, and never falls below 0.

        S_t = max(0, S_{t-1} + x_t - allowance)

    Values are residuals in standard deviations: measured minus forecast,
    divided by their usual spread. One sum watches for rises; turn the sign
    for falls. A missing value, NaN, leaves the sum as it is.

    Args:
        allowance: half of the shift that is to be seen, 0 or more.
        threshold: of an alarm.
        reset: whether the sum starts anew after an alarm.

    Raises:
        UsageError: a negative allowance, a threshold that is not positive.

    Example:
        >>> from medkeras.signal.cusum import Cusum
        >>> watch = Cusum(allowance=0.5, threshold=2)
        >>> watch.update([0, 1.5, 1.5, 1.5]).tolist()
        [0.0, 1.0, 2.0, 3.0]
        >>> watch.alarms
        [3]

    Reference: Page 1954, doi:10.1093/biomet/41.1-2.100.
    Chapter: 3.4.5
    """

    def __init__(
        self,
        allowance: float = 0.5,
        threshold: float = 5.0,
        reset: bool = True,
    ):
        check_number("allowance", allowance, 0)
        check_positive("threshold", threshold)
        self.allowance, self.threshold = float(allowance), float(threshold)
        self.reset = reset
        self.sum, self.seen = 0.0, 0
        self.alarms = []  # numbers of the values at which the sum passed

    def update(self, values) -> np.ndarray:
        """Read the values that come next.

        Args:
            values: (values,), NaN where nothing was measured.

        Returns:
            (values,), the sum after each; an alarm is where it is above the
            threshold.

        Raises:
            UsageError: not one row of numbers.
        """
        values = float_array(
            "values", values, ("values",), empty=True, missing=True
        )
        # A value as large as the allowance leaves the sum as it is.
        known = np.where(np.isnan(values), self.allowance, values)
        sums = []
        for value in known.tolist():
            self.sum = max(0.0, self.sum + value - self.allowance)
            sums.append(self.sum)
            if self.sum > self.threshold:
                self.alarms.append(self.seen)
                self.sum = 0.0 if self.reset else self.sum
            self.seen += 1
        return np.array(sums)


def run_length(
    threshold: float, allowance: float = 0.5, shift: float = 0.0
) -> float:
    """Values until the alarm, on average: Siegmund's approximation.

    Args:
        threshold: of the alarm.
        allowance: of the sum.
        shift: mean of the values, in standard deviations; 0 where nothing
            has changed: then this is the time between false alarms.

    Returns:
        The average run length.

    Raises:
        UsageError: a threshold that is not positive, a negative allowance.

    Example:
        >>> from medkeras.signal.cusum import run_length
        >>> round(run_length(4, 0.5)), round(run_length(4, 0.5, shift=1), 1)
        (338, 8.3)

    Reference: Siegmund 1985, doi:10.1007/978-1-4757-1862-1.
    Chapter: 3.4.5
    """
    check_positive("threshold", threshold)
    check_number("allowance", allowance, 0)
    check_number("shift", shift)
    drift, height = shift - allowance, threshold + OVERSHOOT
    if abs(drift) < 1e-6:
        return float(height**2)
    step = 2 * drift * height
    return float((np.exp(-step) + step - 1) / (2 * drift**2))


def threshold_for(run: float, allowance: float = 0.5) -> float:
    """Threshold whose false alarms are so many values apart, on average.

    Args:
        run: values between two false alarms.
        allowance: of the sum.

    Returns:
        The threshold.

    Raises:
        UsageError: a run length that no positive threshold has.

    Example:
        >>> from medkeras.signal.cusum import threshold_for
        >>> round(threshold_for(465), 1)
        4.3

    Chapter: 3.4.5
    """
    check_number("run", run)
    least = run_length(1e-9, allowance)
    if not run > least:
        raise UsageError(f"`run` must be above {least:.3g}. Received: {run:g}")
    highest = 1.0
    while run_length(highest, allowance) < run:
        highest *= 2
    return float(
        brentq(lambda h: run_length(h, allowance) - run, 1e-9, highest)
    )
