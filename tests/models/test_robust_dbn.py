"""The deep network of the robust model: dropout, tasks, weights of RBMs."""

import itertools

import keras
import numpy as np
import pytest

from medkeras.models.dbn import DBN
from medkeras.models.robust_dbn import FEATURES, robust_dbn, set_rbms
from medkeras.utils.errors import UsageError


def test_the_mean_over_all_masks_of_a_linear_unit_is_its_plain_output():
    """2^10 ways to drop ten inputs, scaled up by what is left on average."""
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=10), rng.normal(size=10)
    for keep in (0.5, 0.8):
        mean = 0.0
        for mask in itertools.product([0, 1], repeat=10):
            chance = keep ** sum(mask) * (1 - keep) ** (10 - sum(mask))
            mean += chance * (np.array(mask) * x / keep) @ w
        assert mean == pytest.approx(x @ w)


def test_the_normalised_geometric_mean_of_a_logistic_unit_is_exact():
    """Over all masks, with inputs halved instead of doubled in training."""
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=8), rng.normal(size=8)
    logits = np.array(
        [np.array(m) * x @ w for m in itertools.product([0, 1], repeat=8)]
    )
    one = np.exp(np.mean(np.log(1 / (1 + np.exp(-logits)))))
    other = np.exp(np.mean(np.log(1 / (1 + np.exp(logits)))))
    expected = 1 / (1 + np.exp(-x @ w / 2))
    assert one / (one + other) == pytest.approx(expected)


def test_dropout_acts_in_training_only_and_keeps_the_mean():
    network = robust_dbn(4, (200,), dropout=0.5)
    x = np.ones((1, 4), "float32")
    plain = np.array(network(x, training=False))
    np.testing.assert_array_equal(plain, np.array(network(x)))
    drawn = [float(network(x, training=True)[0, 0]) for _ in range(200)]
    assert np.std(drawn) > 0.01
    logit = np.log(np.array(drawn) / (1 - np.array(drawn)))
    expected = np.log(plain / (1 - plain))[0, 0]
    assert logit.mean() == pytest.approx(expected, abs=0.15)


def test_it_starts_from_a_belief_networks_weights():
    dbn = DBN((5, 3), 6, visible="gaussian", seed=3)
    network = robust_dbn(6, (5, 3))
    set_rbms(network, dbn.rbms)
    rows = np.random.default_rng(0).normal(size=(7, 6)).astype("float32")
    reader = keras.Model(network.inputs[0], network.get_layer(FEATURES).output)
    np.testing.assert_allclose(
        np.array(reader(rows)), np.array(dbn(rows)), atol=1e-6
    )


def test_scores_beside_the_class_change_nothing_of_its_start():
    alone, both = robust_dbn(6, (5, 3)), robust_dbn(6, (5, 3), num_tasks=2)
    rows = np.random.default_rng(0).normal(size=(7, 6)).astype("float32")
    np.testing.assert_array_equal(
        np.array(alone(rows))[:, 0], np.array(both(rows))[:, 0]
    )


def test_sizes_that_are_none_are_refused():
    for wrong in (
        {"num_features": 0}, {"units": ()}, {"dropout": 1.5}, {"num_tasks": -1},
    ):  # fmt: skip
        with pytest.raises(UsageError, match=next(iter(wrong))):
            robust_dbn(**({"num_features": 4} | wrong))
