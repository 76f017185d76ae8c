"""A network as the model of rewards that doubly robust values start from."""

from collections.abc import Callable

import keras
import numpy as np

from medkeras.training.batches import batches
from medkeras.training.compiled import compiled_twin, restart
from medkeras.utils.arrays import real_array
from medkeras.utils.sizes import check_positive, check_seed, check_whole

ROWS = 256  # of a batch


def network_rewards(
    build: Callable,
    inputs: np.ndarray,
    rewards: np.ndarray,
    asked: np.ndarray,
    epochs: int = 8,
    learning_rate: float = 0.003,
    seed: int = 0,
) -> np.ndarray:
    """Fit a new network to a log, and ask it about every action of another.

    The log and the rows that are asked about must be of different people:
    a network that has seen a reward foretells its noise as well.

    Args:
        build: makes the network, from (rows, features) to (rows, 1).
        inputs: (rows, features), context and action of the log.
        rewards: (rows,), what came of it.
        asked: (actions, others, features), the same of other people, once
            for each action.
        epochs: passes over the log.
        learning_rate: of Adam.
        seed: of the weights and the order of the rows.

    Returns:
        (others, actions), predicted rewards.

    Raises:
        UsageError: other shapes, NaN, numbers out of range.

    Example:
        >>> import keras
        >>> import numpy as np
        >>> from medkeras.rl.reward_network import network_rewards
        >>> def line():
        ...     inputs = keras.Input((2,))
        ...     return keras.Model(inputs, keras.layers.Dense(1)(inputs))
        >>> rng = np.random.default_rng(0)
        >>> inputs, asked = rng.normal(size=(8, 2)), rng.normal(size=(3, 5, 2))
        >>> network_rewards(line, inputs, inputs[:, 0], asked, epochs=1).shape
        (5, 3)

    Reference: Dudik et al. 2014, doi:10.1214/14-STS500.
    Chapter: 3.4.2
    """
    check_whole("epochs", epochs)
    check_positive("learning_rate", learning_rate)
    check_seed(seed)
    inputs = real_array("inputs", inputs, ("rows", "features"))
    rewards = real_array("rewards", rewards, (len(inputs),))
    shape = ("actions", "others", inputs.shape[1])
    asked = real_array("asked", asked, shape)
    keras.utils.set_random_seed(seed)
    # Its graph is compiled once, however many logs there are.
    network = compiled_twin(build, learning_rate, True, "mse")
    restart(network, seed)
    data = batches(inputs, rewards, ROWS, shuffle=True, seed=seed)
    network.model.fit(data, epochs=epochs, shuffle=False, verbose=0)
    answers = [network.model(rows, training=False) for rows in asked]
    return np.concatenate([np.array(each) for each in answers], axis=1)
