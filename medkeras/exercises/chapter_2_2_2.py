"""Checks for chapter 2.2.2, 1 to 3: free energy, log Z, the CD gradient."""

import numpy as np
from scipy.special import expit

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

# Visible units, hidden units and rows of the three problems.
SIZES = (4, 3, 6), (7, 2, 5), (2, 5, 9)


def parameters_of(rng, place):
    """Kernel, visible bias and hidden bias of a small RBM."""
    visible, hidden, _ = SIZES[place]
    kernel = rng.normal(size=(visible, hidden))
    return kernel, rng.normal(size=visible), rng.normal(size=hidden)


def rows_of(rng, place):
    """Binary rows for its visible units."""
    visible, _, rows = SIZES[place]
    return rng.integers(0, 2, (rows, visible)).astype(float)


def _parameters_and_rows(rng, place):
    return *parameters_of(rng, place), rows_of(rng, place)


@answer_to(
    "2.2.2-1",
    title="The free energy",
    objective="write the energy, the free energy and both conditionals",
    problems=_parameters_and_rows,
    what="the free energies",
)
def free_energy(kernel, visible_bias, hidden_bias, v):
    """Sum each hidden unit over its two states."""
    fields = v @ kernel + hidden_bias
    return -v @ visible_bias - np.logaddexp(0, fields).sum(axis=1)


@free_energy.mistake(
    "sign",
    "the sign is turned: this is the logarithm of the unnormalised p(v).",
    "A probable row has a LOW free energy.",
    "p(v) = exp(-F(v)) / Z: put a minus before both terms.",
)
def _negative_free_energy(kernel, visible_bias, hidden_bias, v):
    return -free_energy(kernel, visible_bias, hidden_bias, v)


@free_energy.mistake(
    "visible-sign",
    "the visible term has the wrong sign.",
    "A unit with a large bias likes to be on: what does that do to F?",
    "-v @ visible_bias - ...",
)
def _visible_sign(kernel, visible_bias, hidden_bias, v):
    return free_energy(kernel, -visible_bias, hidden_bias, v)


@free_energy.mistake(
    "all-on",
    "this is the energy with every hidden unit on.",
    "F sums over BOTH states of each hidden unit.",
    "Each unit gives log(1 + exp(b_j + (vW)_j)).",
)
def _all_on(kernel, visible_bias, hidden_bias, v):
    return -v @ visible_bias - (v @ kernel + hidden_bias).sum(axis=1)


@free_energy.mistake(
    "one-log",
    "the sum over the hidden units is inside the logarithm.",
    "Hidden units are independent given v: their factors multiply.",
    "Take the logarithm of each factor, then add.",
)
def _one_log(kernel, visible_bias, hidden_bias, v):
    together = np.exp(v @ kernel + hidden_bias).sum(axis=1)
    return -v @ visible_bias - np.log(1 + together)


@free_energy.mistake(
    "mean-field",
    "this is the energy with the probabilities put in for the hidden units.",
    "E(v, p) is no sum over states: it lacks the entropy of h.",
    "Do not compute p at all; each unit gives log(1 + exp(b_j + (vW)_j)).",
)
def _energy_at_the_mean(kernel, visible_bias, hidden_bias, v):
    fields = v @ kernel + hidden_bias
    return -v @ visible_bias - (expit(fields) * fields).sum(axis=1)


@free_energy.mistake(
    "no-bias",
    "the hidden biases are missing.",
    "What does hidden unit j receive where v is all zeros?",
    "The field of the hidden units is v @ kernel + hidden_bias.",
)
def _no_hidden_bias(kernel, visible_bias, hidden_bias, v):
    return free_energy(kernel, visible_bias, 0 * hidden_bias, v)


@answer_to(
    "2.2.2-2",
    title="log Z by enumeration",
    objective="write the energy, the free energy and both conditionals",
    problems=parameters_of,
    what="log Z",
)
def log_partition(kernel, visible_bias, hidden_bias):
    """Add exp(-F) over all visible states."""
    v = _all_states(len(visible_bias))
    free = free_energy(kernel, visible_bias, hidden_bias, v)
    return np.logaddexp.reduce(-free)


def _all_states(units):
    return np.array(list(np.ndindex(*[2] * units)), float)


@log_partition.mistake(
    "mean",
    "the states were averaged, not added up.",
    "Z makes the probabilities add up to 1.",
    "Use a sum, or add log(number of states).",
)
def _mean_of_states(kernel, visible_bias, hidden_bias):
    states = len(visible_bias) * np.log(2)
    return log_partition(kernel, visible_bias, hidden_bias) - states


