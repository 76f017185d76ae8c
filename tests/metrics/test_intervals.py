"""Intervals against what they promise."""

import numpy as np
import pytest
from scipy import stats

from medkeras.metrics.intervals import (
    corrected_interval,
    proportion_interval,
    t_interval,
)
from medkeras.utils.errors import UsageError


def test_corrected_interval_is_wider_by_the_correction():
    values = np.random.default_rng(0).normal(0.77, 0.04, size=30)
    estimate = corrected_interval(values, test_share=1 / 9, n=768)
    error = values.std(ddof=1) / np.sqrt(30)
    expected = 2.0452 * error * np.sqrt(1 + 30 / 9)
    assert estimate.ci_high - estimate.value == pytest.approx(
        expected, rel=1e-4
    )


@pytest.mark.parametrize("values, share", [([0.5], 0.1), ([0.5, 0.6], 0)])
def test_one_fold_or_no_test_share_are_refused(values, share):
    with pytest.raises(UsageError, match="Received"):
        corrected_interval(values, share, 10)


def test_an_interval_does_not_leave_what_the_metric_can_reach():
    values = [0.99, 1.0, 0.95]
    free = corrected_interval(values, 0.5, 90)
    cut = corrected_interval(values, 0.5, 90, kind="score")
    assert free.ci_high > 1
    assert (cut.value, cut.ci_low, cut.ci_high) == (*free[:2], 1.0)


@pytest.mark.parametrize("interval", [corrected_interval, t_interval])
@pytest.mark.parametrize(
    "kind, outside", [("score", 85.0), ("difference", -1.5), ("error", -0.1)]
)
def test_a_value_that_its_kind_cannot_have_is_refused(interval, kind, outside):
    rest = {} if interval is t_interval else {"test_share": 0.1, "n": 9}
    with pytest.raises(UsageError, match=f"kind {kind} must lie"):
        interval([0.5, outside], kind=kind, **rest)
    with pytest.raises(UsageError, match="finite"):
        interval([0.5, np.nan], kind=kind, **rest)
    with pytest.raises(UsageError, match="one of score, difference, error"):
        interval([0.5, 0.6], kind="auroc", **rest)


def test_the_t_interval_is_students():
    values = np.random.default_rng(0).normal(0.3, 0.1, size=7)
    low, high = stats.t.interval(0.95, 6, values.mean(), stats.sem(values))
    assert t_interval(values, "any") == pytest.approx(
        (values.mean(), low, high, 7)
    )


def test_four_seeds_are_told_honestly():
    """The t interval of four covers as promised, a bootstrap does not."""
    rng = np.random.default_rng(0)
    samples = rng.normal(size=(2000, 4))
    inside = [abs(s.value) <= s.ci_high - s.value for s in
              (t_interval(sample, "any") for sample in samples)]  # fmt: skip
    assert np.mean(inside) == pytest.approx(0.95, abs=0.015)
    means = samples[:500, rng.integers(4, size=(400, 4))].mean(axis=2)
    low, high = np.quantile(means, [0.025, 0.975], axis=1)
    assert np.mean((low <= 0) & (high >= 0)) < 0.87


def test_values_of_one_unit_count_once():
    values, units = [0.1, 0.3, 0.5, 0.7, 0.9, 0.9], list("aabbcc")
    by_unit = t_interval(values, "score", units=units)
    assert by_unit == pytest.approx(t_interval([0.2, 0.6, 0.9], "score"))
    assert by_unit.n == 3
    with pytest.raises(UsageError, match="two independent"):
        t_interval(values, "score", units=["a"] * 6)
    with pytest.raises(UsageError, match="one length"):
        t_interval(values, "score", units=["a"])


def test_intervals_are_cut_off_where_the_value_ends():
    assert t_interval([0.1, 0.9], "score")[1:3] == (0, 1)
    assert t_interval([-0.9, 0.9], "difference")[1:3] == (-1, 1)
    assert t_interval([0.1, 5.0], "error").ci_low == 0


@pytest.mark.parametrize("n", [1, 5, 20])
def test_a_perfect_score_of_few_is_no_proof(n):
    perfect = proportion_interval(n, n)
    assert perfect.value == perfect.ci_high == 1
    assert perfect.ci_low == pytest.approx(0.025 ** (1 / n))
    nothing = proportion_interval(0, n)
    assert nothing.ci_high == pytest.approx(1 - 0.025 ** (1 / n))


def test_the_exact_interval_covers_as_promised():
    n = 12
    each = [proportion_interval(k, n) for k in range(n + 1)]
    for p in np.linspace(0.02, 0.98, 25):
        inside = [e.ci_low <= p <= e.ci_high for e in each]
        chance = stats.binom.pmf(np.arange(n + 1), n, p)
        assert chance[inside].sum() >= 0.95


@pytest.mark.parametrize("given", [(3, 2), (-1, 2), (1, 0), (0.5, 2), ("1", 2)])
def test_a_share_is_of_whole_patients(given):
    with pytest.raises(UsageError, match="whole number"):
        proportion_interval(*given)
