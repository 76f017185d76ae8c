"""Networks as reward models: learn a curve, the same each time."""

import keras
import numpy as np
import pytest
from keras import layers

from medkeras.rl.reward_network import network_rewards
from medkeras.utils.errors import UsageError


def small_network():
    inputs = keras.Input((3,))
    hidden = layers.Dense(16, activation="tanh")(inputs)
    return keras.Model(inputs, layers.Dense(1)(hidden))


def log_of(rows, seed):
    """Rewards with a curve that no line can see; both actions asked about."""
    rng = np.random.default_rng(seed)
    x, action = rng.normal(size=rows), rng.integers(0, 2, rows)
    inputs = np.column_stack([x, action, action * x])
    asked = [np.column_stack([x, 0 * x + a, a * x]) for a in (0, 1)]
    means = np.column_stack([np.abs(x), np.abs(x) + 1 - x])
    rewards = means[np.arange(rows), action] + 0.1 * rng.normal(size=rows)
    return inputs, rewards, np.stack(asked), means


def test_it_learns_a_curve_and_tells_actions_apart():
    inputs, rewards, _, _ = log_of(2000, 0)
    _, _, asked, means = log_of(300, 1)
    found = network_rewards(
        small_network, inputs, rewards, asked, 25, learning_rate=0.01
    )
    assert found.shape == (300, 2)
    rows = np.column_stack([np.ones(2000), inputs])
    line = np.linalg.lstsq(rows, rewards, rcond=None)[0]
    others = [np.column_stack([np.ones(300), each]) @ line for each in asked]
    by_line = np.mean((np.column_stack(others) - means) ** 2)
    assert np.mean((found - means) ** 2) < 0.3 * by_line


def test_each_log_begins_anew():
    inputs, rewards, asked, _ = log_of(300, 2)
    given = small_network, inputs, rewards, asked, 2
    first = network_rewards(*given)
    other = network_rewards(small_network, inputs, -rewards, asked, 2)
    assert (network_rewards(*given) == first).all()
    assert abs(first - other).max() > 0.01
    assert (network_rewards(*given, seed=1) != first).any()


def test_what_does_not_fit_is_refused():
    inputs, rewards, asked, _ = log_of(20, 3)
    for part, given in {
        "`rewards`": (inputs, rewards[:9], asked),
        "`asked`": (inputs, rewards, asked[..., :2]),
        "NaN": (inputs * np.nan, rewards, asked),
    }.items():
        with pytest.raises(UsageError, match=part):
            network_rewards(small_network, *given)
    with pytest.raises(UsageError, match="`epochs`"):
        network_rewards(small_network, inputs, rewards, asked, epochs=0)
