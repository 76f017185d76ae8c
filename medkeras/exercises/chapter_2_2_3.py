"""Checks for chapter 2.2.3, 1 to 3: exact log p(v), the bound, up and down."""

from itertools import pairwise

import numpy as np
from scipy.special import expit, logsumexp

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between


def stack(rng, *widths):
    """Random layers (kernel, visible bias, hidden bias), lowest first."""
    return [
        (
            rng.normal(size=(below, above)),
            rng.normal(size=below),
            rng.normal(size=above),
        )
        for below, above in pairwise(widths)
    ]


def _rows_and_states(rng, place):
    rows, states = ((3, 4), (6, 8), (2, 16), (4, 8))[place]
    log_given = np.log(rng.uniform(0.02, 0.9, (rows, states)))
    if place == 3:  # images of many pixels: exp(log_given) is 0
        log_given -= 900
    return log_given, 2 * rng.normal(size=states) + 3


@answer_to(
    "2.2.3-1",
    title="log p(v) of two layers",
    objective="stack RBMs so that the new one changes nothing at first",
    problems=_rows_and_states,
    num_problems=4,
    what="log p(v)",
    points=2,
)
def two_layers(log_given, negative_free_energy):
    """Sum p(v | h) P_2(h) over all states h."""
    log_prior = negative_free_energy - logsumexp(negative_free_energy)
    return logsumexp(log_given + log_prior, axis=1)


@two_layers.mistake(
    "underflow",
    "right for small images; of many pixels exp(log_given) is 0.",
    "Take the largest logarithm of a row out before the exponential.",
    "np.logaddexp.reduce(log_given + log_prior, axis=1).",
)
def _underflow(log_given, negative_free_energy):
    log_prior = negative_free_energy - logsumexp(negative_free_energy)
    with np.errstate(divide="ignore"):
        return np.log(np.exp(log_given + log_prior).sum(axis=1))


@two_layers.mistake(
    "no-partition",
    "the prior of the second RBM does not add up to 1.",
    "exp(-F_2(h)) is its prior up to a number. Which one?",
    "Subtract log Z_2, the log of the sum of exp(-F_2(h)) over all states.",
)
def _no_partition(log_given, negative_free_energy):
    return logsumexp(log_given + negative_free_energy, axis=1)


@two_layers.mistake(
    "mean-log",
    "logarithms were averaged, with the prior as weights.",
    "p(v) is a sum of probabilities; its logarithm comes last.",
    "np.log(sum over h of exp(log_given + log_prior)).",
)
def _mean_of_logs(log_given, negative_free_energy):
    prior = np.exp(negative_free_energy - logsumexp(negative_free_energy))
    return log_given @ prior


@two_layers.mistake(
    "uniform",
    "every state of h counts alike.",
    "The second RBM says how probable each state is.",
    "Weigh p(v | h) by P_2(h) = exp(-F_2(h)) / Z_2.",
)
def _uniform(log_given, negative_free_energy):
    return two_layers(log_given, 0 * negative_free_energy)


@two_layers.mistake(
    "sign",
    "the second RBM's free energy went in with the wrong sign.",
    "`negative_free_energy` is -F_2 already.",
    "P_2(h) = exp(negative_free_energy) / Z_2.",
)
def _sign(log_given, negative_free_energy):
    return two_layers(log_given, -negative_free_energy)


@two_layers.mistake(
    "no-log",
    "these are the probabilities, not their logarithms.",
    "Of an image with hundreds of pixels p(v) underflows; log p(v) does not.",
    "Return np.log(...) of it.",
)
def _no_log(log_given, negative_free_energy):
    return np.exp(two_layers(log_given, negative_free_energy))


def _states_of_one_image(rng, place):
    states = (8, 4, 16)[place]
    q = rng.dirichlet(np.ones(states))
    if place == 2:  # some states that q leaves out
        q[[1, 6, 7]] = 0
        q /= q.sum()
    log_prior = np.log(rng.dirichlet(np.ones(states)))
    return q, log_prior, np.log(rng.uniform(0.05, 0.9, states))


@answer_to(
    "2.2.3-2",
    title="The greedy bound",
    objective="compute the bound that training the next layer raises",
    problems=_states_of_one_image,
    what="the bound",
    points=2,
)
def bound(q, log_prior, log_given):
    """Mean of the brackets, weighed by q; 0 log 0 is 0."""
    return np.sum(q * (log_given + log_prior) - _q_log_q(q))


def _q_log_q(q):
    return q * np.log(np.where(q > 0, q, 1))


