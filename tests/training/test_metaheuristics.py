"""Searches on problems whose answer is known, at counted cost."""

import numpy as np
import pytest
from scipy import optimize

from medkeras.training.metaheuristics import (
    differential_evolution,
    genetic_algorithm,
    grey_wolf,
    particle_swarm,
)
from medkeras.training.search import random_search
from medkeras.utils.errors import UsageError

GUIDED = [differential_evolution, particle_swarm, genetic_algorithm, grey_wolf]
ALL = [random_search, *GUIDED]
BOX = [(-5.0, 5.0)] * 10


def rosenbrock(x):
    valley = x[:, 1:] - x[:, :-1] ** 2
    return (100 * valley**2 + (1 - x[:, :-1]) ** 2).sum(axis=1)


def rastrigin(x):
    return (10 + x**2 - 10 * np.cos(2 * np.pi * x)).sum(axis=1)


def sphere(x):
    return ((x - 1.7) ** 2).sum(axis=1)


@pytest.mark.parametrize("search", ALL, ids=lambda s: s.__name__)
def test_spends_exactly_the_budget_in_few_calls_within_the_bounds(search):
    calls = []

    def counted(points):
        calls.append(len(points))
        assert np.all(np.abs(points) <= 5)
        return sphere(points)

    found = search(counted, BOX, 1015, 0)
    assert sum(calls) == len(found.history) == 1015
    assert len(calls) < 60
    assert np.all(np.diff(found.history) <= 0)
    assert found.history[-1] == found.value == sphere(found.best[None])[0]


@pytest.mark.parametrize("search", ALL, ids=lambda s: s.__name__)
def test_the_same_seed_is_the_same_search(search):
    one, two, other = (search(sphere, BOX, 600, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.best, two.best)
    assert one.value != other.value


@pytest.mark.parametrize("search", GUIDED, ids=lambda s: s.__name__)
def test_beats_random_search_at_the_same_cost(search):
    chance = random_search(sphere, BOX, 5000, 0).value
    assert search(sphere, BOX, 5000, 0).value < 0.2 * chance


@pytest.mark.parametrize(
    "problem, settings",
    [
        (rosenbrock, {"scale": 0.7, "crossover": 0.9}),
        (rastrigin, {"scale": 0.5, "crossover": 0.2}),
    ],
)
def test_differential_evolution_is_as_good_as_scipys(problem, settings):
    ours = differential_evolution(problem, BOX, 100_000, 0, **settings)
    theirs = optimize.differential_evolution(
        lambda x: problem(x.T),
        BOX,
        strategy="rand1bin",
        popsize=5,
        maxiter=1999,  # with 50 members: 100,000 evaluations
        mutation=settings["scale"],
        recombination=settings["crossover"],
        init="random",
        tol=0,
        polish=False,
        updating="deferred",
        vectorized=True,
        rng=np.random.default_rng(0),
    )
    assert ours.value < 1e-6
    assert ours.value <= theirs.fun + 1e-6


@pytest.mark.parametrize("attraction, settles", [(1.49618, True), (2.2, False)])
def test_a_swarm_settles_only_inside_polis_region(attraction, settles):
    inertia = 0.7298
    limit = 24 * (1 - inertia**2) / (7 - 5 * inertia)
    assert (2 * attraction < limit) == settles
    found = particle_swarm(
        sphere, BOX, 20_000, 0, inertia=inertia, attraction=attraction
    )
    spread = found.population.std(axis=0).max()
    assert spread < 1e-3 if settles else spread > 1e3


def test_the_grey_wolf_likes_the_origin_more_than_its_problem():
    def elsewhere(x):
        return rastrigin(x - 1.7)

    at_origin = grey_wolf(rastrigin, BOX, 100_000, 0).value
    assert at_origin < 1e-6
    assert grey_wolf(elsewhere, BOX, 100_000, 0).value > 1.0


@pytest.mark.parametrize(
    "search", [differential_evolution, genetic_algorithm, grey_wolf]
)
def test_too_few_members_are_refused(search):
    with pytest.raises(UsageError, match="4 or more"):
        search(sphere, BOX, 100, 0, members=3)
