"""Checks for chapter 3.3.1, exercise 2: the terms of the log odds."""

import numpy as np

from medkeras.exercises.problems import answer_to

TERMS = "give the log odds of a patient back to single n-grams, exactly"


def _sentence(rng, place):
    """Some filters stay silent; one likes the first n-gram, one the last."""
    words, width, n, filters = ((7, 3, 3, 6), (5, 4, 4, 5), (9, 2, 3, 7))[place]
    vectors = rng.normal(size=(words, width))
    kernels = rng.normal(size=(n, width, filters))
    kernels[:, :, 0] = 3 * vectors[:n]
    kernels[:, :, 1] = 3 * vectors[-n:]
    biases = rng.normal(size=filters)
    biases[2] = -50.0  # answers to nothing
    weights = rng.choice([-1, 1], filters) * rng.uniform(0.5, 2, filters)
    return vectors, kernels, biases, weights


def _matches(vectors, kernels):
    n = len(kernels)
    windows = np.stack(
        [vectors[t : t + n] for t in range(len(vectors) - n + 1)]
    )
    return np.einsum("tne,nek->tk", windows, kernels)


@answer_to(
    "3.3.1-2",
    title="The terms of the log odds",
    objective=TERMS,
    problems=_sentence,
    what="the terms",
    points=2,
    pure=True,
)
def log_odds_terms(vectors, kernels, biases, weights):
    """Outer weight times the filter's strongest answer."""
    answers = np.maximum(_matches(vectors, kernels) + biases, 0)
    return answers.max(axis=0) * weights


@log_odds_terms.mistake(
    "no-relu",
    "a filter that answers to nothing got a term.",
    "Its answer is 0 where match and bias are below 0.",
    "max(0.0, ...) before the outer weight.",
)
def _no_relu(vectors, kernels, biases, weights):
    return (_matches(vectors, kernels) + biases).max(axis=0) * weights


@log_odds_terms.mistake(
    "mean-over-time",
    "answers were averaged over the sentence.",
    "One n-gram decides: the one with the strongest answer.",
    "Maximum over time, not mean.",
)
def _mean_over_time(vectors, kernels, biases, weights):
    answers = np.maximum(_matches(vectors, kernels) + biases, 0)
    return answers.mean(axis=0) * weights


@log_odds_terms.mistake(
    "sum-over-time",
    "answers were added up over the sentence.",
    "One n-gram decides: the one with the strongest answer.",
    "Maximum over time, not sum.",
)
def _sum_over_time(vectors, kernels, biases, weights):
    answers = np.maximum(_matches(vectors, kernels) + biases, 0)
    return answers.sum(axis=0) * weights


@log_odds_terms.mistake(
    "no-inner-bias",
    "the inner biases were left out.",
    "Each filter adds its bias before the ReLU.",
    "max(0.0, match + biases[k]).",
)
def _no_inner_bias(vectors, kernels, biases, weights):
    return log_odds_terms(vectors, kernels, 0 * biases, weights)


@log_odds_terms.mistake(
    "no-outer-weight",
    "these are the answers of the filters, not yet the terms.",
    "A strong answer can LOWER the risk.",
    "Multiply by weights[k].",
)
def _no_outer_weight(vectors, kernels, biases, weights):
    return log_odds_terms(vectors, kernels, biases, np.ones(len(weights)))


@log_odds_terms.mistake(
    "weight-inside",
    "the outer weight was multiplied before the maximum.",
    "With a negative weight the maximum then picks the weakest answer.",
    "First the maximum over time, then the weight.",
)
def _weight_inside(vectors, kernels, biases, weights):
    answers = np.maximum(_matches(vectors, kernels) + biases, 0)
    return (answers * weights).max(axis=0)


@log_odds_terms.mistake(
    "last-n-gram-lost",
    "the n-gram that ends the sentence was not read.",
    "How many places has a window of n in a sentence of T words?",
    "range(len(vectors) - n + 1).",
)
def _last_lost(vectors, kernels, biases, weights):
    return log_odds_terms(vectors[:-1], kernels, biases, weights)


@log_odds_terms.mistake(
    "hangs-over",
    "n-grams that hang over the end of the sentence were read, too.",
    "Take only those that lie inside it.",
    "range(len(vectors) - n + 1), without zeros behind.",
)
def _hangs_over(vectors, kernels, biases, weights):
    behind = np.zeros((len(kernels) - 1, vectors.shape[1]))
    longer = np.vstack([vectors, behind])
    return log_odds_terms(longer, kernels, biases, weights)


@log_odds_terms.mistake(
    "relu-of-the-term",
    "the ReLU was taken after the outer weight: no filter lowers the risk.",
    "It is the ANSWER that cannot be below 0; its weight can.",
    "weights[k] * max(0.0, ...).",
)
def _relu_of_the_term(vectors, kernels, biases, weights):
    return np.maximum(_no_relu(vectors, kernels, biases, weights), 0)


@log_odds_terms.mistake(
    "flipped",
    "the filter was read backwards.",
    "W_0 meets the word with which the n-gram begins.",
    "kernels[i, :, k] meets vectors[t + i].",
)
def _flipped(vectors, kernels, biases, weights):
    return log_odds_terms(vectors, kernels[::-1], biases, weights)


@log_odds_terms.mistake(
    "summed-up",
    "all terms came as one sum.",
    "Each filter's own term is asked for.",
    "Return an array of K terms.",
)
def _summed_up(vectors, kernels, biases, weights):
    return np.sum(log_odds_terms(vectors, kernels, biases, weights))
