"""The written gradient of an RBM against automatic differentiation."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.rbm import RBM
from medkeras.models.rbm.gradient import contrastive_gradient


@pytest.mark.parametrize("visible", ["bernoulli", "gaussian"])
def test_the_gradient_is_that_of_the_free_energy_gap(visible):
    rbm = RBM(5, 4, visible=visible, initial_scale=0.5, dtype="float64")
    draw = np.random.default_rng(0)
    v, seen = draw.integers(0, 2, (7, 5)) * 1.0, draw.random((3, 5))
    with tf.GradientTape() as tape:
        gap = tf.reduce_mean(rbm.free_energy(v)) - tf.reduce_mean(
            rbm.free_energy(seen)
        )
    weights = rbm.kernel, rbm.visible_bias, rbm.hidden_bias
    expected = tape.gradient(gap, [weight.value for weight in weights])
    data = v, rbm.hidden_probabilities(v), 1.0
    found = contrastive_gradient(
        data, (seen, rbm.hidden_probabilities(seen), 1.0)
    )
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_each_side_counts_what_is_asked():
    v, p = tf.constant([[1.0, 0.0], [1.0, 1.0]]), tf.constant([[0.5], [1.0]])
    kernel, visible, hidden = contrastive_gradient(
        (v, p, 0.5), (v[:1], p[:1], 2.0)
    )
    np.testing.assert_allclose(kernel, [[1 - 0.375], [-0.25]])
    np.testing.assert_allclose(visible, [2 - 0.5, -0.25])
    np.testing.assert_allclose(hidden, [1 - 0.375])


def test_the_step_is_the_optimizers_along_the_gradient():
    """A step of a machine whose samples are known: v stays at a large bias."""
    rbm = RBM(3, 2)
    rbm.visible_bias.assign([50.0, -50.0, 50.0])
    before = [np.array(weight) for weight in rbm.get_weights()[:3]]
    rbm.compile(keras.optimizers.SGD(0.1))
    rbm.fit(np.eye(3), batch_size=3, verbose=0)
    v, seen = np.eye(3), np.tile([1.0, 0.0, 1.0], (3, 1))
    moved = rbm.get_weights()[1] - before[1]
    np.testing.assert_allclose(moved, 0.1 * (v - seen).mean(0), atol=1e-5)
