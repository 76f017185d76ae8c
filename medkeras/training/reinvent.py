"""REINVENT: a language model of molecules learns to write what is wanted."""

from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.token_sampling import (
    checked_tokens,
    likelihoods_of,
    sample_tokens,
)
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_function,
    check_number,
    check_positive,
    check_seed,
    check_whole,
)


class Reinvented(NamedTuple):
    """What fine-tuning came to.

    Args:
        agent: the fine-tuned model; the prior is as it was.
        scores: mean score of the strings of each step, as the score gave it.
        new: share of each step's strings that no step before had written.
        drift: mean of log p by the prior minus by the agent, each step.

    Chapter: 3.4.3
    """

    agent: keras.Model
    scores: list[float]
    new: list[float]
    drift: list[float]


def reinvent(
    prior: keras.Model,
    score: Callable,
    end: int,
    sigma: float = 20.0,
    steps: int = 50,
    strings: int = 64,
    learning_rate: float = 5e-4,
    group_of: Callable | None = None,
    most_of_group: int = 25,
    remember: bool = True,
    seed: int = 0,
) -> Reinvented:
    """Fine-tune a copy of a language model towards a score.

    At each step the agent writes strings s and is moved so that

        (log p_prior(s) + sigma S(s) - log p_agent(s))²

    gets smaller: it likes better what scores well, and keeps what the prior
    knows of the grammar. sigma = 0 asks for the prior itself: nothing moves.

    Diversity is guarded by a memory: what has been written before, or belongs
    to a group (say, a scaffold) that has had its share, scores 0.

    Args:
        prior: of `smiles_lstm`, trained; it stays as it is.
        score: function from whole numbers (strings, max_tokens) to scores
            (strings,), 0 (unwanted, invalid) to 1.
        end: number of the letter after which a string is over.
        sigma: nats that a score of 1 is worth.
        steps: of learning.
        strings: written in each step.
        learning_rate: Adam's.
        group_of: function from the numbers to a list of a name for each
            string; None: each string is a group of its own, and counts once.
        most_of_group: strings of a group that score; with `group_of` only.
        remember: whether there is a memory; without, repeats score, too.
        seed: of what is written.

    Returns:
        The agent and how it went.

    Raises:
        UsageError: numbers out of range, a model that does not write, a
            score that is not one number from 0 to 1 for each string.

    Example:
        >>> from medkeras.models.smiles_lstm import smiles_lstm
        >>> from medkeras.training.reinvent import reinvent
        >>> def share_of_threes(tokens):
        ...     return (tokens == 3).mean(axis=1)
        >>> prior = smiles_lstm(9, 6, units=(4,))
        >>> done = reinvent(prior, share_of_threes, end=1, steps=2, strings=8)
        >>> len(done.scores)
        2

    Reference: Olivecrona, Blaschke, Engkvist and Chen 2017,
        doi:10.1186/s13321-017-0235-x; memory: Blaschke, Engkvist, Bajorath
        and Chen 2020, doi:10.1186/s13321-020-00473-0.
    Chapter: 3.4.3
    """
    check_function("score", score)
    if group_of is not None:
        check_function("group_of", group_of)
    check_number("sigma", sigma, 0)
    check_positive("learning_rate", learning_rate)
    check_seed(seed)
    sizes = dict(steps=steps, strings=strings, most_of_group=most_of_group)
    for name, size in sizes.items():
        check_whole(name, size)
    agent = _copy(prior)
    update = _step_of(prior, agent, learning_rate)
    memory, done = (
        _Memory(group_of, most_of_group),
        Reinvented(agent, [], [], []),
    )
    for number in range(steps):
        drawn = (seed + number * 7919) % 2**32
        tokens = sample_tokens(agent, strings, end, seed=drawn)
        found = real_array("score", score(tokens.copy()), (strings,), 0, 1)
        kept, is_new = memory.admit(tokens)
        wanted = sigma * found * (kept if remember else 1)
        apart = update(tokens, tf.constant(wanted, tf.float32))
        done.scores.append(float(np.mean(found)))
        done.new.append(float(np.mean(is_new)))
        done.drift.append(float(apart))
    return done


class _Memory:
    """What has been written, and how often each group has been."""

    def __init__(self, group_of, most):
        self.group_of, self.most = group_of, most
        self.seen, self.count = set(), {}

    def admit(self, tokens):
        """Which strings may score, and which are new, (strings,) each."""
        groups = [None] * len(tokens)
        if self.group_of is not None:
            groups = list(self.group_of(tokens.copy()))
            if len(groups) != len(tokens):
                raise UsageError(
                    "`group_of` must name a group for each string. Received: "
                    f"{len(groups)} names for {len(tokens)} strings"
                )
        admitted, new = [], []
        for row, group in zip(tokens, groups, strict=True):
            key = row.tobytes()
            new.append(key not in self.seen)
            admitted.append(new[-1] and self._has_room(group))
            self.seen.add(key)
        return np.array(admitted), np.array(new)

    def _has_room(self, group):
        if self.group_of is None:
            return True
        self.count[group] = self.count.get(group, 0) + 1
        return self.count[group] <= self.most


def _copy(prior):
    checked_tokens(prior, np.zeros((1, prior.input_shape[1])))
    agent = keras.models.clone_model(prior)
    agent.set_weights(prior.get_weights())
    return agent


def _step_of(prior, agent, learning_rate):
    optimizer = keras.optimizers.Adam(learning_rate)
    variables = agent.trainable_variables
    optimizer.build(variables)

    @tf.function
    def update(tokens, wanted):
        """One step of learning; how far the agent is from its prior."""
        by_prior = likelihoods_of(prior, tokens)
        with tf.GradientTape() as tape:
            by_agent = likelihoods_of(agent, tokens)
            apart = by_prior - by_agent
            loss = tf.reduce_mean((apart + wanted) ** 2)
        optimizer.apply(tape.gradient(loss, variables), variables)
        return tf.reduce_mean(apart)

    return update
