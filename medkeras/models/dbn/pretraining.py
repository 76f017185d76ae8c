"""Greedy pre-training: each machine on what the one below makes of the data."""

from collections.abc import Sequence

import keras
import numpy as np
from scipy.special import logit

from medkeras.models.rbm.arguments import check_options
from medkeras.utils.errors import UsageError


def train_greedily(
    machines: Sequence,
    x,
    learning_rate: float | Sequence[float],
    epochs: int = 20,
    batch_size: int = 20,
    momentum: float = 0.9,
    weight_decay: float = 2e-4,
    verbose: int = 0,
) -> list:
    """Train machines one after the other, from the bottom.

    Each reads the probabilities of the one below, not its samples. Visible
    biases start from the units' means. Over several replicas every machine
    is trained as on one device.

    Args:
        machines: `RBM` or `CodeRBM`, each reading the one before.
        x: rows that the first machine can take, (rows, units).
        learning_rate: one for all machines, or one for each.
        epochs: passes over the rows, for each machine.
        batch_size: rows of an update.
        momentum: of the steps.
        weight_decay: of the kernels; biases are spared.
        verbose: as in `fit`.

    Returns:
        A list for each machine: the squared error of the way there and back
        by epoch.

    Raises:
        UsageError: a size that is none, or rates that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.dbn.pretraining import train_greedily
        >>> from medkeras.models.rbm import RBM
        >>> errors = train_greedily([RBM(6, 4), RBM(4, 2)], np.eye(6), 0.1)
        >>> [len(error) for error in errors]
        [20, 20]

    Reference: Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647.
    Chapter: 2.2.3
    """
    check_options(epochs=epochs, batch_size=batch_size)
    x, errors = np.asarray(x, dtype="float32"), []
    rates = _one_each(learning_rate, len(machines))
    for machine, rate in zip(machines, rates, strict=True):
        _center(machine, x)
        with machine.distribute_strategy.scope():
            optimizer = keras.optimizers.SGD(
                float(rate), momentum, weight_decay=weight_decay
            )
            biases = [machine.visible_bias, machine.hidden_bias]
            optimizer.exclude_from_weight_decay(biases)
            # Keras takes several updates a call on one device only.
            several = machine.distribute_strategy.num_replicas_in_sync > 1
            machine.compile(
                optimizer,
                jit_compile=False,
                steps_per_execution=1 if several else 10,
            )
        history = machine.fit(
            x, batch_size=batch_size, epochs=epochs, verbose=verbose
        )
        errors.append(history.history["reconstruction"])
        x = keras.ops.convert_to_numpy(machine(x))
    return errors


def _one_each(rates, count):
    if np.size(rates) not in (1, count):
        raise UsageError(
            f"`learning_rate` must be one number, or one for each of {count} "
            f"machines. Received: {rates}"
        )
    return np.broadcast_to(rates, count)


def _center(machine, x):
    """Let the visible biases alone give each unit its mean."""
    mean = x.mean(axis=0)
    if machine.visible == "bernoulli":
        mean = logit(0.01 + 0.98 * mean)  # finite where a unit is never on
    machine.visible_bias.assign(mean)
