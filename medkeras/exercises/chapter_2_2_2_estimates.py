"""Checks for chapter 2.2.2, 4 to 6: annealing, imputation, an interval."""

import numpy as np
from scipy import stats
from scipy.special import expit

from medkeras.exercises.chapter_2_2_2 import parameters_of, rows_of
from medkeras.exercises.problems import answer_to


def _log_weights(rng, place):
    # exp overflows in the first problem, and is 0 throughout the second.
    chains = (5, 12, 8)[place]
    middle, spread = ((1000.0, 600.0), (-900.0, 2.0), (3.0, 2.0))[place]
    log_weights = middle + spread * rng.normal(size=chains)
    return (2.5, -1.0, 40.0)[place], log_weights


@answer_to(
    "2.2.2-4",
    title="From the weights of the chains to log Z",
    objective="estimate log Z with its error, and not judge by reconstruction",
    problems=_log_weights,
    what="log Z",
)
def annealed(log_z0, log_weights):
    """Logarithm of the mean weight, plus log Z of the start."""
    return log_z0 + np.logaddexp.reduce(log_weights) - np.log(len(log_weights))


@annealed.mistake(
    "overflow",
    "the formula is right, but its exponentials leave what a number can hold.",
    "Take the largest log weight out before the exponential.",
    "top + log(mean(exp(log_weights - top))), with top the largest.",
)
def _overflow(log_z0, log_weights):
    with np.errstate(over="ignore", divide="ignore"):
        return log_z0 + np.log(np.exp(log_weights).mean())


@annealed.mistake(
    "mean-log",
    "the logarithms were averaged.",
    "The mean of the WEIGHTS has no bias; that of their logs is low.",
    "Average exp(log weight), then take the logarithm.",
)
def _mean_of_logs(log_z0, log_weights):
    return log_z0 + np.mean(log_weights)


@annealed.mistake(
    "no-start",
    "the start is missing: the mean weight is Z / Z_0 only.",
    "log Z of the RBM without weights is given.",
    "Add log_z0.",
)
def _no_start(log_z0, log_weights):
    return annealed(0.0, log_weights)


@annealed.mistake(
    "sum",
    "the weights were added, not averaged.",
    "Twice as many chains must not double Z.",
    "Subtract the log of their number.",
)
def _sum_of_weights(log_z0, log_weights):
    return log_z0 + np.logaddexp.reduce(log_weights)


@annealed.mistake(
    "largest",
    "only the chain with the largest weight counts.",
    "The others carry weight, too: the estimate is a mean.",
    "To what you have, add log(mean(exp(log_weights - log_weights.max()))).",
)
def _largest(log_z0, log_weights):
    return log_z0 + np.max(log_weights)


def _incomplete_rows(rng, place):
    v = rows_of(rng, place)
    known = rng.random(v.shape) < 0.6
    # A first guess stands where nothing is known: neither 0 nor 1.
    guess = rng.uniform(0.2, 0.8, v.shape)
    return *parameters_of(rng, place), np.where(known, v, guess), known


@answer_to(
    "2.2.2-5",
    title="One mean-field step of imputation",
    objective="fill in missing values, and predict ratings, with an RBM",
    problems=_incomplete_rows,
    what="the rows",
    points=2,
)
def fill(kernel, visible_bias, hidden_bias, v, known):
    """Up and down by probabilities; what is known stays."""
    return np.where(known, v, _back(kernel, visible_bias, hidden_bias, v))


def _back(kernel, visible_bias, hidden_bias, v):
    h = expit(v @ kernel + hidden_bias)
    return expit(h @ kernel.T + visible_bias)


@fill.mistake(
    "overwritten",
    "units that were known have changed.",
    "What was measured stays as measured.",
    "np.where(known, v, back).",
)
def _overwritten(kernel, visible_bias, hidden_bias, v, known):
    return _back(kernel, visible_bias, hidden_bias, v)


@fill.mistake(
    "inverted",
    "the known units were filled and the unknown kept.",
    "`known` is True where v can be trusted.",
    "The value where `known` is True must come from v.",
)
def _inverted(kernel, visible_bias, hidden_bias, v, known):
    return fill(kernel, visible_bias, hidden_bias, v, ~known)


