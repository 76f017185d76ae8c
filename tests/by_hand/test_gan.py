import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand.gan import gan_gradients
from medkeras.models.gan import GAN
from medkeras.utils.errors import UsageError

draw = np.random.default_rng(0)
REAL, NOISE = draw.normal(size=(7, 3)), draw.normal(size=(5, 2))
RULES = ("non-saturating", "minimax")


def weights(entries, hidden, units):
    shapes = [(entries, hidden), (hidden,), (hidden, units), (units,)]
    return [draw.normal(size=shape) for shape in shapes]


PLAYERS = {"generator": weights(2, 4, 3), "discriminator": weights(3, 5, 1)}


def network(arrays):
    model = keras.Sequential(
        [
            keras.Input((arrays[0].shape[0],)),
            keras.layers.Dense(arrays[0].shape[1], activation="tanh"),
            keras.layers.Dense(arrays[2].shape[1]),
        ]
    )
    model.set_weights(arrays)
    return model


@pytest.mark.parametrize("rule", RULES)
def test_gradients_are_those_of_the_tape(rule):
    losses, gradients = gan_gradients(REAL, NOISE, **PLAYERS, rule=rule)
    gan = GAN(*[network(PLAYERS[name]) for name in PLAYERS], rule=rule)
    real, noise = (tf.constant(a, "float32") for a in (REAL, NOISE))
    with tf.GradientTape(persistent=True) as tape:
        fake = gan.generator(noise)
        taped = {
            "discriminator": tf.reduce_mean(
                tf.nn.softplus(-gan.discriminator(real))
            )
            + tf.reduce_mean(tf.nn.softplus(gan.discriminator(fake))),
            "generator": gan._generator_loss(gan.discriminator(fake)),
        }
    for name, loss in taped.items():
        np.testing.assert_allclose(losses[name], loss, rtol=1e-5)
        variables = getattr(gan, name).trainable_variables
        for own, other in zip(
            gradients[name], tape.gradient(loss, variables), strict=True
        ):
            np.testing.assert_allclose(own, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("player", PLAYERS)
def test_gradients_are_those_of_finite_differences(player, rule):
    gradients = gan_gradients(REAL, NOISE, **PLAYERS, rule=rule)[1][player]
    for part, gradient in enumerate(gradients):
        for place in np.ndindex(gradient.shape):
            values = []
            for step in (1e-5, -1e-5):
                moved = [array.copy() for array in PLAYERS[player]]
                moved[part][place] += step
                losses, _ = gan_gradients(
                    REAL, NOISE, **PLAYERS | {player: moved}, rule=rule
                )
                values.append(losses[player])
            slope = (values[0] - values[1]) / 2e-5
            np.testing.assert_allclose(gradient[place], slope, atol=1e-7)


def test_where_the_discriminator_is_sure_only_one_rule_still_pulls():
    sure = [a.copy() for a in PLAYERS["discriminator"]]
    sure[3] -= 20.0
    pulls = {
        rule: np.abs(
            gan_gradients(REAL, NOISE, PLAYERS["generator"], sure, rule)[1][
                "generator"
            ][0]
        ).max()
        for rule in RULES
    }
    assert pulls["minimax"] < 1e-5 < 1e-2 < pulls["non-saturating"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"real": REAL[:, :2]}, "`kernel` must be"),
        ({"noise": NOISE[:0]}, "`noise` must hold one row or more"),
        ({"real": np.where(REAL > 1, np.nan, REAL)}, "`real` must be"),
        ({"discriminator": weights(3, 5, 2)}, "one log-odds"),
    ],
)
def test_bad_input_is_one_clear_line(wrong, message):
    given = {"real": REAL, "noise": NOISE} | PLAYERS
    with pytest.raises(UsageError, match=message) as error:
        gan_gradients(**given | wrong)
    assert "\n" not in str(error.value)


def test_an_unknown_rule_is_refused():
    with pytest.raises(UsageError, match="`rule`"):
        gan_gradients(REAL, NOISE, **PLAYERS, rule="zero-sum")
