"""Checks for chapter 3.3.1, exercises 1 and 2: words of time, terms."""

import numpy as np

from medkeras.exercises.problems import answer_to

MONTH = 365.25 / 12
SENTENCE = "write a record as a sentence, with words for the time between"
TERMS = "give the log odds of a patient back to single n-grams, exactly"
# All in days that double precision holds exactly: limits, and beside them.
# 30.421875 is less than a month, though more than 365 / 12.
GAPS = (
    *(0.0, 63 / 128, 0.5, 0.75, 31 / 32, 1.0, 2.0, 29.0, 30.0, 30.421875),
    *(MONTH, 45.0, 2 * MONTH, 91.0, 3 * MONTH, 100.0, 4 * MONTH),
    *(182.0, 6 * MONTH, 7 * MONTH, 300.0, 12 * MONTH, 13 * MONTH, 800.0),
)


def _stays(rng, place):
    """Every gap with and without a transfer, in any order."""
    gaps = np.repeat(GAPS, 2)[: (48, 40, 44)[place]]
    transferred = np.tile([True, False], 24)[: len(gaps)]
    order = rng.permutation(len(gaps))
    stay = rng.integers(1, 40, len(gaps) + 1) / 4.0
    starts = np.r_[0.0, np.cumsum(gaps[order] + stay[:-1])]
    first = rng.random() < 0.5
    return starts, starts + stay, np.r_[first, transferred[order]]


def _numbers(gaps, transferred, month=MONTH, right=True):
    borders = month * np.array([1, 3, 6, 12])
    side = "right" if right else "left"
    number = 1 + np.searchsorted(borders, gaps, side=side)
    return np.where(gaps < np.where(transferred, 1.0, 0.5), 0, number)


@answer_to(
    "3.3.1-1",
    title="The words between stays",
    objective=SENTENCE,
    problems=_stays,
    what="the numbers of the words",
    points=2,
    pure=True,
)
def gap_numbers(starts, ends, transferred):
    """0 for TRANSFER, 1 to 5 for the time that passed."""
    return _numbers(starts[1:] - ends[:-1], transferred[1:])


@gap_numbers.mistake(
    "from-the-start",
    "time was taken from the start of the stay before.",
    "A gap is the time in which the patient was not in hospital.",
    "starts[1:] - ends[:-1].",
)
def _from_the_start(starts, ends, transferred):
    return _numbers(np.diff(starts), transferred[1:])


@gap_numbers.mistake(
    "transfer-before",
    "it was asked how the stay BEFORE the gap began.",
    "The second of two stays began with the transfer, or did not.",
    "transferred[1:] belongs to the gaps.",
)
def _transfer_before(starts, ends, transferred):
    return _numbers(starts[1:] - ends[:-1], transferred[:-1])


@gap_numbers.mistake(
    "limits-included",
    "12 or 24 hours exactly were taken for one episode.",
    "The rule says LESS than 12 hours, or less than 24.",
    "hours < limit, not <=.",
)
def _limits_included(starts, ends, transferred):
    gaps = starts[1:] - ends[:-1]
    joined = gaps <= np.where(transferred[1:], 1.0, 0.5)
    return np.where(joined, 0, _numbers(np.maximum(gaps, 1.0), False))


@gap_numbers.mistake(
    "month-included",
    "a gap of exactly one month was called 0-1m (and so at 3, 6, 12).",
    "A border belongs to the word that BEGINS there, and a month is 365.25 / "
    "12 days, not rounded.",
    "Compare with >= border, or searchsorted(..., side='right').",
)
def _month_included(starts, ends, transferred):
    return _numbers(starts[1:] - ends[:-1], transferred[1:], right=False)


@gap_numbers.mistake(
    "thirty-days",
    "a month has 30 days in your answer.",
    "MONTH is a twelfth of 365.25 days.",
    "borders = MONTH * np.array([1, 3, 6, 12]).",
)
def _thirty_days(starts, ends, transferred):
    return _numbers(starts[1:] - ends[:-1], transferred[1:], month=30.0)


@gap_numbers.mistake(
    "short-month",
    "a month is a little too short in your answer.",
    "A year of 365.25 days has twelve of them; nothing is rounded.",
    "borders = 365.25 / 12 * np.array([1, 3, 6, 12]).",
)
def _short_month(starts, ends, transferred):
    return _numbers(starts[1:] - ends[:-1], transferred[1:], month=365 / 12)


@gap_numbers.mistake(
    "always-24",
    "every stay within 24 hours was joined.",
    "Without a transfer only 12 hours count.",
    "limit = 24 where transferred[1:], else 12.",
)
def _always_24(starts, ends, transferred):
    return _numbers(starts[1:] - ends[:-1], True)


@gap_numbers.mistake(
    "never-24",
    "a transfer made no difference.",
    "After a transfer, up to 24 hours are one episode.",
    "limit = 24 where transferred[1:], else 12.",
)
def _never_24(starts, ends, transferred):
    return _numbers(starts[1:] - ends[:-1], False)


@gap_numbers.mistake(
    "any-transfer",
    "every stay that began with a transfer was joined to the one before.",
    "A transfer after a month at home is no continuation.",
    "A transfer moves the limit from 12 to 24 hours, no more.",
)
def _any_transfer(starts, ends, transferred):
    numbers = _numbers(starts[1:] - ends[:-1], False)
    return np.where(transferred[1:], 0, numbers)


@gap_numbers.mistake(
    "words-from-zero",
    "the words of time are numbered from 0.",
    "0 is TRANSFER; 0-1m is 1.",
    "Add 1 to the number of borders that the gap has reached.",
)
def _words_from_zero(starts, ends, transferred):
    return np.maximum(gap_numbers(starts, ends, transferred) - 1, 0)


@gap_numbers.mistake(
    "hours-as-days",
    "12 and 24 were compared with days.",
    "Times are in days, the rule is in hours.",
    "Compare 24 * gap with 12 and 24.",
)
def _hours_as_days(starts, ends, transferred):
    gaps = starts[1:] - ends[:-1]
    joined = gaps < np.where(transferred[1:], 24, 12)
    return np.where(joined, 0, _numbers(np.maximum(gaps, 1.0), False))


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
