"""REINVENT: the prior stays, sigma 0 moves nothing, repeats earn nothing."""

import keras
import numpy as np
import pytest

from medkeras.models.smiles_lstm import smiles_lstm
from medkeras.models.token_sampling import log_likelihoods, sample_tokens
from medkeras.training.reinvent import reinvent
from medkeras.utils.errors import UsageError

END = 1


def prior_of(places=7):
    keras.utils.set_random_seed(0)
    return smiles_lstm(6, places, units=(12,), dropout=0.3)


def share_of_threes(tokens):
    return (tokens == 3).sum(axis=1) / np.maximum((tokens > 0).sum(axis=1), 1)


def same_weights(one, other):
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return all((a == b).all() for a, b in pairs)


def test_sigma_0_leaves_the_prior_as_it_is_to_the_bit():
    prior = prior_of()
    done = reinvent(prior, share_of_threes, END, 0, steps=4, strings=16)
    assert same_weights(done.agent, prior)
    assert done.drift == [0.0] * 4


def test_the_prior_is_frozen_and_the_agent_is_another():
    prior = prior_of()
    before = [w.copy() for w in prior.get_weights()]
    done = reinvent(prior, share_of_threes, END, 20, steps=3, strings=16)
    for then, now in zip(before, prior.get_weights(), strict=True):
        np.testing.assert_array_equal(then, now)
    assert not same_weights(done.agent, prior)


def test_the_score_grows():
    done = reinvent(
        prior_of(), share_of_threes, END, 20, 60, 64, learning_rate=0.01
    )
    assert np.mean(done.scores[-5:]) > done.scores[0] + 0.15


def test_the_first_step_is_down_the_gradient_of_the_stated_loss():
    """By finite differences along the step that was taken."""
    prior = prior_of()
    done = reinvent(
        prior, share_of_threes, END, 5.0, 1, 40, learning_rate=1e-4, seed=2
    )
    tokens = sample_tokens(prior, 40, END, seed=2)
    _, first = np.unique(tokens, axis=0, return_index=True)
    counts = np.isin(np.arange(40), first)  # a repeat scores nothing
    wanted = 5.0 * share_of_threes(tokens) * counts
    by_prior = log_likelihoods(prior, tokens)

    def loss(model):
        return (
            (by_prior + wanted - log_likelihoods(model, tokens)) ** 2
        ).mean()

    assert loss(done.agent) < loss(prior)
    # Adam's first step has one size in all directions with a gradient.
    moved = np.concatenate([
        np.ravel(a - b)
        for a, b in zip(
            done.agent.get_weights(), prior.get_weights(), strict=True
        )
    ])  # fmt: skip
    assert np.abs(moved).max() < 1.1e-4 and (np.abs(moved) > 9e-5).mean() > 0.4


def test_a_repeat_earns_nothing():
    """One string only, written again: from the second step on, no pull."""
    prior, seen = prior_of(places=2), []

    def all_good(tokens):
        seen.append(tokens)
        return np.ones(len(tokens))

    def one_group(tokens):
        return ["same"] * len(tokens)

    short = dict(steps=6, strings=32, learning_rate=1e-3)
    free = reinvent(prior, all_good, END, 10, **short)
    assert free.new[0] > free.new[-1] and min(free.new) < 0.1
    again = reinvent(prior, all_good, END, 10, remember=False, **short)
    assert abs(again.drift[-1]) > abs(free.drift[-1])
    held = reinvent(
        prior, all_good, END, 10, group_of=one_group, most_of_group=1, **short
    )
    assert max(map(abs, held.drift)) < max(map(abs, free.drift))


@pytest.mark.parametrize(
    "bad, name",
    [
        (dict(sigma=-1), "sigma"),
        (dict(steps=0), "steps"),
        (dict(strings=0), "strings"),
        (dict(end=0), "end"),
        (dict(learning_rate=0), "learning_rate"),
        (dict(score=3), "score"),
        (dict(score=lambda tokens: np.full(len(tokens), 2.0)), "score"),
        (dict(score=lambda tokens: np.full(len(tokens), np.nan)), "score"),
        (dict(score=lambda tokens: [0.5]), "score"),
        (dict(group_of=lambda tokens: ["a"]), "group_of"),
        (dict(most_of_group=0), "most_of_group"),
        (dict(seed=-1), "seed"),
    ],
)
def test_bad_input_is_one_line(bad, name):
    given = dict(score=share_of_threes, end=END, steps=1, strings=4)
    with pytest.raises(UsageError, match=f"`{name}`"):
        reinvent(prior_of(), **(given | bad))


def test_a_model_that_does_not_write_is_refused():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    with pytest.raises(UsageError, match="`model`"):
        reinvent(model, share_of_threes, END)
