"""The KL penalty: value, gradient, moving average; the k largest."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand.autoencoder import kl_sparsity
from medkeras.layers.sparsity import KLSparsity, TopK
from medkeras.utils.errors import UsageError


def codes(rows=6, units=3, seed=0):
    generator = np.random.default_rng(seed)
    return generator.uniform(0.05, 0.95, (rows, units)).astype("float32")


def test_the_codes_pass_unchanged_and_the_layer_can_be_saved(tmp_path):
    inputs = keras.Input((3,))
    model = keras.Model(inputs, KLSparsity(0.2, 2.0, 0.5)(inputs))
    model(codes(), training=True)
    np.testing.assert_array_equal(model(codes()), codes())
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    assert again.layers[-1].get_config() == model.layers[-1].get_config()
    np.testing.assert_array_equal(
        again.layers[-1].average, model.layers[-1].average
    )


@pytest.mark.parametrize("momentum", [0.0, 0.7])
def test_value_and_gradient_are_those_by_hand(momentum):
    layer = KLSparsity(0.2, weight=3.0, momentum=momentum)
    x, average = codes(), np.full(3, 0.2)
    for step in range(3):
        x = codes(seed=step)
        average = momentum * average + (1 - momentum) * x.mean(axis=0)
        tensor = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            layer(tensor, training=True)
            (loss,) = layer.losses
        divergence, slope = kl_sparsity(average, 0.2)
        assert np.isclose(loss, 3 * divergence.sum(), rtol=1e-5)
        np.testing.assert_allclose(layer.average, average, rtol=1e-5)
        expected = np.broadcast_to(3 * slope / len(x), x.shape)
        found = tape.gradient(loss, tensor)
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_in_use_nothing_moves():
    layer = KLSparsity(0.2)
    layer(codes())
    np.testing.assert_allclose(layer.average, np.full(3, 0.2), rtol=1e-6)
    assert np.isclose(layer.losses[0], 0, atol=1e-6)


def test_dead_and_saturated_units_cost_a_finite_sum():
    layer = KLSparsity(0.1, momentum=0.0)
    layer(np.array([[0.0, 1.0]] * 4, "float32"), training=True)
    assert np.isfinite(layer.losses[0]) and layer.losses[0] > 1


def test_many_small_batches_come_to_the_activity_of_all():
    """A batch of four misses the mean by far; the average over many not."""
    layer, x = KLSparsity(0.5, momentum=0.99), codes(4000)
    for batch in x.reshape(1000, 4, 3):
        layer(batch, training=True)
    last = np.abs(x[-4:].mean(axis=0) - x.mean(axis=0)).max()
    gap = np.abs(np.asarray(layer.average) - x.mean(axis=0)).max()
    assert gap < 0.03 < last


def test_the_k_largest_pass_and_the_others_are_silent():
    x = codes(6, 5) - 0.5
    kept = np.asarray(TopK(2)(x))
    for row, answer in zip(x, kept, strict=True):
        largest = np.argsort(row)[-2:]
        np.testing.assert_array_equal(answer[largest], row[largest])
        assert np.count_nonzero(answer) == 2
    ties = np.asarray(TopK(2)(np.ones((1, 5), "float32")))
    assert ties.sum() == 2
    layer = TopK.from_config(TopK(2, name="top").get_config())
    assert (layer.k, layer.name) == (2, "top")
    assert layer.compute_output_shape((None, 5)) == (None, 5)


def test_the_gradient_reaches_the_k_largest_only():
    x = tf.constant([[3.0, -1.0, 2.0, 0.5]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(TopK(2)(x) * [1.0, 2.0, 3.0, 4.0])
    np.testing.assert_array_equal(tape.gradient(loss, x), [[1, 0, 3, 0]])


@pytest.mark.parametrize("k", [0, -1, 2.5, 6])
def test_a_k_that_cannot_be_is_one_line(k):
    with pytest.raises(UsageError, match=f"Received: {k}") as error:
        TopK(k)(codes(6, 5))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "wrong", [dict(target=0.0), dict(weight=-1.0), dict(momentum=1.0)]
)
def test_bad_input_is_one_line(wrong):
    with pytest.raises(UsageError, match="Received") as error:
        KLSparsity(**wrong)
    assert "\n" not in str(error.value)
