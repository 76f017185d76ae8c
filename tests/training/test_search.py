"""Bounds, budget and the best so far."""

import numpy as np
import pytest

from medkeras.training.search import Search, random_search
from medkeras.utils.errors import UsageError


def first(points):
    return points[:, 0]


def test_nothing_is_evaluated_beyond_the_budget():
    search = Search(first, [(0, 1)], 3, seed=0)
    values = search.evaluate(np.array([[0.5], [0.2], [0.9], [0.1]]))
    assert values.tolist() == [0.5, 0.2, 0.9, np.inf]
    assert (search.remaining, search.value) == (0, 0.2)


def test_points_outside_cost_nothing_unless_all_are():
    search = Search(first, [(0, 1)], 5, seed=0)
    points = np.array([[-1.0], [0.4], [2.0]])
    values = search.evaluate(points, only_inside=True)
    assert values.tolist() == [np.inf, 0.4, np.inf]
    assert search.remaining == 4
    search.evaluate(points[[0, 2]], only_inside=True)
    assert (
        search.remaining == 3
    )  # or a swarm that has left would search for ever


def test_the_history_is_the_best_so_far():
    search = Search(first, [(0, 1)], 4, seed=0)
    search.evaluate(np.array([[0.5], [0.7]]))
    search.evaluate(np.array([[0.3], [0.4]]))
    found = search.result(np.zeros((1, 1)))
    assert found.history.tolist() == [0.5, 0.5, 0.3, 0.3]
    assert found.best.tolist() == [0.3]


def test_what_has_diverged_is_the_worst_and_hides_nothing():
    search = Search(first, [(0, 1)], 4, seed=0)
    search.evaluate(np.array([[np.nan], [0.7]]))
    assert (search.value, search.best.tolist()) == (0.7, [0.7])
    search.evaluate(np.array([[0.9], [np.nan]]))
    history = search.result(np.zeros((1, 1))).history
    assert history.tolist() == [np.inf, 0.7, 0.7, 0.7]
    found = random_search(lambda x: x[:, 0] * np.nan, [(0, 1)], 3, 0)
    assert found.value == np.inf and 0 < found.best[0] < 1


def test_scatter_fills_each_interval_and_inside_brings_back():
    search = Search(first, [(0, 1), (10, 30)], 1, seed=0)
    points = search.sample(5000)
    np.testing.assert_allclose(points.mean(axis=0), [0.5, 20], rtol=0.02)
    assert search.clip(np.array([[-4.0, 99.0]])).tolist() == [[0.0, 30.0]]


@pytest.mark.parametrize(
    "bounds, evaluations, message",
    [
        ([0, 1], 10, "dimensions, 2"),
        ([(1, 0)], 10, "rise"),
        ([(0, np.nan)], 10, "finite"),
        ([(0, np.inf)], 10, "finite"),
        ([("0", "1")], 10, "numbers"),
        ([], 10, "bounds"),
        ([(0, 1)], 0, "of 1 or more"),
        ([(0, 1)], 10.0, "of 1 or more"),
    ],
)
def test_bad_input_is_refused(bounds, evaluations, message):
    with pytest.raises(UsageError, match=message):
        random_search(first, bounds, evaluations, 0)


def test_an_objective_of_another_shape_is_refused():
    with pytest.raises(UsageError, match=r"must answer \(7,\)"):
        random_search(lambda points: points, [(0, 1)], 7, 0)


@pytest.mark.parametrize(
    "objective", ["first", lambda points: None, lambda points: ["a"] * 7]
)
def test_an_objective_answers_numbers(objective):
    with pytest.raises(UsageError, match="objective"):
        random_search(objective, [(0, 1)], 7, 0)


@pytest.mark.parametrize("seed", [-1, 0.5, None])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(UsageError, match="`seed`"):
        random_search(first, [(0, 1)], 7, seed)
