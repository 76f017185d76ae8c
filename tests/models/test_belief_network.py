import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import t as student
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from medkeras.by_hand.deep_belief import RBMWeights, binary_states, reconstruct
from medkeras.models.dbn import DBN, belief_network
from medkeras.models.dbn.gaussian_hidden_rbm import contrastive_divergence_loss
from medkeras.utils.errors import UsageError


def with_weights(dbn, seed=0, scale=1.0):
    """The network with weights that are not small."""
    draw = np.random.default_rng(seed)
    for weight in dbn.trainable_weights:
        weight.assign(scale * draw.normal(size=weight.shape))
    return dbn


def by_hand(dbn):
    return [
        RBMWeights(
            *(
                keras.ops.convert_to_numpy(w).astype(float)
                for w in (m.kernel, m.visible_bias, m.hidden_bias)
            )
        )
        for m in dbn.rbms
    ]


def bars(rows, units=8, seed=0):
    """Noisy rows of two kinds, easy to tell apart."""
    draw = np.random.default_rng(seed)
    kinds = draw.integers(0, 2, rows)
    patterns = np.array([[1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]])
    flips = draw.random((rows, units)) < 0.1
    return np.abs(patterns[kinds] - flips).astype("float32"), kinds


def test_the_second_machine_flipped_leaves_log_p_unchanged():
    alone = with_weights(DBN((3,), num_visible=5))
    both = with_weights(DBN((3, 5), num_visible=5))
    first, second = both.rbms
    for mine, theirs in zip(first.weights, alone.rbms[0].weights, strict=True):
        mine.assign(theirs)
    second.kernel.assign(tf.transpose(first.kernel))
    second.visible_bias.assign(first.hidden_bias)
    second.hidden_bias.assign(first.visible_bias)
    rows = binary_states(5)
    expected = alone.rbms[0].log_likelihood(rows.astype("float32"))
    np.testing.assert_allclose(alone.log_likelihood(rows), expected, atol=1e-4)
    np.testing.assert_allclose(both.log_likelihood(rows), expected, atol=1e-4)
    second.hidden_bias.assign(0 * first.visible_bias)
    assert np.abs(both.log_likelihood(rows) - expected).max() > 0.1


@pytest.mark.parametrize("code", ["bernoulli", "gaussian"])
def test_the_unrolled_network_starts_as_the_mean_field_pass(code):
    dbn = with_weights(DBN((7, 5, 3), num_visible=9, code=code))
    rows = np.random.default_rng(1).random((6, 9)).astype("float32")
    unrolled = dbn.autoencoder()
    # To the last digits of float32: the same sums in another order.
    np.testing.assert_allclose(
        unrolled(rows, training=False), dbn.reconstruct(rows), rtol=1e-6
    )
    if code == "bernoulli":
        expected = reconstruct(by_hand(dbn), rows.astype(float))
        np.testing.assert_allclose(unrolled(rows), expected, atol=1e-6)
    encoder = keras.Model(unrolled.input, unrolled.get_layer("code").output)
    np.testing.assert_allclose(encoder(rows), dbn(rows), rtol=1e-5)
    # Untied afterwards: the machine does not follow the fine-tuning.
    before = keras.ops.convert_to_numpy(dbn.rbms[0].kernel)
    unrolled.compile("sgd", "mse")
    unrolled.fit(rows, rows, verbose=0)
    np.testing.assert_array_equal(dbn.rbms[0].kernel, before)
    up = unrolled.get_layer("encoder_1").kernel
    down = unrolled.get_layer("decoder_1").kernel
    assert np.abs(up - tf.transpose(down)).max() > 0


def test_the_classifier_starts_with_the_machines_features():
    dbn = with_weights(DBN((7, 4), num_visible=9))
    rows = np.random.default_rng(1).random((6, 9)).astype("float32")
    network = dbn.classifier(3)
    below = keras.Model(network.input, network.get_layer("code").output)
    np.testing.assert_allclose(below(rows), dbn(rows), rtol=1e-5)
    assert network.output_shape == (None, 3)
    np.testing.assert_allclose(tf.reduce_sum(network(rows), 1), 1, atol=1e-6)
    assert dbn.classifier(1).layers[-1].activation.__name__ == "sigmoid"


