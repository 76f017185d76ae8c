import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import rbm as by_hand
from medkeras.demos.bars_and_stripes import bars_and_stripes
from medkeras.models.rbm import RBM, TemperedRBM
from medkeras.models.rbm.tempered import tempered_step
from medkeras.utils.errors import UsageError


def share_of_states(v):
    """How often each state of binary rows occurs."""
    width = v.shape[-1]
    places = np.asarray(v).reshape(-1, width).astype(int) @ 2 ** np.arange(
        width
    )
    return np.bincount(places, minlength=2**width) / len(places)


def walk(rbm, v, betas, steps):
    betas = tf.constant(betas, v.dtype)
    for step in range(steps):
        v = tempered_step(rbm, v, betas, 0, step)
    return v.numpy()


def test_every_rung_has_the_distribution_of_its_temperature():
    rbm, draw = RBM(5, 4, dtype="float64"), np.random.default_rng(0)
    weights = [1.5 * draw.normal(size=w.shape) for w in rbm.weights[:3]]
    weights[2] *= 2  # enough for its part of the energy to be missed
    rbm.set_weights(weights)
    betas = [0.0, 0.3, 0.7, 1.0]
    start = tf.cast(draw.integers(0, 2, (100_000, 4, 5)), tf.float64)
    seen = walk(rbm, start, betas, 40)
    for rung, beta in enumerate(betas):
        p, _ = by_hand.distribution(tuple(beta * w for w in weights))
        assert np.abs(share_of_states(seen[:, rung]) - p).sum() < 0.03


def test_chains_leave_a_valley_that_holds_a_gibbs_chain():
    """All off and all on are alike; a Gibbs chain stays where it began."""
    valleys = np.full((8, 4), 3.0), np.full(8, -6.0), np.full(4, -12.0)
    p, _ = by_hand.distribution(valleys)
    assert p[0] == pytest.approx(p[-1]) and p[0] > 0.49
    rbm = RBM(8, 4)
    rbm.set_weights(valleys)
    stuck = rbm.gibbs(np.zeros((1000, 8), "float32"), 100).numpy()
    assert stuck.mean() < 0.01
    start = tf.zeros((1000, 10, 8))
    seen = walk(rbm, start, np.linspace(0, 1, 10), 100)[:, -1]
    assert 0.4 < seen.mean() < 0.6


def test_the_last_rung_gives_the_gradient():
    rbm = TemperedRBM(5, 4, 3, num_chains=20_000, initial_scale=0.5)
    rbm.compile(keras.optimizers.SGD(1.0))
    before = rbm.visible_bias.numpy()
    data = by_hand.all_states(5)[[3, 7, 7, 20]]
    rbm.fit(data, batch_size=4, verbose=0)
    model = rbm.chains.numpy()[:, -1].mean(axis=0)
    moved = rbm.visible_bias.numpy() - before
    np.testing.assert_allclose(moved, data.mean(axis=0) - model, atol=1e-3)
    warm = rbm.chains.numpy()[:, 0].mean(axis=0)
    assert np.abs(warm - 0.5).max() < 0.02


def test_it_learns_nearly_as_by_the_exact_gradient():
    data = np.tile(bars_and_stripes(3), (8, 1))
    rbm = TemperedRBM(9, 8, 5, initial_scale=0.1)
    before = rbm.log_likelihood(data).numpy().mean()
    exact = tuple(w.numpy().astype(float) for w in rbm.trainable_variables)
    for _ in range(600):
        step = by_hand.exact_gradient(exact, data)
        exact = tuple(w + 0.3 * g for w, g in zip(exact, step, strict=True))
    _, log_z = by_hand.distribution(exact)
    best = -by_hand.free_energy(exact, data).mean() - log_z
    rbm.compile(keras.optimizers.SGD(0.3), steps_per_execution=50)
    many = np.tile(data, (600, 1))
    rbm.fit(many, batch_size=len(data), shuffle=False, verbose=0)
    after = rbm.log_likelihood(data).numpy().mean()
    assert best > before + 1
    assert after == pytest.approx(best, abs=0.15)


def test_a_saved_machine_comes_back_and_goes_on(tmp_path):
    x, rbm = bars_and_stripes(3), TemperedRBM(9, 4, 3, num_chains=7, seed=2)
    rbm.compile("sgd")
    rbm.fit(x, batch_size=14, verbose=0)
    rbm.save(tmp_path / "rbm.keras")
    again = keras.models.load_model(tmp_path / "rbm.keras")
    assert again.get_config() == rbm.get_config()
    for machine in (rbm, again):
        machine.fit(x, batch_size=14, shuffle=False, verbose=0)
    np.testing.assert_array_equal(again.chains, rbm.chains)
    np.testing.assert_array_equal(again.kernel, rbm.kernel)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_temperatures": 1}, "`num_temperatures` .* 2 or more"),
        ({"num_temperatures": "a"}, "`num_temperatures` .* Received: 'a'"),
        ({"num_chains": 0}, "`num_chains` .* Received: 0"),
    ],
)
def test_bad_options_are_one_line(options, message):
    with pytest.raises(UsageError, match=message) as caught:
        TemperedRBM(6, 4, **options)
    assert "\n" not in str(caught.value)
