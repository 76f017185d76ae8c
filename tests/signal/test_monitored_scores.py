"""Scores of decline: causal, by hand, right about calm people."""

import numpy as np
import pytest

from medkeras.signal.monitored_cohort import simulate_cohort
from medkeras.signal.monitored_scores import (
    bedside_scores,
    carried,
    cusum_scores,
    decline_residuals,
    own_level_distances,
)
from medkeras.utils.errors import UsageError


@pytest.fixture(scope="module")
def values():
    return simulate_cohort(np.random.default_rng(0), 20).values


def all_scores(values, learn):
    filled, _ = carried(values, np.nanmean(learn, axis=(0, 1)))
    residuals = decline_residuals(own_level_distances(values, learn))
    return bedside_scores(filled), cusum_scores(residuals, 144)


def test_the_future_changes_no_bit_of_any_score(values):
    learn = values[3:]
    before = all_scores(values[:3], learn)
    later = values[:3].copy()
    later[:, 300:, 0] += 30
    for first, again in zip(before, all_scores(later, learn), strict=True):
        np.testing.assert_array_equal(first[:, :300], again[:, :300])
        assert (first[:, 300:] != again[:, 300:]).any()


def test_distances_of_calm_people_are_about_0_with_a_spread_below_1(values):
    found = own_level_distances(values[10:], values[:10])[:, 144:]
    assert abs(np.nanmean(found)) < 0.5 and np.nanstd(found) < 1
    shifted = own_level_distances(values[:3] + 1e3, values[3:])
    assert np.nanmean(shifted) > 1


def test_residuals_point_to_a_decline_and_independent_ones_have_spread_1():
    rng = np.random.default_rng(0)
    draws = rng.normal(size=(4, 2000, 5))
    assert decline_residuals(draws).std() == pytest.approx(1, abs=0.03)
    draws[rng.random(draws.shape) < 0.4] = np.nan
    assert decline_residuals(draws).std() == pytest.approx(1, abs=0.03)
    decline = np.array([[[1.0, 1, -1, -1, 1]]])
    assert decline_residuals(decline)[0, 0] == pytest.approx(np.sqrt(5))
    assert decline_residuals(np.full((1, 1, 5), np.nan))[0, 0] == 0


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: carried([[1.0]], [1.0]), "values"),
        (lambda: bedside_scores(np.zeros((1, 1, 4))), "values"),
        (lambda: own_level_distances(np.ones((1, 2, 3)), [[[1.0]]]), "learn"),
        (lambda: decline_residuals(np.ones((1, 2, 3))), "residuals"),
        (lambda: cusum_scores([[1.0]], -1), "start"),
        (lambda: cusum_scores([1.0]), "residuals"),
    ],
)
def test_bad_input_is_one_clear_line(call, named):
    with pytest.raises(UsageError, match=named):
        call()
