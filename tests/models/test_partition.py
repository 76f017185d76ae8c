import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import rbm as by_hand
from medkeras.demos.bars_and_stripes import bars_and_stripes
from medkeras.models.rbm import RBM
from medkeras.utils.errors import UsageError


def random_rbm(num_visible, num_hidden, scale=1.0, **options):
    rbm = RBM(num_visible, num_hidden, dtype="float64", **options)
    draw = np.random.default_rng(0)
    rbm.set_weights([scale * draw.normal(size=w.shape) for w in rbm.weights])
    return rbm


def numbers(rbm):
    return tuple(w.numpy() for w in rbm.weights[:3])


@pytest.mark.parametrize("sizes", [(5, 4), (4, 7), (13, 3), (14, 13)])
def test_log_z_is_the_sum_over_all_states(sizes):
    rbm = random_rbm(*sizes)
    _, log_z = by_hand.distribution(numbers(rbm))
    assert float(rbm.exact_log_partition()) == pytest.approx(log_z, abs=1e-12)
    states = by_hand.all_states(sizes[0])
    total = np.exp(rbm.log_likelihood(states)).sum()
    assert total == pytest.approx(1, abs=1e-12)


def test_without_weights_log_z_has_a_closed_form():
    rbm = random_rbm(6, 5)
    rbm.kernel.assign(tf.zeros_like(rbm.kernel))
    closed = sum(
        np.logaddexp(0, bias.numpy()).sum()
        for bias in (rbm.visible_bias, rbm.hidden_bias)
    )
    assert float(rbm.exact_log_partition()) == pytest.approx(closed, abs=1e-12)


def test_gaussian_log_z_is_the_integral():
    rbm = random_rbm(1, 3, visible="gaussian")
    grid = np.linspace(-30, 30, 60_001)
    density = np.exp(-rbm.free_energy(grid[:, None]).numpy())
    integral = np.log(density.sum() * (grid[1] - grid[0]))
    assert float(rbm.exact_log_partition()) == pytest.approx(integral, abs=1e-9)


@pytest.mark.parametrize("sizes", [(6, 4), (4, 6)])
def test_the_slope_of_the_likelihood_is_data_minus_model(sizes):
    rbm = random_rbm(*sizes)
    data = by_hand.all_states(sizes[0])[[3, 7, 7, 12]]
    with tf.GradientTape() as tape:
        mean = tf.reduce_mean(rbm.log_likelihood(data))
    slopes = tape.gradient(mean, rbm.trainable_variables)
    expected = by_hand.exact_gradient(numbers(rbm), data)
    for slope, by_moments in zip(slopes, expected, strict=True):
        np.testing.assert_allclose(slope, by_moments, rtol=0, atol=1e-10)


@pytest.mark.parametrize("visible", ["bernoulli", "gaussian"])
def test_annealing_agrees_with_enumeration(visible):
    scale = 1.0 if visible == "bernoulli" else 0.4
    rbm = random_rbm(12, 10, scale, visible=visible)
    exact = float(rbm.exact_log_partition())
    found = rbm.ais_log_partition(num_chains=200, num_temperatures=1000)
    away = abs(found.value - exact)
    assert away < 0.1
    assert away < 3 * found.standard_error
    assert found.standard_error < 0.1


def test_annealing_agrees_on_a_trained_machine():
    x = np.tile(bars_and_stripes(3), (8, 1))
    rbm = RBM(9, 8, sampler="pcd", initial_scale=0.1)
    rbm.compile(keras.optimizers.SGD(0.1), steps_per_execution=50)
    many = np.tile(x, (300, 1))
    rbm.fit(many, batch_size=len(x), shuffle=False, verbose=0)
    found = rbm.ais_log_partition(num_chains=300, num_temperatures=1000)
    away = abs(found.value - float(rbm.exact_log_partition()))
    assert away < min(0.1, 3 * found.standard_error)


def test_the_standard_error_is_the_spread_over_repetitions():
    rbm = random_rbm(8, 6)
    found = [rbm.ais_log_partition(50, 20, seed=seed) for seed in range(60)]
    spread = np.std([one.value for one in found])
    claimed = np.mean([one.standard_error for one in found])
    assert 0.6 < claimed / spread < 1.6


def test_without_weights_annealing_has_nothing_to_estimate():
    rbm = random_rbm(6, 5, scale=0.0)
    found = rbm.ais_log_partition(num_chains=5, num_temperatures=3)
    assert found.value == pytest.approx(11 * math.log(2), abs=1e-6)
    assert found.standard_error == pytest.approx(0, abs=1e-6)


def test_what_cannot_be_done_is_refused():
    with pytest.raises(UsageError, match=r"up to 20 units on a side.*21"):
        RBM(30, 21).exact_log_partition()
    rbm = random_rbm(3, 2)
    with pytest.raises(UsageError, match=r"`num_chains` .* 2 or more"):
        rbm.ais_log_partition(1, 10)
    with pytest.raises(UsageError, match="`num_temperatures`"):
        rbm.ais_log_partition(10, 0)


@pytest.mark.parametrize("visible", ["bernoulli", "gaussian"])
def test_one_size_after_another(visible):
    """The trace that serves many sizes knows none of them beforehand."""
    for size in ((4, 3), (6, 5), (7, 2)):
        rbm = RBM(*size, visible, initial_scale=0.3)
        found = rbm.ais_log_partition(100, 200)
        exact = float(rbm.exact_log_partition())
        assert abs(found.value - exact) < 5 * found.standard_error + 1e-3
        assert rbm.sample(2, steps=3).shape == (2, size[0])
