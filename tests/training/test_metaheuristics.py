"""Searches on problems whose answer is known, at counted cost."""

import itertools

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


def generations(search, objective, evaluations, **settings):
    """The populations that a search asked about, one after the other."""
    asked = []

    def kept(points):
        asked.append(points)
        return objective(points)

    found = search(kept, BOX, evaluations, 0, **settings)
    return asked, found


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
        (rosenbrock, {"mutation_factor": 0.7, "crossover_rate": 0.9}),
        (rastrigin, {"mutation_factor": 0.5, "crossover_rate": 0.2}),
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
        mutation=settings["mutation_factor"],
        recombination=settings["crossover_rate"],
        init="random",
        tol=0,
        polish=False,
        updating="deferred",
        vectorized=True,
        rng=np.random.default_rng(0),
    )
    assert ours.value < 1e-6
    assert ours.value <= theirs.fun + 1e-6


def test_a_challenger_is_made_of_the_three_others():
    settings = {
        "population_size": 4,
        "crossover_rate": 1.0,
        "mutation_factor": 0.5,
    }
    (first, second), _ = generations(
        differential_evolution, sphere, 8, **settings
    )
    for member, trial in enumerate(second):
        others = np.delete(first, member, axis=0)
        possible = [
            np.clip(a + 0.5 * (b - c), -5, 5)
            for a, b, c in itertools.permutations(others)
        ]
        assert np.abs(possible - trial).max(axis=1).min() < 1e-12


def test_a_challenger_differs_in_one_coordinate_at_least():
    (first, second), _ = generations(
        differential_evolution,
        sphere,
        100,
        population_size=50,
        crossover_rate=0.0,
    )
    np.testing.assert_array_equal((first != second).sum(axis=1), 1)


def test_on_a_plateau_evolution_drifts():
    asked, found = generations(
        differential_evolution,
        lambda x: np.zeros(len(x)),
        100,
        population_size=50,
    )
    np.testing.assert_array_equal(found.population, asked[1])


@pytest.mark.parametrize("attraction, settles", [(1.49618, True), (2.2, False)])
def test_a_swarm_settles_only_inside_polis_region(attraction, settles):
    inertia = 0.7298
    limit = 24 * (1 - inertia**2) / (7 - 5 * inertia)
    assert (2 * attraction < limit) == settles
    found = particle_swarm(
        sphere, BOX, 20_000, 0, inertia=inertia, acceleration=attraction
    )
    spread = found.population.std(axis=0).max()
    assert spread < 1e-3 if settles else spread > 1e3


def test_a_particle_is_drawn_to_its_own_best_and_to_that_of_all():
    # So weak that no particle leaves the box: each call holds them all.
    settings = {"population_size": 20, "inertia": 0.4, "acceleration": 0.5}
    asked, _ = generations(particle_swarm, rastrigin, 600, **settings)
    assert [len(points) for points in asked] == [20] * 30
    places, values = np.array(asked), np.array([rastrigin(x) for x in asked])
    for now in range(1, 29):
        seen = places[: now + 1], values[: now + 1]
        own = seen[0][seen[1].argmin(axis=0), np.arange(20)]
        best = own[rastrigin(own).argmin()]
        pull = places[now + 1] - places[now]
        pull = pull - 0.4 * (places[now] - places[now - 1])
        pulls = 0.5 * np.stack([own - places[now], best - places[now]])
        assert np.all(pull >= np.minimum(pulls, 0).sum(axis=0) - 1e-12)
        assert np.all(pull <= np.maximum(pulls, 0).sum(axis=0) + 1e-12)


def test_the_best_of_a_generation_lives_on():
    asked, _ = generations(genetic_algorithm, rastrigin, 2000)
    best = [rastrigin(points).min() for points in asked]
    assert np.all(np.diff(best) <= 0)


def test_one_coordinate_of_a_child_mutates_on_average():
    # So near to their parents that only a mutation makes a new number.
    settings = {"population_size": 2000, "distribution_index": 1e9}
    (first, second), _ = generations(
        genetic_algorithm, sphere, 4000, **settings
    )
    new = [
        np.abs(second[1:, [axis]] - first[:, axis]).min(axis=1) > 1e-6
        for axis in range(10)
    ]
    assert np.sum(new, axis=0).mean() == pytest.approx(1, abs=0.1)


def test_at_the_end_wolves_stand_in_the_middle_of_the_three_best():
    (first, _), found = generations(grey_wolf, sphere, 401, population_size=400)
    three = first[np.argsort(sphere(first))[:3]].mean(axis=0)
    assert np.abs(found.population - three).max() < 0.1


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
    with pytest.raises(UsageError, match="of 4 or more"):
        search(sphere, BOX, 100, 0, population_size=3)


@pytest.mark.parametrize("seed", range(6))
def test_the_defaults_of_evolution_go_down_a_narrow_valley(seed):
    # with F fixed at 0.5 it ended between 0.02 and 1.3
    bounds = [(-2, 2)] * 5
    found = differential_evolution(rosenbrock, bounds, 40_000, seed)
    assert found.value < 1e-8


def factors_of(first, second):
    """The F that makes a challenger of three others, if none was clipped."""
    for trial, others in zip(second, range(4), strict=True):
        left = np.delete(first, others, axis=0)
        for a, b, c in itertools.permutations(left):
            factor = (trial - a) / (b - c)
            if np.ptp(factor) < 1e-9 and factor[0] > 0:
                yield factor[0]


def test_the_factor_is_drawn_anew_for_each_generation():
    factors = {}
    for seed in range(30):
        asked = []

        def plateau(points, asked=asked):
            asked.append(points)
            return np.zeros(len(points))

        differential_evolution(
            plateau, BOX[:3], 8, seed, population_size=4, crossover_rate=1.0
        )
        factors[seed] = [*factors_of(*asked)]
    found = [values for values in factors.values() if values]
    assert all(np.ptp(values) < 1e-9 for values in found)  # one a generation
    each = [values[0] for values in found]
    assert len(each) > 10 and np.ptp(each) > 0.3
    assert 0.5 <= min(each) and max(each) <= 1


@pytest.mark.parametrize(
    "search, settings",
    [
        (differential_evolution, {"mutation_factor": 0}),
        (differential_evolution, {"mutation_factor": (1, 0.5)}),
        (differential_evolution, {"mutation_factor": np.nan}),
        (differential_evolution, {"crossover_rate": 1.1}),
        (particle_swarm, {"inertia": np.nan}),
        (particle_swarm, {"acceleration": -1}),
        (genetic_algorithm, {"distribution_index": 0}),
        (genetic_algorithm, {"mutation_scale": -0.1}),
        (grey_wolf, {"population_size": 4.0}),
    ],
)
def test_settings_that_make_no_sense_are_refused(search, settings):
    with pytest.raises(UsageError, match=next(iter(settings))):
        search(sphere, BOX, 100, 0, **settings)
