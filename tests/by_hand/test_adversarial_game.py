import keras
import numpy as np
import pytest

from medkeras.by_hand.adversarial_game import (
    bilinear_game,
    game_value,
    jensen_shannon,
    optimal_discriminator,
)
from medkeras.utils.errors import UsageError

draw = np.random.default_rng(0)


def pair(outcomes=6):
    return draw.dirichlet(np.ones(outcomes), size=2)


def test_value_at_the_optimum_is_minus_log_four_plus_twice_jsd():
    for _ in range(10):
        p, q = pair()
        value = game_value(p, q, optimal_discriminator(p, q))
        expected = -np.log(4) + 2 * jensen_shannon(p, q)
        np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_value_of_equal_sources_is_minus_log_four():
    p, _ = pair()
    best = optimal_discriminator(p, p)
    np.testing.assert_allclose(best, 0.5)
    np.testing.assert_allclose(game_value(p, p, best), -1.386294, atol=1e-6)


def test_no_other_discriminator_gets_more():
    p, q = pair()
    best = game_value(p, q, optimal_discriminator(p, q))
    for _ in range(50):
        assert game_value(p, q, draw.uniform(size=6)) < best


def test_a_discriminator_trained_on_fixed_sources_ends_at_p_over_p_plus_q():
    keras.utils.set_random_seed(0)
    p = np.array([0.5, 0.2, 0.1, 0.1, 0.1])
    q = np.array([0.1, 0.1, 0.1, 0.2, 0.5])
    outcomes = np.concatenate([np.arange(5), np.arange(5)])
    x = np.eye(5, dtype="float32")[outcomes]
    y = np.repeat([1.0, 0.0], 5).astype("float32")
    shares = 5 * np.concatenate([p, q])  # a mean of 1
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        keras.optimizers.Adam(0.05), "binary_crossentropy",
        steps_per_execution=50,
    )  # fmt: skip
    rows = np.tile(np.arange(10), 150)
    model.fit(
        x[rows], y[rows], sample_weight=shares[rows], batch_size=10,
        shuffle=False, verbose=0,
    )  # fmt: skip
    learned = model.predict(np.eye(5, dtype="float32"), verbose=0)[:, 0]
    np.testing.assert_allclose(learned, optimal_discriminator(p, q), atol=0.02)


def test_outcomes_that_nobody_gives():
    p, q = np.array([0.5, 0.5, 0]), np.array([1.0, 0, 0])
    best = optimal_discriminator(p, q)
    np.testing.assert_allclose(best, [1 / 3, 1, 0.5])
    assert np.isfinite(game_value(p, q, best))
    np.testing.assert_allclose(
        jensen_shannon(np.array([1.0, 0]), np.array([0, 1.0])), np.log(2)
    )


@pytest.mark.parametrize("rate", [0.05, 0.3, 1.0])
def test_together_the_norm_grows_by_the_same_factor_each_step(rate):
    norms = np.linalg.norm(bilinear_game((1.0, 0.5), rate, 100), axis=1)
    np.testing.assert_allclose(
        norms[1:] / norms[:-1], np.sqrt(1 + rate**2), rtol=1e-12
    )


@pytest.mark.parametrize("rate", [0.05, 0.3, 1.0])
def test_in_turns_the_walk_stays_bounded_and_does_not_arrive(rate):
    places = bilinear_game((1.0, 0.5), rate, 20_000, alternating=True)
    x, y = places.T
    # an ellipse is kept exactly
    kept = x**2 + y**2 - rate * x * y
    np.testing.assert_allclose(kept, kept[0], rtol=1e-9)
    norms = np.linalg.norm(places, axis=1)
    assert norms.max() < 2 * norms[0] and norms.min() > 0.4 * norms[0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: optimal_discriminator([0.5, 0.6], [0.5, 0.5]), "`p`"),
        (lambda: jensen_shannon([1.0], [0.5, 0.5]), "equal length"),
        (lambda: game_value([1.0], [1.0], [1.5]), "`d`"),
        (lambda: jensen_shannon([np.nan, 1], [0.5, 0.5]), "`p`"),
        (lambda: bilinear_game((1, 1), 0.0, 3), "`learning_rate`"),
    ],
)
def test_bad_input_is_one_clear_line(call, message):
    with pytest.raises(UsageError, match=message) as error:
        call()
    assert "\n" not in str(error.value)
