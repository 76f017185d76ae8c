"""Adam against Keras and against searches, each evaluation counted."""

import numpy as np
import pytest

from medkeras.by_hand.population import (
    num_weights,
    population_gradients,
    population_loss,
)
from medkeras.training.descent import adam, memetic
from medkeras.training.metaheuristics import (
    differential_evolution,
    genetic_algorithm,
    grey_wolf,
    particle_swarm,
)
from medkeras.training.search import random_search
from medkeras.utils.errors import UsageError


def square(points):
    return ((points - 0.3) ** 2).sum(axis=1)


def slope(points):
    return 2 * (points - 0.3)


def test_the_steps_are_those_of_keras():
    import keras

    start = np.array([1.0, -0.5, 0.2])
    variable = keras.Variable(start.astype("float32"))
    optimizer = keras.optimizers.Adam(0.05, epsilon=1e-8)
    for _ in range(20):
        value = keras.ops.convert_to_numpy(variable)
        optimizer.apply([slope(value)], [variable])
    found = adam(square, [(-2, 2)] * 3, 60, seed=0, gradient=slope, start=start)
    np.testing.assert_allclose(
        found.population[0], keras.ops.convert_to_numpy(variable), atol=1e-5
    )


@pytest.mark.parametrize("minimize", [adam, memetic])
@pytest.mark.parametrize("budget", [90, 91, 200])
def test_the_history_is_the_budget(minimize, budget):
    found = minimize(square, [(-2, 2)] * 3, budget, 0, gradient=slope)
    assert len(found.history) == budget
    assert np.all(np.diff(found.history) <= 0)
    assert found.history[-1] == found.value == square(found.best[None])[0]


def test_a_step_costs_what_is_said():
    calls = []

    def gradient(points):
        calls.append(points)
        return slope(points)

    adam(square, [(-2, 2)] * 3, 100, 0, gradient=gradient, cost=4)
    assert len(calls) == 25


@pytest.mark.parametrize(
    "rival",
    [
        random_search,
        differential_evolution,
        particle_swarm,
        genetic_algorithm,
        grey_wolf,
    ],
)
def test_on_quadratic_weights_adam_needs_a_hundredth(rival):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 150))
    y = x @ rng.uniform(-1.5, 1.5, size=150) + 0.1 * rng.normal(size=600)
    moments, cross = x.T @ x / 600, x.T @ y / 600

    def loss(weights):  # mean squared error of a linear network
        fit = ((weights @ moments) * weights).sum(axis=1)
        return fit - 2 * weights @ cross + y @ y / 600

    def gradient(weights):
        return 2 * (weights @ moments - cross)

    bounds, budget = [(-2, 2)] * 150, 20_000
    found = adam(loss, bounds, 300, 0, gradient=gradient, learning_rate=0.1)
    reached = rival(loss, bounds, budget, 0).value
    assert found.value < reached
    assert np.argmax(found.history <= reached) + 1 <= budget / 100


def test_on_a_network_adam_beats_random_search_in_a_hundredth():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 8))
    labels = (x[:, 0] + x[:, 1] ** 2 > 1).astype(int)
    sizes, budget = (8, 6, 1), 6000
    bounds = [(-2, 2)] * num_weights(sizes)

    def loss(weights):
        return population_loss(weights, x, labels, sizes)

    def gradient(weights):
        return population_gradients(weights, x, labels, sizes)

    found = adam(loss, bounds, budget, 0, gradient=gradient)
    reached = random_search(loss, bounds, budget, 0).value
    assert np.argmax(found.history <= reached) + 1 <= budget / 100


def test_the_hybrid_goes_down_from_where_evolution_ended():
    begun = []

    def gradient(points):
        begun.append(points[0])
        return slope(points)

    bounds = [(-2, 2)] * 3
    memetic(square, bounds, 200, 0, gradient=gradient, explore=0.6)
    ended = differential_evolution(square, bounds, 120, 0)
    np.testing.assert_array_equal(begun[0], ended.best)


def test_the_hybrid_escapes_where_adam_is_stuck():
    def two_valleys(points):
        x = points[:, 0]
        return np.minimum((x + 1.5) ** 2 + 1, 3 * (x - 1) ** 2)

    def gradient(points):
        moved = two_valleys(points + 1e-6)
        return (moved - two_valleys(points))[:, None] / 1e-6

    bounds, start = [(-2, 2)], np.array([-1.8])
    stuck = adam(two_valleys, bounds, 300, 0, gradient=gradient, start=start)
    free = memetic(two_valleys, bounds, 300, 0, gradient=gradient)
    assert free.value < 1e-3 < 0.9 < stuck.value


def test_budgets_too_small_are_refused():
    with pytest.raises(UsageError, match="step of 3"):
        adam(square, [(-2, 2)], 2, 0, gradient=slope)
    with pytest.raises(UsageError, match="`explore`"):
        memetic(square, [(-2, 2)], 90, 0, gradient=slope, explore=1.0)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"gradient": lambda points: points * np.nan}, "gradient"),
        ({"gradient": lambda points: points[0]}, "gradient"),
        ({"start": [0.0, 0.0]}, "1 coordinates"),
        ({"start": [np.nan]}, "start"),
        ({"learning_rate": 0}, "learning_rate"),
        ({"cost": 0}, "cost"),
        ({"evaluations": 90.0}, "evaluations"),
    ],
)
def test_what_would_lead_nowhere_is_refused(change, message):
    given = {"evaluations": 90, "seed": 0, "gradient": slope} | change
    with pytest.raises(UsageError, match=message):
        adam(square, [(-2, 2)], **given)
