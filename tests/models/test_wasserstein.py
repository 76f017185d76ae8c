import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.gan import WassersteinGAN
from medkeras.utils.errors import UsageError


def mlp(entries, units, outputs):
    return keras.Sequential(
        [
            keras.Input((entries,)),
            keras.layers.Dense(units, activation="tanh"),
            keras.layers.Dense(outputs),
        ]
    )


def shifted(mean):
    """A generator that gives N(mean, 1) and never learns."""
    generator = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    generator.set_weights([np.ones((1, 1)), np.full(1, mean)])
    return generator


@pytest.mark.parametrize("mean", [2.0, -1.5])
def test_the_critic_of_two_gaussians_has_the_slope_and_the_distance(mean):
    """W1 of N(0, 1) and N(mean, 1) is |mean|, by a critic of slope ∓1."""
    keras.utils.set_random_seed(0)
    critic = mlp(1, 32, 1)
    # from a flat start: between slope -1 and 1 the penalty has a ridge
    critic.layers[-1].kernel.assign(np.zeros((32, 1)))
    gan = WassersteinGAN(shifted(mean), critic, n_critic=1)
    gan.compile(
        keras.optimizers.SGD(0.0),
        discriminator_optimizer=keras.optimizers.Adam(5e-3, beta_1=0.5),
        steps_per_execution=50,
        jit_compile=True,
    )
    draw = np.random.default_rng(0)
    x = draw.normal(size=(25_600, 1)).astype("float32")
    history = gan.fit(x, batch_size=256, epochs=6, verbose=0).history
    assert abs(history["distance"][-1] - abs(mean)) < 0.25
    low, high = gan(np.array([[-0.5], [0.5]], "float32")).numpy()[:, 0]
    assert np.sign(high - low) == -np.sign(mean)
    np.testing.assert_allclose(abs(high - low), 1, atol=0.2)


def test_the_penalty_of_a_straight_critic_is_its_slope_minus_one_squared():
    critic = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    critic.set_weights([np.array([[3.0], [4.0]]), np.zeros(1)])
    gan = WassersteinGAN(mlp(2, 3, 2), critic)
    gan.compile("sgd")
    x = tf.random.stateless_normal((5, 2), (0, 0))
    np.testing.assert_allclose(
        gan._steepness(x, x + 1, None, 0), (5 - 1) ** 2, rtol=1e-5
    )


def test_the_losses_are_those_of_the_formula():
    """A straight critic w x + b: every term is known."""
    critic = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    critic.set_weights([np.array([[3.0], [4.0]]), np.array([0.5])])
    still = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    still.set_weights([np.zeros((3, 2)), np.array([1.0, -1.0])])
    gan = WassersteinGAN(still, critic, n_critic=1, penalty=2.0)
    gan.compile(keras.optimizers.SGD(0.0), jit_compile=False)
    x = np.array([[1.0, 1.0], [3.0, 1.0]], "float32")
    told = gan.train_on_batch(x, return_dict=True)
    on_real, on_made = 3 * 2 + 4 * 1 + 0.5, 3 - 4 + 0.5
    distance = on_real - on_made
    np.testing.assert_allclose(told["distance"], distance, rtol=1e-5)
    np.testing.assert_allclose(told["generator_loss"], -on_made, rtol=1e-5)
    np.testing.assert_allclose(
        told["discriminator_loss"], 2 * (5 - 1) ** 2 - distance, rtol=1e-5
    )


def test_the_points_between_lie_on_the_line_from_real_to_made():
    seen = []

    class Watch(keras.layers.Layer):
        def call(self, x):
            seen.append(x)
            return x

    critic = keras.Sequential(
        [keras.Input((2,)), Watch(), keras.layers.Dense(1)]
    )
    gan = WassersteinGAN(mlp(2, 3, 2), critic)
    gan.compile("sgd")
    real = tf.zeros((400, 2))
    fake = tf.tile([[1.0, 2.0]], (400, 1))
    gan._steepness(real, fake, None, 0)
    between = seen[-1].numpy()
    np.testing.assert_allclose(between[:, 1], 2 * between[:, 0], rtol=1e-5)
    place = between[:, 0]
    assert place.min() >= 0 and place.max() <= 1
    np.testing.assert_allclose(place.mean(), 0.5, atol=0.06)
    np.testing.assert_allclose(place.std(), np.sqrt(1 / 12), atol=0.03)


def test_each_update_of_the_critic_has_fresh_noise():
    drawn = []

    class Noted(WassersteinGAN):
        def _noise(self, rows, draw):
            drawn.append(super()._noise(rows, draw))
            return drawn[-1]

    gan = Noted(mlp(3, 4, 2), mlp(2, 4, 1), n_critic=2)
    gan.compile("sgd", run_eagerly=True, jit_compile=False)
    gan.fit(np.ones((4, 2), "float32"), batch_size=2, verbose=0)
    noises = np.stack(drawn)  # two batches of three draws
    assert len(noises) == 6
    apart = np.abs(noises[:, None] - noises[None]).max(axis=(2, 3))
    assert (apart + np.eye(6) > 1e-3).all()


@pytest.mark.parametrize("n_critic", [1, 4])
def test_the_critic_moves_n_critic_times_for_one_of_the_generator(n_critic):
    gan = WassersteinGAN(mlp(3, 4, 2), mlp(2, 4, 1), n_critic=n_critic)
    gan.compile("sgd", jit_compile=False)
    gan.fit(np.ones((12, 2), "float32"), batch_size=4, verbose=0)
    assert int(gan.optimizer.iterations) == 3
    assert int(gan.discriminator_optimizer.iterations) == 3 * n_critic


def test_a_file_keeps_the_rule(tmp_path):
    gan = WassersteinGAN(
        mlp(3, 4, 2), mlp(2, 4, 1), n_critic=2, penalty=3.0, seed=1
    )
    gan.compile("adam", jit_compile=False)
    gan.fit(np.ones((4, 2), "float32"), verbose=0)
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras", safe_mode=True)
    assert (again.n_critic, again.penalty, again.seed) == (2, 3.0, 1)
    np.testing.assert_array_equal(again.sample(4), gan.sample(4))


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_critic": 0},
        {"n_critic": 1.5},
        {"penalty": -1.0},
        {"penalty": np.nan},
    ],
)
def test_impossible_rules_are_one_clear_line(wrong):
    with pytest.raises(
        UsageError, match=f"`{next(iter(wrong))}` must be"
    ) as error:
        WassersteinGAN(mlp(3, 4, 2), mlp(2, 4, 1), **wrong)
    assert "\n" not in str(error.value)