def test_fit_trains_every_machine_at_once():
    keras.utils.set_random_seed(0)
    x, _ = bars(400)
    dbn = DBN((6, 4), num_visible=8)
    before = dbn.log_likelihood(x).mean()
    dbn.compile(keras.optimizers.SGD(0.05, 0.9), jit_compile=False)
    history = dbn.fit(x, epochs=15, batch_size=20, verbose=0).history
    assert (
        history["reconstruction_error"][-1] < history["reconstruction_error"][0]
    )
    assert dbn.log_likelihood(x).mean() > before + 1
    seen = np.mean((x - dbn.reconstruct(x)) ** 2)
    judged = dbn.evaluate(x, verbose=0, return_dict=True)
    assert judged["reconstruction_error"] == pytest.approx(seen, abs=1e-6)


@pytest.mark.parametrize("code", ["bernoulli", "gaussian"])
def test_samples_look_like_the_data(code):
    keras.utils.set_random_seed(0)
    x, _ = bars(400)
    dbn = DBN((6, 4), num_visible=8, code=code)
    rates = 0.1 if code == "bernoulli" else (0.1, 0.01)
    dbn.pretrain(x, epochs=15, batch_size=20, learning_rate=rates)
    made = np.asarray(dbn.sample(500, steps=200))
    assert made.shape == (500, 8)
    assert made.min() >= 0 and made.max() <= 1
    within = np.corrcoef(made.T)[0, 1:4].mean()
    across = np.corrcoef(made.T)[0, 4:].mean()
    assert within > 0.5 and across < -0.5
    assert not np.array_equal(made, dbn.sample(500, steps=200))


@pytest.mark.parametrize("sizes", [(3, 3), (3, 2, 3)])
def test_samples_have_the_frequencies_of_the_exact_probability(sizes):
    dbn = with_weights(DBN(sizes, num_visible=3), seed=4, scale=2)
    drawn = np.random.default_rng(0).random((20_000, 3))
    rows = drawn < np.asarray(dbn.sample(20_000, steps=200))
    seen = np.bincount(rows @ [4, 2, 1], minlength=8) / len(rows)
    expected = np.exp(dbn.log_likelihood(binary_states(3)))
    np.testing.assert_allclose(seen, expected, atol=0.02)
    assert np.abs(expected - 1 / 8).max() > 0.07


def test_no_two_draws_of_an_update_share_their_noise(monkeypatch):
    seeds = []

    def gap(machine, v, seed, step):
        seeds.extend(range(seed, seed + 2 * machine.k))
        return contrastive_divergence_loss(machine, v, seed, step)

    monkeypatch.setattr(belief_network, "contrastive_divergence_loss", gap)
    dbn = DBN((4, 4, 4), num_visible=4, k=2)
    dbn.compile("sgd", run_eagerly=True)
    dbn.fit(np.eye(4), batch_size=4, verbose=0)
    assert len(seeds) == len(set(seeds)) == 12


@pytest.fixture(scope="module")
def digits():
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x))
    return (x[order] / 16).astype("float32"), y[order]


def test_fine_tuned_error_is_below_that_of_pca_at_the_same_code(digits):
    keras.utils.set_random_seed(0)
    x, test = digits[0][:1200], digits[0][1200:]
    dbn = DBN((128, 64, 4), code="gaussian")
    dbn.pretrain(x, epochs=10, batch_size=20, learning_rate=(0.1, 0.1, 0.01))
    network = dbn.autoencoder()
    start = np.mean((test - network.predict(test, verbose=0)) ** 2)
    network.compile(
        keras.optimizers.Adam(3e-3), "binary_crossentropy",
        steps_per_execution=50,
    )  # fmt: skip
    many = np.tile(x, (25, 1))
    network.fit(many, many, batch_size=50, verbose=0)
    error = np.mean((test - network.predict(test, verbose=0)) ** 2)
    pca = PCA(4).fit(x)
    linear = np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2)
    assert error < 0.9 * linear
    assert error < start


