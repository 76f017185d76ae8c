import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.demos.gaussian_ring import gaussian_ring
from medkeras.layers.replicas import row_normal
from medkeras.metrics.classification import auroc
from medkeras.metrics.mode_coverage import mode_coverage
from medkeras.models.gan import GAN, WassersteinGAN
from medkeras.utils.errors import UsageError

POINTS, CENTRES = gaussian_ring(256 * 200, scale=0.1)


def mlp(entries, units, outputs):
    return keras.Sequential(
        [
            keras.Input((entries,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(outputs),
        ]
    )


# Steps in a graph are traced by tests/test_replicas.py, for every model.
EAGER = dict(jit_compile=False, run_eagerly=True)


def players(units=64):
    keras.utils.set_random_seed(0)
    return mlp(8, units, 2), mlp(2, units, 1)


def trained_on_ring(gan, passes, rate, discriminator_rate, jit_compile=True):
    gan.compile(
        keras.optimizers.Adam(rate, beta_1=0.5),
        discriminator_optimizer=keras.optimizers.Adam(
            discriminator_rate, beta_1=0.5
        ),
        steps_per_execution=200,
        jit_compile=jit_compile,
    )
    gan.fit(POINTS, batch_size=256, epochs=passes, verbose=0)
    return mode_coverage(gan.sample(2000), CENTRES, 0.1)


def test_modes_collapse_and_the_cure_finds_all_eight():
    collapsed = trained_on_ring(GAN(*players()), 5, 1e-3, 1e-4)
    assert 1 <= collapsed.num_visited <= 3
    cure = WassersteinGAN(*players(), n_critic=3, penalty=1.0)
    cured = trained_on_ring(cure, 5, 1e-3, 1e-3, jit_compile=False)
    assert cured.num_modes == 8 and cured.near_share > 0.3


def test_the_discriminators_step_is_that_of_its_gradient():
    generator, discriminator = players(4)
    gan = GAN(generator, discriminator, seed=2)
    gan.compile(
        keras.optimizers.SGD(0.0),
        discriminator_optimizer=keras.optimizers.SGD(0.1),
        **EAGER,
    )
    x = POINTS[:6]
    fake = generator(row_normal((6, 8), 2000, 0))
    with tf.GradientTape() as tape:
        real_odds, fake_odds = discriminator(x), discriminator(fake)
        loss = tf.reduce_mean(tf.nn.softplus(-real_odds)) + tf.reduce_mean(
            tf.nn.softplus(fake_odds)
        )
    slopes = tape.gradient(loss, discriminator.trainable_variables)
    expected = [
        w - 0.1 * slope.numpy()
        for w, slope in zip(discriminator.get_weights(), slopes, strict=True)
    ]
    told = gan.train_on_batch(x, return_dict=True)
    np.testing.assert_allclose(told["discriminator_loss"], loss, rtol=1e-5)
    for own, other in zip(discriminator.get_weights(), expected, strict=True):
        np.testing.assert_allclose(own, other, atol=1e-6)


@pytest.mark.parametrize("rule", ["non-saturating", "minimax"])
def test_the_generators_step_is_that_of_its_gradient(rule):
    generator, discriminator = players(4)
    gan = GAN(generator, discriminator, rule=rule, seed=2)
    gan.compile(
        keras.optimizers.SGD(0.1),
        discriminator_optimizer=keras.optimizers.SGD(0.0),
        **EAGER,
    )
    with tf.GradientTape() as tape:
        odds = discriminator(generator(row_normal((6, 8), 2001, 0)))
        loss = {
            "non-saturating": -tf.reduce_mean(tf.math.log_sigmoid(odds)),
            "minimax": tf.reduce_mean(tf.math.log_sigmoid(-odds)),
        }[rule]
    slopes = tape.gradient(loss, generator.trainable_variables)
    expected = [
        w - 0.1 * slope.numpy()
        for w, slope in zip(generator.get_weights(), slopes, strict=True)
    ]
    judge = discriminator.get_weights()
    told = gan.train_on_batch(POINTS[:6], return_dict=True)
    np.testing.assert_allclose(told["generator_loss"], loss, rtol=1e-5)
    for own, other in zip(generator.get_weights(), expected, strict=True):
        np.testing.assert_allclose(own, other, atol=1e-6)
    for own, other in zip(discriminator.get_weights(), judge, strict=True):
        np.testing.assert_array_equal(own, other)


def test_a_loss_is_the_mean_over_rows_not_over_batches():
    generator, discriminator = players(4)
    generator.set_weights([0 * w for w in generator.get_weights()])
    gan = GAN(generator, discriminator)
    gan.compile(keras.optimizers.SGD(0.0), **EAGER)
    far = np.full((8, 2), 30, "float32")
    x = np.concatenate([far, POINTS[:2]])  # batches of 8 and of 2
    told = gan.fit(x, batch_size=8, shuffle=False, verbose=0).history
    made = np.zeros((1, 2), "float32")
    loss = np.logaddexp(0, -gan(x)).mean() + np.logaddexp(0, gan(made)).mean()
    np.testing.assert_allclose(told["discriminator_loss"], [loss], rtol=1e-5)


def test_a_half_can_be_a_dead_discriminator_and_a_fresh_one_tells():
    generator, dead = players(16)
    dead.layers[1].bias.assign(np.full(16, -1000.0))  # no unit ever fires
    gan = GAN(generator, dead)
    gan.compile("sgd", **EAGER)
    before = generator.get_weights()
    gan.fit(POINTS[:1024], batch_size=256, verbose=0)
    np.testing.assert_array_equal(gan(POINTS[:50]), 0)  # D = 1/2 everywhere
    for own, other in zip(generator.get_weights(), before, strict=True):
        np.testing.assert_array_equal(own, other)
    assert fresh_discriminator(gan.sample(1000)) > 0.99
    # the same verdict of a half, and this time it is earned
    assert abs(fresh_discriminator(gaussian_ring(1000, scale=0.1)[0]) - 0.5) < (
        0.1
    )


def fresh_discriminator(made):
    """AUROC of a new one on rows that it has not seen."""
    keras.utils.set_random_seed(1)
    judge = mlp(2, 16, 1)
    judge.compile(
        keras.optimizers.Adam(0.01),
        keras.losses.BinaryCrossentropy(from_logits=True),
        steps_per_execution=40,
    )
    x = np.stack([POINTS[-1000:], made], axis=1).reshape(-1, 2)
    y = np.tile([1.0, 0.0], 1000)
    rows = np.tile(np.arange(1000), 30)
    judge.fit(x[rows], y[rows], batch_size=250, verbose=0)
    odds = judge(x[1000:]).numpy()[:, 0]
    return auroc(y[1000:].astype(int), 1 / (1 + np.exp(-odds)))


def test_only_the_generators_rule_differs():
    losses = {}
    for rule in ("non-saturating", "minimax"):
        gan = GAN(*players(4), rule=rule)
        gan.compile("sgd", **EAGER)
        losses[rule] = gan.train_on_batch(POINTS[:64], return_dict=True)
    first, second = losses.values()
    assert first["discriminator_loss"] == second["discriminator_loss"]
    assert first["generator_loss"] > 0 > second["generator_loss"]


def test_a_file_keeps_networks_and_both_optimizers(tmp_path):
    gan = GAN(*players(8), rule="minimax", seed=5)
    gan.compile(
        keras.optimizers.Adam(0.01),
        discriminator_optimizer=keras.optimizers.SGD(0.02, momentum=0.9),
    )
    gan.fit(POINTS[:512], batch_size=128, verbose=0)
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras", safe_mode=True)
    np.testing.assert_array_equal(again.sample(4), gan.sample(4))
    assert (again.rule, again.seed) == ("minimax", 5)
    assert again.discriminator_optimizer.momentum == 0.9
    assert int(again.optimizer.iterations) == 4
    # going on is the same as never having stopped
    for model in (gan, again):
        model.fit(POINTS[:512], batch_size=128, shuffle=False, verbose=0)
    np.testing.assert_allclose(again.sample(4), gan.sample(4), atol=1e-5)


def test_samples_are_the_seeds_and_call_gives_log_odds():
    gan = GAN(*players(8))
    assert gan.latent_size == 8 and gan.input_shape == (None, 2)
    np.testing.assert_array_equal(gan.sample(700, 1), gan.sample(700, 1))
    assert np.abs(gan.sample(5, 1) - gan.sample(5, 2)).max() > 1e-3
    assert gan(POINTS[:3]).shape == (3, 1)


NAN = POINTS[:4].copy()
NAN[0, 0] = np.nan


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (NAN, None, "finite. Received: 1 of 8"),
        (np.ones((4, 3), "float32"), None, r"\(rows, 2\)"),
        (POINTS[:0], None, "as many rows, one or more"),
        (POINTS[:4] + 1j, None, "real numbers. Received: "),
        (POINTS[:4], np.ones(4), "`y` must be None"),
    ],
)
def test_bad_data_is_one_clear_line(x, y, message):
    gan = GAN(*players(4))
    gan.compile("sgd")
    with pytest.raises(UsageError, match=message) as error:
        gan.fit(x, y, verbose=0)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("make", [GAN, WassersteinGAN])
