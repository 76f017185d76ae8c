"""Bias and limits of agreement by hand and by simulation."""

import numpy as np
import pytest
from scipy import stats

from medkeras.metrics.agreement import bland_altman
from medkeras.utils.errors import UsageError


def test_by_hand():
    found = bland_altman([12, 14, 19], [10, 15, 15])
    assert found.difference.tolist() == [2, -1, 4]
    assert found.mean.tolist() == [11, 14.5, 17]
    spread = np.sqrt(
        ((2 - 5 / 3) ** 2 + (-1 - 5 / 3) ** 2 + (4 - 5 / 3) ** 2) / 2
    )
    assert found.bias.value == pytest.approx(5 / 3)
    assert found.high == pytest.approx(5 / 3 + 1.96 * spread)
    assert found.low == pytest.approx(5 / 3 - 1.96 * spread)


def test_the_interval_of_the_bias_is_scipys():
    rng = np.random.default_rng(0)
    one, other = rng.normal(100, 20, 12), rng.normal(95, 20, 12)
    found = bland_altman(one, other)
    low, high = stats.ttest_rel(one, other).confidence_interval()
    assert (found.bias.ci_low, found.bias.ci_high) == pytest.approx((low, high))


def test_the_limits_hold_95_percent():
    rng = np.random.default_rng(1)
    truth = rng.uniform(50, 200, 20_000)
    found = bland_altman(truth + rng.normal(3, 5, truth.size), truth)
    inside = (found.difference > found.low) & (found.difference < found.high)
    assert inside.mean() == pytest.approx(0.95, abs=0.01)


def test_bad_input_is_one_clear_line():
    with pytest.raises(UsageError, match="3 or more"):
        bland_altman([1, 2], [1, 2])
    with pytest.raises(UsageError):
        bland_altman([1, 2, 3], [1, 2, 3, 4])