def test_with_100_labels_the_pretrained_start_beats_a_random_one(digits):
    """Sigmoids and plain steps, as then; equal steps, equal labels."""
    keras.utils.set_random_seed(0)
    x, y = digits
    dbn = DBN((100, 50))
    dbn.pretrain(x[:1200], epochs=15, batch_size=20)
    network = dbn.classifier(10)
    network.compile(
        keras.optimizers.SGD(0.3),
        "sparse_categorical_crossentropy",
        steps_per_execution=50,
        jit_compile=False,
    )
    pretrained, gains = network.get_weights(), []
    for seed in range(5):
        glorot = keras.initializers.GlorotUniform(seed)
        random = [
            np.asarray(glorot(w.shape)) if w.ndim == 2 else 0 * w
            for w in pretrained
        ]
        few = np.random.default_rng(seed).choice(1200, 100, replace=False)
        often, scores = np.tile(few, 30), []
        for start in ([*pretrained[:-2], *random[-2:]], random):
            network.set_weights(start)
            network.fit(x[often], y[often], batch_size=20, verbose=0)
            found = np.argmax(network(x[1200:]), axis=1)
            scores.append(np.mean(found == y[1200:]))
        gains.append(scores[0] - scores[1])
    half = student.ppf(0.975, 4) * np.std(gains, ddof=1) / np.sqrt(5)
    assert np.mean(gains) - half > 0


def test_gaussian_rows_are_taken_and_given_back_as_numbers():
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(200, 3)) @ np.ones((3, 6))
    x = (x / x.std()).astype("float32")
    dbn = DBN((8, 4), visible="gaussian")
    dbn.pretrain(x, epochs=20, batch_size=20, learning_rate=(0.01, 0.05))
    assert np.mean((x - dbn.reconstruct(x)) ** 2) < 0.6
    assert dbn.autoencoder().layers[-1].activation.__name__ == "linear"
    with pytest.raises(UsageError, match="Bernoulli units"):
        dbn.log_likelihood(x)


@pytest.mark.parametrize("code", ["bernoulli", "gaussian"])
def test_a_file_holds_the_whole_network(tmp_path, code):
    dbn = with_weights(DBN((5, 3), num_visible=7, code=code, k=2, seed=3))
    dbn.save(tmp_path / "dbn.keras")
    again = keras.models.load_model(tmp_path / "dbn.keras", safe_mode=True)
    rows = np.random.default_rng(0).random((4, 7)).astype("float32")
    np.testing.assert_array_equal(again(rows), dbn(rows))
    np.testing.assert_array_equal(
        again.reconstruct(rows), dbn.reconstruct(rows)
    )
    assert again.get_config() == dbn.get_config()
    waiting = DBN((5, 3))
    waiting.pretrain(rows, epochs=1)
    waiting.save(tmp_path / "waited.keras")
    again = keras.models.load_model(tmp_path / "waited.keras")
    np.testing.assert_array_equal(again(rows), waiting(rows))


ROWS = np.full((4, 6), 0.5, "float32")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: DBN(()), "one layer or more"),
        (lambda: DBN((4, 0)), "`hidden_units`.*Received: 0"),
        (lambda: DBN((4,), num_visible=0), "`num_visible`.*Received: 0"),
        (lambda: DBN((4,), num_visible=6.5), "`num_visible`.*Received: 6.5"),
        (
            lambda: DBN((4,), 6).pretrain(ROWS.astype(str)),
            "must be real numbers",
        ),
        (lambda: DBN((4,), visible="poisson"), "`visible` must be"),
        (lambda: DBN((4,), code="poisson"), "`code` must be"),
        (lambda: DBN((4,), k=0), "`k`.*Received: 0"),
        (lambda: DBN((4,)).classifier(2), "not known yet"),
        (lambda: DBN((4,)).autoencoder(), "not known yet"),
        (lambda: DBN((4,)).sample(2), "not known yet"),
        (lambda: DBN((4,), 6).classifier(0), "`num_classes`.*Received: 0"),
        (lambda: DBN((4,), 6).sample(0), "`n`.*Received: 0"),
        (lambda: DBN((4,), 5).pretrain(ROWS), r"\(rows, 5\). Received"),
        (lambda: DBN((4,), 6).pretrain(ROWS * np.nan), "finite"),
        (lambda: DBN((4,), 6).pretrain(ROWS * 3), "must be from 0 to 1"),
        (lambda: DBN((4,), 6).fit(ROWS * np.nan), "finite"),
        (lambda: DBN((4,), 6).reconstruct(ROWS[:, :5]), r"\(rows, 6\)"),
        (lambda: DBN((13, 14), 6).log_likelihood(ROWS > 0.5), "1 to 12 units"),
        (lambda: DBN((4,)).pretrain(ROWS[0]), "not known yet"),
    ],
)
def test_bad_input_is_one_line(call, message):
    with pytest.raises(UsageError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
