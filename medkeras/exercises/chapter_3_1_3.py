"""Checks for chapter 3.1.3, exercises 1 and 2: a baseline, votes."""

import numpy as np

from medkeras.exercises.problems import answer_to

BASELINE = "predict a score by subject and hold it against the mean"
VOTES = "go from tasks to people by votes, and put an interval on them"


def _scores(rng, place):
    trained, tested = ((9, 6), (12, 7), (7, 11))[place]
    # The people of the test differ from those of training, as people do.
    train = rng.gamma(4, 5, trained)
    return train, 8 + rng.gamma(3, 4, tested)


@answer_to(
    "3.1.3-1",
    title="The error of the mean",
    objective=BASELINE,
    problems=_scores,
    what="the error",
    pure=True,
)
def error_of_the_mean(train_scores, test_scores):
    """Mean distance of the test's scores from the training mean."""
    return np.abs(test_scores - train_scores.mean()).mean()


@error_of_the_mean.mistake(
    "mean-of-test",
    "the mean was taken from the people who are to be predicted.",
    "What is known before the test is looked at?",
    "Take train_scores.mean().",
)
def _mean_of_test(train_scores, test_scores):
    return np.abs(test_scores - test_scores.mean()).mean()


@error_of_the_mean.mistake(
    "mean-of-all",
    "the mean was taken over training and test together.",
    "Only the training people may say what the mean is.",
    "Do not join the two arrays.",
)
def _mean_of_all(train_scores, test_scores):
    both = np.concatenate([train_scores, test_scores])
    return np.abs(test_scores - both.mean()).mean()


@error_of_the_mean.mistake(
    "signed",
    "errors of both signs cancel.",
    "Which function takes the sign away?",
    "Take np.abs before the mean.",
)
def _signed(train_scores, test_scores):
    return (test_scores - train_scores.mean()).mean()


@error_of_the_mean.mistake(
    "squared",
    "this is the root of the mean square, not the mean distance.",
    "MAE means: mean of absolute values.",
    "Neither square nor take a root.",
)
def _squared(train_scores, test_scores):
    return np.sqrt(((test_scores - train_scores.mean()) ** 2).mean())


def _tasks(rng, place):
    """People with gaps in their numbers, unlike many tasks, sure answers."""
    names = np.array(((31, 4, 15, 8), (7, 42, 23), (60, 3, 25, 44, 12))[place])
    owners = np.repeat(names, rng.integers(2, 6, len(names)))
    odds = rng.normal(0, 3, len(owners))  # clipping a probability must show
    return 1 / (1 + np.exp(-odds)), rng.permutation(owners)


@answer_to(
    "3.1.3-2",
    title="Votes of the tasks",
    objective=VOTES,
    problems=_tasks,
    what="the probabilities",
    pure=True,
)
def votes(probabilities, persons):
    """Mean log-odds of each person's tasks, as a probability."""
    odds = np.log(probabilities / (1 - probabilities))
    means = [odds[persons == name].mean() for name in np.unique(persons)]
    return 1 / (1 + np.exp(-np.array(means)))


@votes.mistake(
    "mean-of-probabilities",
    "probabilities were averaged, not their log-odds.",
    "First turn each probability into log-odds.",
    "Take np.log(p / (1 - p)), average, and turn back.",
)
def _mean_of_probabilities(probabilities, persons):
    names = np.unique(persons)
    return np.array([probabilities[persons == one].mean() for one in names])


@votes.mistake(
    "sum",
    "log-odds were added up, so more tasks make a surer answer.",
    "Tasks of one hand are not independent. Which statistic has no count?",
    "Take the mean of the log-odds, not the sum.",
)
def _sum(probabilities, persons):
    odds = np.log(probabilities / (1 - probabilities))
    sums = [odds[persons == name].sum() for name in np.unique(persons)]
    return 1 / (1 + np.exp(-np.array(sums)))


@votes.mistake(
    "log-odds",
    "these are log-odds, which can be below 0 and above 1.",
    "What turns log-odds into a probability?",
    "Return 1 / (1 + np.exp(-mean)).",
)
def _log_odds(probabilities, persons):
    odds = np.log(probabilities / (1 - probabilities))
    names = np.unique(persons)
    return np.array([odds[persons == name].mean() for name in names])


@votes.mistake(
    "unsorted",
    "people stand in the order in which they appear.",
    "The task says: in the sorted order of the names.",
    "Walk over np.unique(persons).",
)
def _unsorted(probabilities, persons):
    found = votes(probabilities, persons)
    names = np.unique(persons)
    order = list(dict.fromkeys(persons.tolist()))
    return found[[int(np.flatnonzero(names == one)[0]) for one in order]]


@votes.mistake(
    "clipped",
    "very sure tasks were made less sure before they were averaged.",
    "All probabilities lie between 0 and 1, so no logarithm fails.",
    "Take the log-odds of p itself, without np.clip.",
)
def _clipped(probabilities, persons):
    return votes(np.clip(probabilities, 0.05, 0.95), persons)