@bound.mistake(
    "zero",
    "a state with q = 0 makes it infinite or NaN.",
    "0 log 0 counts as 0: such a state adds nothing.",
    "Keep only the states with q > 0.",
)
def _zero(q, log_prior, log_given):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sum(q * (log_given + log_prior - np.log(q)))


@bound.mistake(
    "no-entropy",
    "the part with log q is missing.",
    "What q is unsure about counts in its favour.",
    "Subtract log q inside the brackets.",
)
def _no_entropy(q, log_prior, log_given):
    return np.sum(q * (log_given + log_prior))


@bound.mistake(
    "sign",
    "log q was added.",
    "Entropy is -Σ q log q.",
    "log_given + log_prior - np.log(q), where q > 0.",
)
def _log_q_added(q, log_prior, log_given):
    return np.sum(q * (log_given + log_prior) + _q_log_q(q))


@bound.mistake(
    "exact",
    "that is log p(v) itself, not its bound.",
    "The bound averages logarithms with the weights q.",
    "np.sum(q * (log_given + log_prior - np.log(q))), where q > 0.",
)
def _exact(q, log_prior, log_given):
    return logsumexp(log_given + log_prior)


@bound.mistake(
    "no-prior",
    "log P_2(h), the part that training changes, is missing.",
    "A joint probability is p(v | h) times what?",
    "log_given + log_prior - np.log(q) inside the brackets.",
)
def _no_prior(q, log_prior, log_given):
    return np.sum(q * log_given - _q_log_q(q))


def _image_and_layers(rng, place):
    # Equal widths, so that a kernel that was not transposed still runs.
    units, depth, rows = ((4, 2, 3), (3, 3, 5), (5, 1, 2))[place]
    return rng.random((rows, units)), stack(rng, *[units] * (depth + 1))


def _steeper(slope, v, layers):
    return v, [tuple(slope * part for part in layer) for layer in layers]


@answer_to(
    "2.2.3-3",
    title="Up and down",
    objective="unroll a stack into an autoencoder and hold it against PCA",
    problems=_image_and_layers,
    what="the probabilities",
    points=2,
    stated=Stated(
        "slope",
        "1",
        between("0.50", "0.99") + between("1.01", "2.50"),
        (
            (
                "for sigmoids in every layer.",
                "for sigmoids of {} times their input in every layer.",
            ),
            ("np.exp(-(v @ kernel +", "np.exp(-{} * (v @ kernel +"),
            ("np.exp(-(v @ kernel.T", "np.exp(-{} * (v @ kernel.T"),
        ),
        given=_steeper,
    ),
)
def up_and_down(v, layers):
    """Mean field: up through all layers, down through all again."""
    return _down(_up(v, layers), layers)


def _up(v, layers):
    for kernel, _, hidden_bias in layers:
        v = expit(v @ kernel + hidden_bias)
    return v


def _down(state, layers, bias=1):
    for layer in reversed(layers):
        state = expit(state @ layer[0].T + layer[bias])
    return state


@up_and_down.mistake(
    "hidden-bias-down",
    "on the way down the hidden biases were added.",
    "Going down, a layer is the VISIBLE side of the RBM above.",
    "state @ kernel.T + visible_bias.",
)
def _hidden_bias_down(v, layers):
    return _down(_up(v, layers), layers, bias=2)


@up_and_down.mistake(
    "not-transposed",
    "the kernels were not transposed for the way down.",
    "A kernel is (below, above); going down needs (above, below).",
    "state @ kernel.T.",
)
def _not_transposed(v, layers):
    turned = [(layer[0].T, *layer[1:]) for layer in layers]
    return _down(_up(v, layers), turned)


@up_and_down.mistake(
    "order",
    "the way down begins with the lowest layer.",
    "The last RBM on the way up is the first on the way down.",
    "for ... in reversed(layers).",
)
def _order(v, layers):
    return _down(_up(v, layers), layers[::-1])


@up_and_down.mistake(
    "only-up",
    "this is the code, not the reconstruction.",
    "From the top it goes down again, through every layer.",
    "A second loop over reversed(layers), with kernel.T.",
)
def _only_up(v, layers):
    return _up(v, layers)


@up_and_down.mistake(
    "rounded",
    "the units were rounded to 0 and 1 on the way.",
    "The unrolled network passes probabilities on.",
    "Use the values of the logistic function as they are.",
)
def _rounded(v, layers):
    for kernel, _, hidden_bias in layers:
        v = (v @ kernel + hidden_bias > 0).astype(float)
    for kernel, visible_bias, _ in reversed(layers):
        v = (v @ kernel.T + visible_bias > 0).astype(float)
    return v
