import subprocess

import keras
import numpy as np
import pytest
from scipy.special import expit

from medkeras.by_hand import rbm as by_hand
from medkeras.demos.bars_and_stripes import bars_and_stripes
from medkeras.models.rbm import RBM
from medkeras.utils.errors import UsageError

SCRIPT = """
import keras, numpy as np, tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(
    cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from medkeras.models.rbm import RBM
x = np.random.default_rng(0).uniform(size=(11, 6)).astype("float32")
ends = []
for strategy in tf.distribute.MirroredStrategy(), tf.distribute.get_strategy():
    with strategy.scope():
        rbm = RBM(6, 4, sampler="pcd", k=2, num_chains=5, initial_scale=0.5)
        rbm.compile(keras.optimizers.SGD(0.1, momentum=0.5))
    seen = rbm.fit(x, batch_size=4, epochs=3, shuffle=False, verbose=0).history
    ends.append([strategy.num_replicas_in_sync, *map(np.float64,
        [*np.concatenate([w.ravel() for w in rbm.get_weights()]),
         *seen["free_energy"], *seen["reconstruction_error"]])])
assert [end[0] for end in ends] == [2, 1]
np.testing.assert_allclose(ends[0][1:], ends[1][1:], atol=1e-5)
"""


def random_rbm(num_visible=5, num_hidden=4, dtype="float64", **options):
    rbm = RBM(num_visible, num_hidden, dtype=dtype, **options)
    draw = np.random.default_rng(0)
    rbm.set_weights([draw.normal(size=w.shape) for w in rbm.weights[:3]])
    return rbm


def numbers(rbm):
    return tuple(w.numpy() for w in (rbm.kernel, rbm.visible_bias,
                                     rbm.hidden_bias))  # fmt: skip


def trained(data, updates, rate=0.1, **options):
    """Train with the whole of the data as the batch of each update."""
    rbm = RBM(data.shape[1], initial_scale=0.1, **options)
    rbm.compile(keras.optimizers.SGD(rate), steps_per_execution=50)
    many = np.tile(data, (updates, 1))
    rbm.fit(many, batch_size=len(data), shuffle=False, verbose=0)
    return rbm


def test_free_energy_and_layers_are_those_by_hand():
    rbm, v = random_rbm(), by_hand.all_states(5)
    kernel, a, b = numbers(rbm)
    np.testing.assert_allclose(
        rbm.free_energy(v), by_hand.free_energy((kernel, a, b), v), atol=1e-12
    )
    h = expit(v @ kernel + b)
    np.testing.assert_allclose(rbm.hidden_probabilities(v), h, atol=1e-12)
    np.testing.assert_allclose(rbm.predict(v, verbose=0), h, atol=1e-12)
    back = expit(h @ kernel.T + a)
    np.testing.assert_allclose(rbm.visible_probabilities(h), back, atol=1e-12)
    np.testing.assert_allclose(rbm.reconstruct(v), back, atol=1e-12)


def test_the_mean_update_is_the_expected_one_by_hand():
    rbm = random_rbm(k=2, dtype="float32")
    before = numbers(rbm)
    data = by_hand.all_states(5)[[3, 7, 7, 20]]
    many = np.tile(data, (20_000, 1))
    rbm.compile(keras.optimizers.SGD(1.0))
    rbm.fit(many, batch_size=len(many), verbose=0)
    expected = by_hand.expected_cd_gradient(before, data, 2)
    for old, new, step in zip(before, numbers(rbm), expected, strict=True):
        np.testing.assert_allclose(new - old, step, atol=0.01)


def test_persistent_chains_take_the_gradient_from_themselves():
    rbm = RBM(5, 4, sampler="pcd", num_chains=40_000, initial_scale=0.5)
    before = numbers(rbm)
    p = (
        np.bincount(
            rbm.chains.numpy().astype(int) @ 2 ** np.arange(5), minlength=32
        )
        / 40_000
    )
    data = by_hand.all_states(5)[[3, 7, 7, 20]]
    rbm.compile(keras.optimizers.SGD(1.0))
    rbm.fit(data, batch_size=4, verbose=0)
    after = p @ by_hand.transition_matrix(before)
    model = after @ by_hand.all_states(5)
    moved = numbers(rbm)[1] - before[1]
    np.testing.assert_allclose(moved, data.mean(0) - model, atol=0.015)
    chains = rbm.chains.numpy()
    np.testing.assert_allclose(chains.mean(axis=0), model, atol=0.015)


def test_gibbs_goes_by_the_transition_matrix_and_ends_in_the_model():
    rbm = random_rbm()
    start = np.tile(by_hand.all_states(5)[[9]], (20_000, 1))
    chances = by_hand.transition_matrix(numbers(rbm))
    for steps, expected in ((1, chances[9]), (2, chances[9] @ chances)):
        seen = rbm.gibbs(start, steps).numpy()
        counts = np.bincount(seen.astype(int) @ 2 ** np.arange(5), minlength=32)
        assert np.abs(counts / 20_000 - expected).sum() < 0.05
    p, _ = by_hand.distribution(numbers(rbm))
    seen = rbm.sample(20_000, steps=50).numpy()
    counts = np.bincount(seen.astype(int) @ 2 ** np.arange(5), minlength=32)
    assert np.abs(counts / 20_000 - p).sum() < 0.05


def test_two_calls_differ_and_two_machines_do_not():
    first, second = random_rbm(), random_rbm()
    v = np.ones((50, 5))
    once, again = first.gibbs(v, 1).numpy(), first.gibbs(v, 1).numpy()
    assert (once != again).any()
    np.testing.assert_array_equal(second.gibbs(v, 1), once)


