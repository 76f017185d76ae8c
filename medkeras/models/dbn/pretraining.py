"""Greedy pre-training: each RBM on what the one below makes of the data."""

from collections.abc import Sequence

import keras
import numpy as np
from scipy.special import logit

from medkeras.models.rbm.arguments import check_options
from medkeras.models.restarts import begin_anew, takes_few, updates_a_call
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive

NAME = "greedy_sgd"


def train_greedily(
    rbms: Sequence,
    x,
    learning_rate: float | Sequence[float],
    epochs: int = 20,
    batch_size: int = 20,
    momentum: float = 0.9,
    weight_decay: float = 2e-4,
    verbose: int = 0,
) -> list:
    """Train RBMs one after the other, from the bottom.

    Each reads the probabilities of the one below, not its samples. Visible
    biases start from the units' means. Over several replicas every RBM is
    trained as on one device. Returns for each the squared error of the way
    there and back by epoch (Hinton and Salakhutdinov 2006,
    doi:10.1126/science.1127647).
    """
    check_options(epochs=epochs, batch_size=batch_size)
    check_number("momentum", momentum, 0, 1)
    check_number("weight_decay", weight_decay, 0)
    x, errors = np.asarray(x, dtype="float32"), []
    rates = one_each(learning_rate, len(rbms))
    for rbm, rate in zip(rbms, rates, strict=True):
        _center(rbm, x)
        steps = -(-len(x) // batch_size) * epochs
        _compile(rbm, float(rate), momentum, weight_decay, steps)
        history = rbm.fit(
            x, batch_size=batch_size, epochs=epochs, verbose=verbose
        )
        errors.append(history.history["reconstruction_error"])
        if not all(np.isfinite(weight).all() for weight in rbm.get_weights()):
            raise UsageError(
                "`learning_rate` must be smaller: the training of an RBM has "
                f"diverged. Received: {rate:.3g}"
            )
        x = keras.ops.convert_to_numpy(rbm(x))
    return errors


def _compile(rbm, rate, momentum, weight_decay, steps):
    """Compile, or, where that was done here before, begin anew."""
    replicas = rbm.distribute_strategy.num_replicas_in_sync
    eagerly = takes_few(steps, replicas)
    optimizer, settings = getattr(rbm, "optimizer", None), None
    if getattr(optimizer, "name", "") == NAME and optimizer.built:
        settings = optimizer.momentum, optimizer.weight_decay
    fits = eagerly or not rbm.run_eagerly
    if settings == (momentum, weight_decay) and fits:
        begin_anew(optimizer, rate)
        return
    with rbm.distribute_strategy.scope():
        optimizer = keras.optimizers.SGD(
            rate, momentum, weight_decay=weight_decay, name=NAME
        )
        biases = [rbm.visible_bias, rbm.hidden_bias]
        optimizer.exclude_from_weight_decay(biases)
        rbm.compile(
            optimizer,
            jit_compile=False,
            run_eagerly=eagerly,
            steps_per_execution=updates_a_call(eagerly, replicas),
        )


def one_each(rates, count):
    """A learning rate for each of so many RBMs."""
    each = np.array(rates, dtype=object).ravel()
    if len(each) not in (1, count):
        raise UsageError(
            f"`learning_rate` must be one number, or one for each of {count} "
            f"RBMs. Received: {rates}"
        )
    for rate in each:
        check_positive("learning_rate", rate)
    return np.broadcast_to(each.astype(float), count)


def _center(rbm, x):
    """Let the visible biases alone give each unit, or channel, its mean."""
    mean = x.mean(axis=tuple(range(x.ndim - 1)))
    if rbm.visible == "bernoulli":
        mean = logit(0.01 + 0.98 * mean)  # finite where a unit is never on
    rbm.visible_bias.assign(mean)
