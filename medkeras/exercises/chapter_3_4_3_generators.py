"""Checks for chapter 3.4.3, exercises 4 and 5: a bound, REINVENT."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between

CODE = "see when the code of a variational autoencoder says nothing"
TUNE = "fine-tune a generator towards a property without losing what it knew"


def _weights(rng, place):
    """So small that their exponents are 0 in any precision; one far below."""
    rows, draws = ((3, 5), (4, 8), (2, 16))[place]
    # rows so far apart that one top for all of them leaves zeros
    level = np.linspace(-2450, -1550, rows) + rng.uniform(-50, 50, rows)
    log_weights = level[:, None] + rng.normal(0, 2, (rows, draws))
    log_weights[:, place] -= 900
    return (log_weights,)


def _largest(log_weights):
    return log_weights.max(axis=1, keepdims=True)


@answer_to(
    "3.4.3-4",
    title="A bound from several draws",
    objective=CODE,
    problems=_weights,
    what="the bounds",
    points=2,
    # small against thousands of nats, where differences are a few; above
    # what single precision loses there
    tolerance=1e-6,
    pure=True,
)
def importance_bound_of(log_weights):
    """Logarithm of the mean weight, the largest one taken out before."""
    top = _largest(log_weights)
    return top[:, 0] + np.log(np.exp(log_weights - top).mean(axis=1))


@importance_bound_of.mistake(
    "elbo",
    "this is the mean of the logarithms, the ELBO.",
    "The logarithm of the mean is the larger one.",
    "Mean of the weights first, then the logarithm.",
)
def _elbo(log_weights):
    return log_weights.mean(axis=1)


@importance_bound_of.mistake(
    "sum-not-mean",
    "the weights were added up, not averaged.",
    "More draws would make the data likelier.",
    "np.mean, or take off np.log of the number of draws.",
)
def _sum(log_weights):
    return importance_bound_of(log_weights) + np.log(log_weights.shape[1])


@importance_bound_of.mistake(
    "largest",
    "this is the largest weight alone.",
    "The others count, too.",
    "top + np.log(np.mean(np.exp(log_weights - top))).",
)
def _top(log_weights):
    return _largest(log_weights)[:, 0]


@importance_bound_of.mistake(
    "largest-not-added",
    "the largest weight was taken out and not put back.",
    "log(a b) is log a + log b.",
    "Add `top` again behind the logarithm.",
)
def _not_added(log_weights):
    return importance_bound_of(log_weights) - _largest(log_weights)[:, 0]


@importance_bound_of.mistake(
    "over-rows",
    "the mean was taken over the rows, not over the draws.",
    "Each molecule has a bound of its own.",
    "axis=1.",
)
def _over_rows(log_weights):
    return importance_bound_of(log_weights.T)


@importance_bound_of.mistake(
    "underflow",
    "exp of such weights is 0 in a computer, and log 0 minus infinity.",
    "Take the largest weight of the row out of the exponent first.",
    "top = log_weights.max(axis=1, keepdims=True).",
)
def _underflow(log_weights):
    with np.errstate(divide="ignore"):
        return np.log(np.exp(log_weights).mean(axis=1))


@importance_bound_of.mistake(
    "one-top-for-all",
    "one largest weight was taken for all rows.",
    "For a molecule far below it, all exponents are 0 again.",
    "The largest of each row: axis=1, keepdims=True.",
)
def _one_top(log_weights):
    top = log_weights.max()
    with np.errstate(divide="ignore"):
        return top + np.log(np.exp(log_weights - top).mean(axis=1))


def _strings(rng, place):
    count, sigma = ((6, 3.0), (9, 12.0), (7, 0.5))[place]
    prior = rng.uniform(-40, -15, count)
    agent = prior + rng.normal(0, 3, count)
    is_new = np.ones(count, bool)
    is_new[rng.permutation(count)[: 2 + place]] = False
    return prior, agent, rng.uniform(0.2, 1, count), is_new, sigma


def _sharpened(power, log_prior, log_agent, scores, is_new, sigma):
    return log_prior, log_agent, scores**power, is_new, sigma


@answer_to(
    "3.4.3-5",
    title="The loss of REINVENT",
    objective=TUNE,
    problems=_strings,
    what="the loss",
    points=2,
    pure=True,
    stated=Stated(
        "power",
        "1",
        between("1.2", "4.0"),
        (
            (
                "`scores` from 0 to 1,",
                "`scores` from 0 to 1, each to be raised to the power {},",
            ),
            ("(is_new, scores, 0.0)", "(is_new, scores**{}, 0.0)"),
        ),
        given=_sharpened,
    ),
)
def augmented_loss(log_prior, log_agent, scores, is_new, sigma):
    """Squared distance of the agent from the augmented likelihood."""
    wanted = log_prior + sigma * scores * is_new
    return ((wanted - log_agent) ** 2).mean()


@augmented_loss.mistake(
    "repeats-score",
    "strings that are not new scored, too.",
    "What was written before scores 0: the memory guards the diversity.",
    "scores * is_new.",
)
def _repeats(log_prior, log_agent, scores, is_new, sigma):
    every = np.ones(len(scores))
    return augmented_loss(log_prior, log_agent, scores, every, sigma)


@augmented_loss.mistake(
    "repeats-left-out",
    "strings that are not new were left out of the mean.",
    "They score 0, and pull the agent back to its prior.",
    "Multiply the score by is_new; keep all strings.",
)
def _left_out(log_prior, log_agent, scores, is_new, sigma):
    wanted = log_prior + sigma * scores
    return ((wanted - log_agent) ** 2)[is_new].mean()


@augmented_loss.mistake(
    "no-prior",
    "the prior is missing.",
    "Without it the agent forgets the grammar.",
    "log_prior + sigma * scores.",
)
def _no_prior(log_prior, log_agent, scores, is_new, sigma):
    zeros = np.zeros(len(scores))
    return augmented_loss(zeros, log_agent, scores, is_new, sigma)


@augmented_loss.mistake(
    "sign",
    "the score was taken off the prior.",
    "What scores well should become likelier.",
    "PLUS sigma * scores.",
)
def _sign_of_score(log_prior, log_agent, scores, is_new, sigma):
    return augmented_loss(log_prior, log_agent, scores, is_new, -sigma)


@augmented_loss.mistake(
    "not-squared",
    "differences were not squared.",
    "They would cancel each other.",
    "** 2 before the mean.",
)
def _not_squared(log_prior, log_agent, scores, is_new, sigma):
    return (log_prior + sigma * scores * is_new - log_agent).mean()


@augmented_loss.mistake(
    "sum",
    "squares were added up, not averaged.",
    "The loss should not grow with the number of strings.",
    "np.mean.",
)
def _added(log_prior, log_agent, scores, is_new, sigma):
    loss = augmented_loss(log_prior, log_agent, scores, is_new, sigma)
    return loss * len(scores)


@augmented_loss.mistake(
    "square-of-mean",
    "the mean was squared, not the differences.",
    "Square each difference, then take the mean.",
    "np.mean(difference ** 2).",
)
def _square_of_mean(log_prior, log_agent, scores, is_new, sigma):
    return _not_squared(log_prior, log_agent, scores, is_new, sigma) ** 2