def test_samples_begin_anywhere():
    """Of two deep valleys, all off and all on, both are found at once."""
    rbm = RBM(8, 4)
    rbm.set_weights([np.full((8, 4), 3.0), np.full(8, -6.0), np.full(4, -12.0)])
    assert 0.2 < rbm.sample(500, steps=3).numpy().mean() < 0.8


def test_persistent_chains_learn_bars_and_stripes_better_than_cd_1():
    data = np.tile(bars_and_stripes(3), (8, 1))
    ends = {
        sampler: np.mean([
            trained(data, 600, num_hidden=8, sampler=sampler, seed=seed)
            .log_likelihood(data).numpy().mean()
            for seed in range(2)
        ])
        for sampler in ("cd", "pcd")
    }  # fmt: skip
    assert -np.log(14) > ends["pcd"] >= ends["cd"]
    assert ends["cd"] > -9 * np.log(2)


def test_gaussian_units_have_the_energy_of_a_mixture():
    rbm = random_rbm(3, 2, visible="gaussian")
    kernel, a, b = numbers(rbm)
    v = np.random.default_rng(1).normal(size=(4, 3))
    total = 0
    for h in by_hand.all_states(2):
        square = ((v - a) ** 2).sum(axis=1) / 2
        total = total + np.exp(-square + h @ b + v @ kernel @ h)
    np.testing.assert_allclose(rbm.free_energy(v), -np.log(total), atol=1e-12)
    means = np.array([a + kernel @ h for h in by_hand.all_states(2)])
    np.testing.assert_allclose(
        rbm.visible_probabilities(by_hand.all_states(2)), means, atol=1e-12
    )
    seen = rbm.sample(4000, steps=60).numpy()
    log_weights = [
        h @ b + a @ kernel @ h + ((kernel @ h) ** 2).sum() / 2
        for h in by_hand.all_states(2)
    ]
    share = np.exp(log_weights - np.logaddexp.reduce(log_weights))
    np.testing.assert_allclose(seen.mean(axis=0), share @ means, atol=0.15)


def test_a_saved_machine_comes_back_and_goes_on(tmp_path):
    x = bars_and_stripes(3)
    rbm = trained(x, 50, num_hidden=4, sampler="pcd", num_chains=7, k=2)
    rbm.save(tmp_path / "rbm.keras")
    again = keras.models.load_model(tmp_path / "rbm.keras")
    assert again.get_config() == rbm.get_config()
    np.testing.assert_array_equal(again.chains, rbm.chains)
    for machine in (rbm, again):
        machine.fit(x, batch_size=14, shuffle=False, verbose=0)
    np.testing.assert_array_equal(again.kernel, rbm.kernel)


def test_weight_decay_and_momentum_are_the_optimizers():
    x = bars_and_stripes(3)
    ends = []
    for options in ({}, {"momentum": 0.9}, {"weight_decay": 0.1}):
        rbm = RBM(9, 4)
        rbm.compile(keras.optimizers.SGD(0.1, **options))
        rbm.fit(x, batch_size=14, epochs=8, shuffle=False, verbose=0)
        ends.append(np.abs(rbm.kernel.numpy()).mean())
    assert ends[2] < ends[0] < ends[1]


def test_chains_on_two_replicas_are_those_of_one_device(warm_python):
    done = subprocess.run(
        [warm_python, "-c", SCRIPT], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: x[:, :4], r"shape \(rows, 5\). Received: \(3, 4\)"),
        (lambda x: x * np.nan, "15 of 15 values NaN"),
        (lambda x: x + 1, "from 0 to 1. Received: values from 1 to 2"),
    ],
)
def test_bad_rows_are_refused_in_one_line(change, message):
    rbm, x = random_rbm(), np.eye(3, 5)
    rbm.compile("sgd")
    for method in (
        rbm.fit, rbm.free_energy, rbm.hidden_probabilities, rbm.reconstruct,
        lambda v: rbm.gibbs(v, 1), rbm.log_likelihood, rbm.pseudo_likelihood,
    ):  # fmt: skip
        with pytest.raises(UsageError, match=message) as caught:
            method(change(x))
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 0}, "`k` must be a whole number of 1 or more. Received: 0"),
        ({"num_hidden": 0}, "`num_hidden` must be a whole number"),
        ({"num_chains": 2.5}, "`num_chains` must be .* Received: 2.5"),
        ({"visible": "softmax"}, '"bernoulli" or "gaussian". Received'),
        ({"sampler": "gibbs"}, '`sampler` must be "cd" or "pcd"'),
    ],
)
def test_bad_options_are_refused_in_one_line(options, message):
    with pytest.raises(UsageError, match=message) as caught:
        RBM(**{"num_visible": 5, "num_hidden": 4} | options)
    assert "\n" not in str(caught.value)
    with pytest.raises(UsageError, match="`steps`"):
        random_rbm().gibbs(np.ones((1, 5)), 0)


def test_likelihood_can_fall_while_reconstruction_improves():
    """Fischer and Igel 2010: the reconstruction is no guide."""
    data = bars_and_stripes(4)
    rbm = RBM(16, 16, initial_scale=0.1)
    rbm.compile(keras.optimizers.SGD(0.2), steps_per_execution=50)
    many, likelihood, back = np.tile(data, (1500, 1)), [], []
    for turn in range(6):
        if turn:
            rbm.fit(many, batch_size=len(data), shuffle=False, verbose=0)
        likelihood.append(rbm.log_likelihood(data).numpy().mean())
        back.append(rbm.evaluate(data, verbose=0)[1])
    best = int(np.argmax(likelihood))
    assert 0 < best < 5
    assert likelihood[-1] < likelihood[best] - 0.2
    assert back[-1] < back[best]
