"""Checks for chapter 3.3.2, exercises 1 and 2: weights of words, odds."""

import numpy as np

from medkeras.exercises.problems import answer_to

WEIGH = "weigh words by how few texts use them, and classify by their odds"


def _counts(rng, place):
    """Few texts, in which some words stand twice, one in all, one in none."""
    texts, words = ((6, 9), (4, 7), (11, 5))[place]
    counts = rng.poisson(0.6, (texts, words))
    counts[:, 0] = rng.integers(1, 4, texts)
    counts[:, 1] = 0
    counts[0, 2], counts[1:, 2] = 5, 0
    return (counts,)


def _used_by(counts):
    return (counts > 0).sum(axis=0)


@answer_to(
    "3.3.2-1",
    title="How rare is a word?",
    objective=WEIGH,
    problems=_counts,
    what="the weights",
    points=2,
    pure=True,
)
def inverse_frequency(counts):
    """One, and the log of all texts by those that have the word."""
    ratio = (len(counts) + 1) / (_used_by(counts) + 1)
    return np.log(ratio) + 1


@inverse_frequency.mistake(
    "uses-not-texts",
    "uses of a word were counted, not texts that have it.",
    "A word that stands five times in one text is in ONE text.",
    "(counts > 0).sum(axis=0).",
)
def _uses(counts):
    return 1 + np.log((1 + len(counts)) / (1 + counts.sum(axis=0)))


@inverse_frequency.mistake(
    "no-one-added",
    "the 1 before the logarithm is missing.",
    "A word that every text has would get the weight 0.",
    "1 + np.log(...).",
)
def _no_one(counts):
    return inverse_frequency(counts) - 1


@inverse_frequency.mistake(
    "not-smoothed",
    "1 was not added to both counts of texts.",
    "Think of one more text that has every word.",
    "(1 + N) / (1 + N_t).",
)
def _not_smoothed(counts):
    return 1 + np.log(len(counts) / np.maximum(_used_by(counts), 1))


@inverse_frequency.mistake(
    "other-logarithm",
    "the logarithm is not the natural one.",
    "ln has the base e.",
    "np.log, not np.log2 or np.log10.",
)
def _other_logarithm(counts):
    return 1 + (inverse_frequency(counts) - 1) / np.log(2)


@inverse_frequency.mistake(
    "frequent-is-heavy",
    "frequent words got the larger weights.",
    "A word that few texts have should count more.",
    "N stands above, N_t below the line.",
)
def _frequent(counts):
    return 2 - inverse_frequency(counts)


@inverse_frequency.mistake(
    "words-for-texts",
    "N is the number of texts, not of words.",
    "Which axis of `counts` are the texts?",
    "len(counts).",
)
def _words_for_texts(counts):
    return 1 + np.log((1 + counts.shape[1]) / (1 + _used_by(counts)))


def _letters(rng, place):
    """Texts with unlike class sizes and a word that one class never used."""
    texts, words, alpha = ((9, 6, 0.3), (7, 8, 0.5), (12, 5, 2.0))[place]
    labels = rng.permutation(np.arange(texts) % 3 == 0).astype(int)
    counts = rng.poisson(1.2, (texts, words))
    counts[labels == 1, 0] = 0
    counts[labels == 0, 0] += 1
    text = rng.integers(0, 4, words)
    text[:2] = 1, 3
    return counts, labels, text, alpha


def _theta(counts, labels, label, alpha):
    times = counts[labels == label].sum(axis=0) + alpha
    return times / times.sum()


def _prior(labels):
    return np.log(np.mean(labels) / (1 - np.mean(labels)))


@answer_to(
    "3.3.2-2",
    title="The log odds of naive Bayes",
    objective=WEIGH,
    problems=_letters,
    what="the log odds",
    points=2,
    pure=True,
)
def bayes_log_odds(counts, labels, text, smoothing):
    """The prior's log odds, and those of each word as often as it stands."""
    ratio = _theta(counts, labels, 1, smoothing) / _theta(
        counts, labels, 0, smoothing
    )
    return _prior(labels) + text @ np.log(ratio)


@bayes_log_odds.mistake(
    "no-prior",
    "the prior was left out.",
    "Before any word is read, the classes are not equally frequent.",
    "Begin with ln(texts of label 1 / texts of label 0).",
)
def _no_prior(counts, labels, text, smoothing):
    return bayes_log_odds(counts, labels, text, smoothing) - _prior(labels)


@bayes_log_odds.mistake(
    "words-once",
    "a word that the text has twice was counted once.",
    "In the multinomial model each use of a word counts.",
    "Multiply by text, not by (text > 0).",
)
def _words_once(counts, labels, text, smoothing):
    return bayes_log_odds(counts, labels, np.minimum(text, 1), smoothing)


@bayes_log_odds.mistake(
    "sign",
    "the odds are those of label 0.",
    "Log odds of 1 are above 0 where label 1 is likelier.",
    "ln P(1) minus ln P(0).",
)
def _sign(counts, labels, text, smoothing):
    return -bayes_log_odds(counts, labels, text, smoothing)


@bayes_log_odds.mistake(
    "smoothing-not-below",
    "the smoothing was added above the line only.",
    "The shares of all words of a class must sum to 1.",
    "Divide by the sum of the smoothed counts.",
)
def _not_below(counts, labels, text, smoothing):
    odds = _prior(labels)
    for label, sign in ((1, 1), (0, -1)):
        times = counts[labels == label].sum(axis=0)
        theta = (times + smoothing) / times.sum()
        odds = odds + sign * (text @ np.log(theta))
    return odds


@bayes_log_odds.mistake(
    "always-one",
    "1 was added, whatever the smoothing.",
    "The argument says how much.",
    "counts + smoothing.",
)
def _always_one(counts, labels, text, smoothing):
    return bayes_log_odds(counts, labels, text, 1.0)


@bayes_log_odds.mistake(
    "texts-not-uses",
    "texts that have a word were counted, not its uses.",
    "N_ct counts every use of the word in the class.",
    "counts[labels == c].sum(axis=0).",
)
def _texts_not_uses(counts, labels, text, smoothing):
    return bayes_log_odds(np.minimum(counts, 1), labels, text, smoothing)