@log_partition.mistake(
    "no-log",
    "this is Z, not its logarithm.",
    "With many units Z overflows; log Z does not.",
    "Return np.log(...) of it.",
)
def _no_log(kernel, visible_bias, hidden_bias):
    return np.exp(log_partition(kernel, visible_bias, hidden_bias))


@log_partition.mistake(
    "sign",
    "the free energy went in with a plus.",
    "The weight of a state is exp(-F).",
    "np.logaddexp.reduce(-F).",
)
def _plus_free_energy(kernel, visible_bias, hidden_bias):
    v = _all_states(len(visible_bias))
    free = free_energy(kernel, visible_bias, hidden_bias, v)
    return np.logaddexp.reduce(free)


@log_partition.mistake(
    "twice",
    "the hidden units were summed twice: F had done it already.",
    "How many terms has the sum over v, how many that over v and h?",
    "Either exp(-E) over all (v, h), or exp(-F) over all v.",
)
def _summed_twice(kernel, visible_bias, hidden_bias):
    states = len(hidden_bias) * np.log(2)
    return log_partition(kernel, visible_bias, hidden_bias) + states


@log_partition.mistake(
    "visible-only",
    "only the visible biases were looked at.",
    "That is log Z of a model without hidden units.",
    "Sum exp(-F(v)) over all v, with F of exercise 1.",
)
def _visible_only(kernel, visible_bias, hidden_bias):
    return np.logaddexp(0, visible_bias).sum()


def _data_and_samples(rng, place):
    kernel, _, hidden_bias = parameters_of(rng, place)
    return kernel, hidden_bias, rows_of(rng, place), rows_of(rng, place)


@answer_to(
    "2.2.2-3",
    title="The gradient of contrastive divergence",
    objective="say what contrastive divergence leaves out, and measure it",
    problems=_data_and_samples,
    what="the gradient of the kernel",
    points=2,
    stated=Stated(
        "rate",
        "1",
        between("0.01", "0.50"),
        (
            (
                "Return the gradient for the kernel",
                "Return the step of rate {}, so many times the gradient, "
                "for the kernel",
            ),
            ("return (start.T", "return {} * (start.T"),
        ),
        returned=times,
    ),
)
def cd_gradient(kernel, hidden_bias, start, end):
    """Mean of v h in the data minus the mean in the samples."""
    before = expit(start @ kernel + hidden_bias)
    after = expit(end @ kernel + hidden_bias)
    return (start.T @ before - end.T @ after) / len(start)


@cd_gradient.mistake(
    "sign",
    "the two terms have changed places.",
    "Learning makes the DATA more probable.",
    "Data first, minus the samples.",
)
def _samples_first(kernel, hidden_bias, start, end):
    return cd_gradient(kernel, hidden_bias, end, start)


@cd_gradient.mistake(
    "sum",
    "rows were added up; the brackets < > are means.",
    "With twice the batch your step would be twice as long.",
    "Divide by the number of rows.",
)
def _sum_of_rows(kernel, hidden_bias, start, end):
    return len(start) * cd_gradient(kernel, hidden_bias, start, end)


@cd_gradient.mistake(
    "old-hidden",
    "the samples were paired with the hidden units of the data.",
    "Which hidden units belong to the sample v_k?",
    "Compute the probabilities again, from v_k.",
)
def _old_hidden(kernel, hidden_bias, start, end):
    before = expit(start @ kernel + hidden_bias)
    return (start - end).T @ before / len(start)


@cd_gradient.mistake(
    "rounded",
    "hidden probabilities were rounded to 0 and 1.",
    "The mean of v h given v is v times a probability.",
    "Leave the probabilities as they are in both terms.",
)
def _rounded(kernel, hidden_bias, start, end):
    before = start @ kernel + hidden_bias > 0
    after = end @ kernel + hidden_bias > 0
    return (start.T @ before - end.T @ after) / len(start)


@cd_gradient.mistake(
    "data-only",
    "only the term of the data is there.",
    "Without the second term the weights would grow for ever.",
    "Subtract the same mean over the samples, `end`.",
)
def _data_only(kernel, hidden_bias, start, end):
    return start.T @ expit(start @ kernel + hidden_bias) / len(start)


@cd_gradient.mistake(
    "no-bias",
    "the hidden biases are missing.",
    "Write p(h = 1 | v) once more: what is inside the logistic function?",
    "sigmoid(v @ kernel + hidden_bias), in both terms.",
)
def _no_bias(kernel, hidden_bias, start, end):
    return cd_gradient(kernel, 0 * hidden_bias, start, end)
