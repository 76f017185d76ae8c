import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.data.gaussian_ring import gaussian_ring
from medkeras.layers.replicas import row_normal
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


def players(units=64):
    keras.utils.set_random_seed(0)
    return mlp(8, units, 2), mlp(2, units, 1)


def trained_on_ring(gan, passes, rate, discriminator_rate):
    gan.compile(
        keras.optimizers.Adam(rate, beta_1=0.5),
        discriminator_optimizer=keras.optimizers.Adam(
            discriminator_rate, beta_1=0.5
        ),
        steps_per_execution=200,
        jit_compile=True,
    )
    gan.fit(POINTS, batch_size=256, epochs=passes, verbose=0)
    return mode_coverage(gan.sample(2000), CENTRES, 0.1)


def test_modes_collapse_and_the_cure_finds_all_eight():
    collapsed = trained_on_ring(GAN(*players()), 5, 1e-3, 1e-4)
    assert 1 <= collapsed.visited <= 3
    cure = WassersteinGAN(*players(), n_critic=3, penalty=1.0)
    cured = trained_on_ring(cure, 5, 1e-3, 1e-3)
    assert cured.modes == 8 and cured.near > 0.3


def test_the_discriminators_step_is_that_of_its_gradient():
    generator, discriminator = players(4)
    gan = GAN(generator, discriminator, seed=2)
    gan.compile(
        keras.optimizers.SGD(0.0),
        discriminator_optimizer=keras.optimizers.SGD(0.1),
        jit_compile=False,
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


def test_only_the_generators_rule_differs():
    losses = {}
    for rule in ("non-saturating", "minimax"):
        gan = GAN(*players(4), rule=rule)
        gan.compile("sgd", jit_compile=False)
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
        (NAN, None, "finite. Received: 1 values"),
        (np.ones((4, 3), "float32"), None, r"\(rows, \*\(2,\)\)"),
        (POINTS[:0], None, "must have shape"),
        (POINTS[:4], np.ones(4), "ConditionalGAN"),
    ],
)
def test_bad_data_is_one_clear_line(x, y, message):
    gan = GAN(*players(4))
    gan.compile("sgd")
    with pytest.raises(UsageError, match=message) as error:
        gan.fit(x, y, verbose=0)
    assert "\n" not in str(error.value)


def test_networks_that_do_not_fit_are_refused():
    with pytest.raises(UsageError, match=r"\(None, 3\) made, \(None, 2\) read"):
        GAN(mlp(4, 4, 3), mlp(2, 4, 1))
    with pytest.raises(UsageError, match="one number"):
        GAN(mlp(4, 4, 2), mlp(2, 4, 5))
    with pytest.raises(UsageError, match="`rule`"):
        GAN(*players(4), rule="hinge")
    with pytest.raises(UsageError, match="`loss`"):
        GAN(*players(4)).compile("sgd", loss="mse")
