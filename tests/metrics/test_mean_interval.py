"""Means of repeats: against SciPy, by groups, within what is possible."""

import numpy as np
import pytest
from scipy import stats

from medkeras.metrics.mean_interval import mean_interval
from medkeras.utils.errors import UsageError


def test_the_interval_is_scipys():
    values = np.random.default_rng(0).normal(size=7)
    test = stats.ttest_1samp(values, 0).confidence_interval()
    found = mean_interval(values)
    assert found.value == pytest.approx(values.mean())
    assert (found.ci_low, found.ci_high) == pytest.approx(tuple(test))
    assert found.n == 7


def test_groups_are_averaged_first():
    values, groups = [1.0, 3.0, 10.0, 4.0, 6.0], ["b", "b", "a", "c", "c"]
    assert mean_interval(values, groups) == mean_interval([10.0, 2.0, 5.0])


def test_draws_that_share_a_network_give_no_narrow_interval():
    rng = np.random.default_rng(1)
    missed = {"independent": 0, "by network": 0}
    networks = np.repeat(np.arange(4), 5)
    for _ in range(300):  # the truth is 0
        values = rng.normal(size=4)[networks] + 0.3 * rng.normal(size=20)
        for name, groups in (("independent", None), ("by network", networks)):
            found = mean_interval(values, groups)
            missed[name] += not found.ci_low <= 0 <= found.ci_high
    assert missed["by network"] < 30 < 75 < missed["independent"]


@pytest.mark.parametrize(
    "values, bounds, expected",
    [
        ([0.9, 1.0, 0.99, 0.6], (0, 1), (None, 1.0)),
        ([0.1, 0.0, 0.01], (0, np.inf), (0.0, None)),
        ([0.9, -0.9], (-1, 1), (-1.0, 1.0)),
    ],
)
def test_an_interval_ends_where_values_end(values, bounds, expected):
    found = mean_interval(values, bounds=bounds)
    for end, possible in zip(found[1:3], expected, strict=True):
        assert possible is None or end == possible


@pytest.mark.parametrize(
    "arguments, message",
    [
        (([0.5, np.nan],), "finite numbers.* 1 not finite"),
        ((["a", "b"],), "must be numbers"),
        (([],), "two independent repeats or more. Received: 0"),
        (([0.5],), "Received: 1"),
        (([0.5, 0.6], [3, 3]), "two independent repeats or more"),
        (([0.5, 0.6], [1, 2, 3]), "a group for each of 2 values"),
        (([0.5, 0.6, 0.7], [1.0, np.nan, 2.0]), "no missing entry"),
        (([0.5, 0.6, 0.7], ["a", None, "b"]), "no missing entry"),
        (([0.5, 1.1], None, (0, 1)), "from 0 to 1. Received: 1.1"),
        (([[0.5, 0.6]],), "shape \\(1, 2\\)"),
    ],
)
def test_what_has_no_interval_is_refused(arguments, message):
    with pytest.raises(UsageError, match=message):
        mean_interval(*arguments)
