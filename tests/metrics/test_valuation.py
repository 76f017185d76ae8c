"""Shapley values: efficiency, symmetry, and closed form = enumeration."""

import numpy as np
import pytest

from medkeras.metrics.valuation import (
    exact_shapley,
    knn_shapley,
    tmc_shapley,
)
from medkeras.utils.errors import UsageError


def votes(x_train, y_train, x_test, y_test, k):
    """Value of a team: share of the k votes that are right."""

    def value(team):
        team = np.array(team, dtype=int)
        total = 0.0
        for x, y in zip(x_test, y_test, strict=True):
            gaps = ((x_train[team] - x) ** 2).sum(axis=1)
            nearest = team[np.argsort(gaps, kind="stable")[:k]]
            total += (y_train[nearest] == y).sum() / k
        return total / len(y_test)

    return value


def problem(n, seed=0):
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(n, 3)),
        rng.integers(0, 2, size=n),
        rng.normal(size=(5, 3)),
        rng.integers(0, 2, size=5),
    )


def test_the_values_add_up_to_what_all_achieve():
    worth = np.random.default_rng(0).random(2**9)

    def value(team):
        return worth[sum(1 << player for player in team)]

    total = exact_shapley(value, 9).sum()
    assert total == pytest.approx(value(range(9)) - value(()), abs=1e-12)


def test_a_team_that_only_adds_pays_each_their_own():
    pay = np.array([3.0, -1.0, 0.5, 2.0])
    found = exact_shapley(lambda team: pay[list(team)].sum(), 4)
    np.testing.assert_allclose(found, pay, atol=1e-12)


def test_gloves_by_hand():
    # one left glove (0), two right ones: pairs are worth 1
    def pairs(team):
        return float(0 in team and len(team) > 1)

    found = exact_shapley(pairs, 3)
    np.testing.assert_allclose(found, [2 / 3, 1 / 6, 1 / 6], atol=1e-12)


@pytest.mark.parametrize("n, k", [(8, 1), (8, 3), (6, 5), (3, 4)])
def test_the_recursion_is_the_enumeration(n, k):
    data = problem(n)
    by_enumeration = exact_shapley(votes(*data, k), n)
    np.testing.assert_allclose(
        knn_shapley(*data, k), by_enumeration, atol=1e-12
    )


def test_random_orders_come_close_and_keep_the_sum():
    value = votes(*problem(8), 3)
    exact = exact_shapley(value, 8)
    found = tmc_shapley(value, 8, permutations=800, seed=0, tolerance=-1.0)
    np.testing.assert_allclose(found, exact, atol=0.03)
    assert found.sum() == pytest.approx(exact.sum(), abs=1e-12)


def test_truncation_saves_calls():
    calls = []

    def value(team):
        calls.append(team)
        return min(len(team), 2) / 2

    tmc_shapley(value, 10, permutations=5, seed=0)
    assert len(calls) == 2 + 5 * 2


def test_wrong_requests_are_named():
    with pytest.raises(UsageError, match="from 1 to 10"):
        exact_shapley(len, 11)
    with pytest.raises(UsageError, match="1 or more"):
        tmc_shapley(len, 3, 0, seed=0)
    with pytest.raises(UsageError, match="`k` must be"):
        knn_shapley(*problem(4), 0)


def test_a_value_that_is_no_number_is_refused():
    for shapley in (exact_shapley, lambda v, n: tmc_shapley(v, n, 3, 0)):
        with pytest.raises(UsageError, match="finite number"):
            shapley(lambda team: np.nan if len(team) == 2 else len(team), 3)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("bad", [np.nan, "a"])
def test_neighbours_of_nan_are_nobodys(place, bad):
    data = [np.array(part, dtype=object) for part in problem(6)]
    data[place].reshape(-1)[0] = bad
    with pytest.raises(UsageError, match="must be"):
        knn_shapley(*data, 1)