def test_whole_numbers_are_learned_as_the_real_ones_they_are(make):
    told = []
    for kind in ("uint8", "float32"):
        gan = make(*players(4))
        gan.compile("sgd", **EAGER)
        told.append(gan.train_on_batch(np.ones((4, 2), kind), return_dict=True))
    assert told[0] == told[1]


@pytest.mark.parametrize("number", [0, -1, 1.5])
def test_no_examples_are_one_clear_line(number):
    with pytest.raises(UsageError, match="`num_examples` must be"):
        GAN(*players(4)).sample(number)


def test_contradictions_are_refused():
    with pytest.raises(UsageError, match="`rule`"):
        GAN(*players(4), rule="hinge")
    with pytest.raises(UsageError, match="`loss`"):
        GAN(*players(4)).compile("sgd", loss="mse")


@pytest.mark.parametrize(
    "call",
    [
        lambda gan: gan.evaluate(POINTS, verbose=0),
        lambda gan: gan.test_on_batch(POINTS),
        lambda gan: gan.fit(POINTS, validation_data=POINTS, verbose=0),
        lambda gan: gan.fit(POINTS, validation_split=0.5, verbose=0),
    ],
)
@pytest.mark.parametrize("make", [GAN, WassersteinGAN])
def test_there_is_no_loss_to_evaluate_and_it_says_so(make, call):
    gan = make(*players(4))
    gan.compile("sgd")
    with pytest.raises(UsageError, match="judged by what it makes") as error:
        call(gan)
    assert "\n" not in str(error.value)


def test_predict_gives_the_log_odds_of_checked_examples():
    gan = GAN(*players(4))
    odds = gan.predict(POINTS[:5], verbose=0)
    np.testing.assert_allclose(odds, gan(POINTS[:5]), atol=1e-6)
    with pytest.raises(UsageError, match="finite"):
        gan.predict(NAN, verbose=0)