@fill.mistake(
    "unknown-off",
    "the unknown units went up as 0, not with their first guess.",
    "A 0 says dark, not unknown: v holds a guess in these places.",
    "The way up starts from v as it is: v @ kernel + hidden_bias.",
)
def _unknown_off(kernel, visible_bias, hidden_bias, v, known):
    back = _back(kernel, visible_bias, hidden_bias, np.where(known, v, 0))
    return np.where(known, v, back)


@fill.mistake(
    "no-bias",
    "the visible bias is missing on the way back.",
    "A dark corner of a film is dark whatever the features say.",
    "sigmoid(h @ kernel.T + visible_bias).",
)
def _no_visible_bias(kernel, visible_bias, hidden_bias, v, known):
    return fill(kernel, 0 * visible_bias, hidden_bias, v, known)


@fill.mistake(
    "rounded",
    "the hidden units were rounded to 0 and 1.",
    "Mean field passes probabilities on.",
    "h = sigmoid(v @ kernel + hidden_bias), as it is.",
)
def _rounded_hidden(kernel, visible_bias, hidden_bias, v, known):
    h = (v @ kernel + hidden_bias > 0).astype(float)
    return np.where(known, v, expit(h @ kernel.T + visible_bias))


def _draws(rng, place):
    # RBMs that served unequal numbers of draws, in no order.
    counts = ([2, 5, 3], [4, 2, 6, 3, 3], [3, 6, 2, 2])[place]
    rbm = rng.permutation(np.repeat([7, 2, 9, 4, 5][: len(counts)], counts))
    differences = rng.normal(0.02, 0.03, 10)[rbm]
    differences = differences + rng.normal(0, 0.02, len(rbm))
    return differences, rbm, float(stats.t.ppf(0.975, len(counts) - 1))


def _interval(middle, error, quantile):
    return np.array(
        [middle, middle - quantile * error, middle + quantile * error]
    )


def _means(differences, rbm):
    return np.array([differences[rbm == each].mean() for each in set(rbm)])


@answer_to(
    "2.2.2-6",
    title="An interval for draws that share an RBM",
    objective="judge features learnt without labels where labels are few",
    problems=_draws,
    what="the answer (mean, low, high)",
    points=3,
)
def clustered_interval(differences, rbm, t_value):
    """Student's interval of the mean over the RBMs' means."""
    means = _means(differences, rbm)
    error = means.std(ddof=1) / np.sqrt(len(means))
    return _interval(means.mean(), error, t_value)


@clustered_interval.mistake(
    "independent",
    "every draw counts as if it had an RBM of its own.",
    "Draws that share an RBM repeat its luck. How many RBMs are there?",
    "First one mean for each RBM; these means are the sample.",
)
def _independent_draws(differences, rbm, t_value):
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    return _interval(differences.mean(), error, t_value)


@clustered_interval.mistake(
    "number",
    "the RBMs' means are right, but divided by the root of the wrong number.",
    "The sample has as many members as there are RBMs.",
    "error = means.std(ddof=1) / np.sqrt(len(means)).",
)
def _number_of_draws(differences, rbm, t_value):
    means = _means(differences, rbm)
    error = means.std(ddof=1) / np.sqrt(len(differences))
    return _interval(means.mean(), error, t_value)


@clustered_interval.mistake(
    "spread",
    "that is the spread of single RBMs, not of their mean.",
    "A mean of n values varies less, by the square root of n.",
    "Divide by np.sqrt(len(means)).",
)
def _spread(differences, rbm, t_value):
    means = _means(differences, rbm)
    return _interval(means.mean(), means.std(ddof=1), t_value)


@clustered_interval.mistake(
    "ddof",
    "the standard deviation divides by n.",
    "The mean was estimated from the same RBMs.",
    "means.std(ddof=1).",
)
def _ddof(differences, rbm, t_value):
    means = _means(differences, rbm)
    error = means.std() / np.sqrt(len(means))
    return _interval(means.mean(), error, t_value)


@clustered_interval.mistake(
    "normal",
    "1.96 is the normal quantile.",
    "With few RBMs the spread itself is uncertain.",
    "Use t_value.",
)
def _normal(differences, rbm, t_value):
    return clustered_interval(differences, rbm, 1.96)


@clustered_interval.mistake(
    "centre",
    "the spread is right, but the middle is the mean over all draws.",
    "An RBM that served more draws does not count more here.",
    "The middle is means.mean(), of one mean for each RBM.",
)
def _pooled_centre(differences, rbm, t_value):
    middle, low, _ = clustered_interval(differences, rbm, 1.0)
    return _interval(differences.mean(), middle - low, t_value)
