import numpy as np
import pytest
from sklearn.neural_network import BernoulliRBM

from medkeras.by_hand import rbm as by_hand
from medkeras.models.rbm import RBM
from medkeras.utils.errors import UsageError


@pytest.fixture
def pair():
    """Ours and scikit-learn's with the same weights."""
    rbm = RBM(9, 5, dtype="float64")
    draw = np.random.default_rng(0)
    weights = [draw.normal(size=w.shape) for w in rbm.weights]
    rbm.set_weights(weights)
    other = BernoulliRBM(5, random_state=3, n_iter=1)
    other.fit((draw.random((20, 9)) < 0.5).astype(float))
    other.components_ = weights[0].T
    other.intercept_visible_, other.intercept_hidden_ = weights[1:]
    return rbm, other


def rows():
    draw = np.random.default_rng(1)
    return (draw.random((40, 9)) < 0.5).astype(float)


def test_the_free_energy_is_that_of_scikit_learn(pair):
    rbm, other = pair
    np.testing.assert_allclose(
        rbm.free_energy(rows()), other._free_energy(rows()), atol=1e-10
    )
    np.testing.assert_allclose(
        rbm.hidden_probabilities(rows()), other.transform(rows()), atol=1e-12
    )


def test_the_pseudo_likelihood_is_that_of_scikit_learn_for_its_bits(pair):
    rbm, other = pair
    bits = np.random.RandomState(3).randint(0, 9, 40)
    np.testing.assert_allclose(
        rbm.pseudo_likelihood(rows(), bits),
        other.score_samples(rows()),
        atol=1e-10,
    )


def test_all_bits_are_the_mean_over_each(pair):
    rbm, _ = pair
    one_by_one = [
        rbm.pseudo_likelihood(rows(), np.full(40, bit)).numpy()
        for bit in range(9)
    ]
    np.testing.assert_allclose(
        rbm.pseudo_likelihood(rows()), np.mean(one_by_one, axis=0), atol=1e-10
    )


def test_it_is_the_sum_of_the_exact_conditionals():
    rbm = RBM(4, 3, dtype="float64", initial_scale=1.0)
    machine = tuple(w.numpy() for w in rbm.weights)
    p, _ = by_hand.distribution(machine)
    states = by_hand.all_states(4)
    expected = np.zeros(16)
    for bit in range(4):
        other = np.arange(16) ^ (1 << bit)
        expected += np.log(p / (p + p[other]))
    found = rbm.pseudo_likelihood(states)
    np.testing.assert_allclose(found, expected, atol=1e-10)


def test_gaussian_units_are_refused():
    rbm = RBM(2, 2, visible="gaussian")
    with pytest.raises(UsageError, match=r"Bernoulli units.*gaussian"):
        rbm.pseudo_likelihood(np.ones((1, 2)))


@pytest.mark.parametrize(
    ("v", "units", "message"),
    [
        (np.full((2, 3), 0.5), None, "`v` must be 0 or 1"),
        (np.eye(2, 3), [0, 3], "`units` must be whole numbers from 0 to 2"),
        (np.eye(2, 3), [0], r"`units` must have the shape \(2,\)"),
    ],
)
def test_units_that_are_none_are_one_line(v, units, message):
    with pytest.raises(UsageError, match=message):
        RBM(3, 2).pseudo_likelihood(v, units)
