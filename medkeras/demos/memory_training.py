"""Training on a memory task, and the loss on new sequences on the way."""

from collections.abc import Callable

import keras
import numpy as np


def learning_curve(
    model: keras.Model, task: Callable, num_steps: int, num_parts: int
) -> tuple[np.ndarray, np.ndarray]:
    """Loss on new sequences after each part of the training.

    Args:
        model: compiled.
        task: `task(number, rng, share)` gives that many new sequences and
            their answers; `share` is the share of the training that will be
            over.
        num_steps: training steps in all, batches of 64 sequences.
        num_parts: after how many parts the loss is measured.

    Returns:
        Steps and losses on 1000 new sequences, (num_parts,) each.

    Example:
        >>> import keras
        >>> from medkeras.demos.memory_tasks import adding_problem
        >>> from medkeras.demos.memory_training import learning_curve
        >>> model = keras.Sequential([keras.Input((6, 2)),
        ...     keras.layers.SimpleRNN(2), keras.layers.Dense(1)])
        >>> model.compile("adam", "mse")
        >>> def task(number, rng, share):
        ...     return adding_problem(number, 6, rng)
        >>> steps, losses = learning_curve(model, task, 4, num_parts=2)
        >>> steps.tolist()
        [2, 4]

    Chapter: 2.1.2
    """
    rng = np.random.default_rng(0)
    losses, steps = [], num_steps // num_parts
    for part in range(1, num_parts + 1):
        new = task(64 * steps, rng, part / num_parts)
        model.fit(*new, batch_size=64, verbose=0)
        unseen = task(1000, rng, 1.0)
        losses.append(model.evaluate(*unseen, batch_size=1000, verbose=0))
    return steps * np.arange(1, num_parts + 1), np.array(losses)
