"""Adam in one operation against Keras's, step by step."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.training.fused_adam import FusedAdam

WORDS = [[3, 1, 3], [0, 3, 2]]


def walk(optimizer, dtype="float32", steps=20):
    """A table read by word and a kernel after some steps, and the means."""
    rng = np.random.default_rng(0)
    table, kernel = (
        keras.Variable(rng.normal(size=size), dtype=dtype, name=name)
        for name, size in (("table", (5, 4)), ("kernel", (4, 3)))
    )

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            read = tf.gather(table.value, WORDS) * x
            loss = tf.reduce_sum(tf.tanh(read @ kernel.value) ** 2)
        grads = tape.gradient(loss, [table.value, kernel.value])
        assert isinstance(grads[0], tf.IndexedSlices)
        optimizer.apply(grads, [table, kernel])

    for _ in range(steps):
        step(tf.constant(rng.normal(size=(2, 3, 4)), dtype))
    return [np.array(v) for v in (table, kernel, *optimizer.variables)]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"epsilon": 1e-3, "beta_1": 0.5, "beta_2": 0.9},
        {"global_clipnorm": 0.3, "weight_decay": 0.01, "use_ema": True},
        {"amsgrad": True},
        {"gradient_accumulation_steps": 2},
    ],
)
def test_as_kerass(options):
    rate = keras.optimizers.schedules.ExponentialDecay(1e-3, 5, 0.8)
    expected = walk(keras.optimizers.Adam(rate, **options))
    found = walk(FusedAdam(rate, **options))
    for a, b in zip(found[:2], expected[:2], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
    for a, b in zip(found[2:], expected[2:], strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-6)
    assert np.abs(found[0] - walk(FusedAdam(rate), steps=0)[0]).max() > 3e-3


def in_double_precision(gradients, rate, beta_1=0.9, beta_2=0.999):
    """The equations as they stand, from weights 0."""
    w, m, v = np.zeros((3, len(gradients[0])))
    for t, g in enumerate(gradients, 1):
        m += (1 - beta_1) * (g - m)
        v += (1 - beta_2) * (g * g - v)
        rate_t = rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        w -= rate_t * m / (np.sqrt(v) + 1e-7)
    return w


@pytest.mark.parametrize("of_rows", [False, True])
def test_the_equations_in_double_precision(of_rows):
    """Nearer to them than Keras, where 1 - β₂ᵗ loses digits."""
    gradients = np.random.default_rng(0).normal(1, 0.5, (10, 6))
    expected = in_double_precision(gradients, 0.1)
    far = []
    for optimizer in FusedAdam(0.1), keras.optimizers.Adam(0.1):
        weight = keras.Variable(np.zeros((6, 1), "float32"))
        for g in gradients[..., None]:
            g = tf.constant(g, "float32")
            g = tf.IndexedSlices(g, tf.range(6), (6, 1)) if of_rows else g
            optimizer.apply([g], [weight])
        far.append(np.abs(weight.numpy()[:, 0] - expected).max())
    assert far[0] < 5e-7 and far[0] < far[1] / 2, far


def test_other_numbers_go_kerass_way():
    expected = walk(keras.optimizers.Adam(0.05), "float64")
    found = walk(FusedAdam(0.05), "float64")
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_array_equal(a, b)


def test_it_is_saved_with_its_model_and_goes_on_from_there(tmp_path):
    def trained(optimizer, folder):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        model.compile(optimizer, "mse", jit_compile=False)
        x, y = np.eye(3), np.ones((3, 2))
        model.fit(x, y, epochs=2, verbose=0)
        model.save(folder / "model.keras")
        again = keras.saving.load_model(
            folder / "model.keras", custom_objects={"FusedAdam": FusedAdam}
        )
        assert type(again.optimizer) is type(optimizer)
        again.fit(x, y, epochs=2, verbose=0)
        return again.get_weights()

    found = trained(FusedAdam(0.01, beta_1=0.8), tmp_path)
    expected = trained(keras.optimizers.Adam(0.01, beta_1=0.8), tmp_path)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
