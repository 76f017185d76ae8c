"""Checks for chapter 3.4.4, exercises 4 and 5: rare positives, drugs."""

import numpy as np

from medkeras.exercises.problems import answer_to

IMBALANCE = "state precision at the true imbalance beside the AUROC"
DRUGS = "tell what is known of a drug from what is known of a cell line"


def _rare(rng, place):
    """Scores without ties, of unlike numbers of rows of the two labels."""
    positives, negatives, share = ((5, 9, 0.02), (7, 6, 0.1), (4, 12, 0.3))[
        place
    ]
    labels = np.repeat([1, 0], [positives, negatives])
    scores = rng.permutation(len(labels)) / 10 + 0.8 * labels
    scores += rng.uniform(0, 0.01, len(labels))
    order = rng.permutation(len(labels))
    return labels[order], scores[order], share


def _rates(labels, scores):
    """Sensitivity and false alarms at the score of each positive."""
    called = scores[:, None] >= scores[labels == 1]
    rates = [called[labels == label].mean(axis=0) for label in (1, 0)]
    return tuple(rates)


def _precision(found, alarms, share):
    return share * found / (share * found + (1 - share) * alarms)


@answer_to(
    "3.4.4-4",
    title="Precision where positives are rare",
    objective=IMBALANCE,
    problems=_rare,
    what="the mean precision",
    points=3,
    pure=True,
)
def precision_at_share(labels, scores, prevalence):
    """Bayes' rule at each positive's score, then the mean."""
    return _precision(*_rates(labels, scores), prevalence).mean()


@precision_at_share.mistake(
    "share-of-the-rows",
    "this is the precision among the rows, whatever the prevalence.",
    "The rows are a sample with far more positives than there are outside.",
    "Weigh sensitivity with prevalence, false alarms with 1 - prevalence.",
)
def _of_the_rows(labels, scores, prevalence):
    return precision_at_share(labels, scores, np.mean(labels))


@precision_at_share.mistake(
    "counts-weighed",
    "counts were weighed where shares are meant.",
    "There are more negatives than positives in the rows, too.",
    "Divide by the rows of each label before you weigh.",
)
def _counts_weighed(labels, scores, prevalence):
    found, alarms = _rates(labels, scores)
    ones = np.sum(labels == 1)
    rates = found * ones, alarms * (len(labels) - ones)
    return _precision(*rates, prevalence).mean()


@precision_at_share.mistake(
    "exchanged",
    "prevalence and 1 - prevalence are exchanged.",
    "Positives are the rare ones.",
    "prevalence belongs to the sensitivity.",
)
def _exchanged(labels, scores, prevalence):
    return precision_at_share(labels, scores, 1 - prevalence)


@precision_at_share.mistake(
    "above-only",
    "a row AT the threshold was not called.",
    "The positive whose score it is counts as found.",
    ">=, not >.",
)
def _above(labels, scores, prevalence):
    called = scores[:, None] > scores[labels == 1]
    found, alarms = (called[labels == each].mean(axis=0) for each in (1, 0))
    below = prevalence * found + (1 - prevalence) * alarms
    right = prevalence * found / np.where(below == 0, 1, below)
    return right.mean()


@precision_at_share.mistake(
    "all-thresholds",
    "the mean was taken over all rows.",
    "Only the scores of positives are thresholds here.",
    "for threshold in scores[labels == 1].",
)
def _all_thresholds(labels, scores, prevalence):
    called = scores[:, None] >= scores
    found, alarms = (called[labels == each].mean(axis=0) for each in (1, 0))
    return _precision(found, alarms, prevalence).mean()


@precision_at_share.mistake(
    "prevalence-not-complemented",
    "the false alarms were not weighed.",
    "Negatives are the share 1 - prevalence.",
    "(1 - prevalence) * false alarms.",
)
def _not_weighed(labels, scores, prevalence):
    found, alarms = _rates(labels, scores)
    right = prevalence * found
    return (right / (right + alarms)).mean()


def _table(rng, place):
    """Drugs of unlike level and direction, with gaps."""
    lines, drugs = ((14, 6), (12, 5), (11, 7))[place]
    level = rng.normal(size=drugs) * 4
    observed = level + rng.normal(size=(lines, drugs))
    predicted = level + 0.5 * rng.normal(size=(lines, drugs))
    predicted += (observed - level) * rng.uniform(-0.5, 1, drugs)
    for drug in range(drugs):  # some lines are whole
        rows = 2 * drug + np.arange(1 + (drug + place) % 3)
        observed[rows % (lines - 4), drug] = np.nan
    return observed, predicted


def _correlations(observed, predicted):
    gaps = np.isnan(observed)
    centred = []
    for values in (observed, predicted):
        values = np.where(gaps, np.nan, values)
        centred.append(np.nan_to_num(values - np.nanmean(values, axis=0)))
    one, other = centred
    size = np.sqrt((one**2).sum(axis=0) * (other**2).sum(axis=0))
    return (one * other).sum(axis=0) / size


@answer_to(
    "3.4.4-5",
    title="Correlation within the drug",
    objective=DRUGS,
    problems=_table,
    what="the mean correlation",
    points=2,
    pure=True,
)
def within_drugs(observed, predicted):
    """Mean over the columns, each from its own measured rows."""
    return _correlations(observed, predicted).mean()


@within_drugs.mistake(
    "pooled",
    "all pairs of line and drug were correlated together.",
    "That is mostly the difference between drugs.",
    "One correlation for each column, then their mean.",
)
def _pooled(observed, predicted):
    there = ~np.isnan(observed)
    return np.corrcoef(observed[there], predicted[there])[0, 1]


@within_drugs.mistake(
    "within-lines",
    "the correlation was taken within each line, over the drugs.",
    "Which axis are the drugs?",
    "Go through the columns.",
)
def _within_lines(observed, predicted):
    return within_drugs(observed.T, predicted.T)


@within_drugs.mistake(
    "gaps-as-zero",
    "pairs that were not measured were taken for 0.",
    "NaN means: not known. Leave the line out for this drug.",
    "there = ~np.isnan(observed[:, drug]).",
)
def _gaps_as_zero(observed, predicted):
    return within_drugs(np.nan_to_num(observed), predicted)


@within_drugs.mistake(
    "complete-lines-only",
    "a line with one gap was left out for all drugs.",
    "It was measured for the others.",
    "Choose the lines anew for each drug.",
)
def _complete_only(observed, predicted):
    whole = ~np.isnan(observed).any(axis=1)
    return within_drugs(observed[whole], predicted[whole])


@within_drugs.mistake(
    "absolute",
    "the sign of the correlation was dropped.",
    "A drug predicted the wrong way round is no success.",
    "No abs, no square.",
)
def _absolute(observed, predicted):
    return np.abs(_correlations(observed, predicted)).mean()


@within_drugs.mistake(
    "weighted",
    "drugs with more lines were given more weight.",
    "The plain mean over the drugs is asked for.",
    "np.mean of the correlations.",
)
def _weighted(observed, predicted):
    lines = (~np.isnan(observed)).sum(axis=0)
    return np.average(_correlations(observed, predicted), weights=lines)
