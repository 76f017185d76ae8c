"""Checks for chapter 3.1.4, exercises 4 and 5: a threshold, a leak."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _lesions_and_reader(rng, place):
    healthy, ill = ((12, 8), (25, 9), (17, 15), (9, 20), (10, 6))[place]
    labels = rng.permutation(np.repeat([0, 1], [healthy, ill]))
    p = rng.beta(2, 4, healthy + ill) + 0.25 * labels * rng.random(
        healthy + ill
    )
    # Some are equal, and all too near to each other for a grid of hundredths.
    p = 0.45 + 0.1 * np.round(p / 1.25, 2)
    if place == 4:  # only a threshold above all is so specific
        p[np.flatnonzero(labels == 0)[0]] = 0.99
    return labels, p, (0.75, 0.9, 0.6, 0.82, 1.0)[place]


@answer_to(
    "3.1.4-4",
    title="As specific as the dermatologist",
    objective="read a curve of sensitivity and specificity, and choose a "
    "threshold",
    problems=_lesions_and_reader,
    num_problems=5,
    what="the sensitivity",
    points=2,
    pure=True,
)
def sensitivity_at(labels, p, specificity):
    """The best sensitivity of all thresholds that are specific enough."""
    best = 0.0
    for threshold in [*np.unique(p), 2.0]:
        called = p >= threshold
        if np.mean(~called[labels == 0]) >= specificity:
            best = max(best, np.mean(called[labels == 1]))
    return best


@sensitivity_at.mistake(
    "at-one-half",
    "this is the sensitivity at the threshold 0.5.",
    "Which threshold makes the model as specific as the dermatologist?",
    "Try every value of p as a threshold and keep those that are specific "
    "enough.",
)
def _at_one_half(labels, p, specificity):
    return np.mean(p[labels == 1] >= 0.5)


@sensitivity_at.mistake(
    "turned",
    "specificity and sensitivity have changed places.",
    "Specificity speaks of those without the disease.",
    "np.mean(p[labels == 0] < threshold) >= specificity",
)
def _turned(labels, p, specificity):
    return sensitivity_at(1 - labels, 1 - p, specificity)


@sensitivity_at.mistake(
    "less-specific",
    "the thresholds kept are less specific than asked for.",
    "The model must leave alone at least as many healthy as the reader.",
    ">= specificity, not <=.",
)
def _less_specific(labels, p, specificity):
    best = 0.0
    for threshold in np.unique(p):
        called = p >= threshold
        if np.mean(~called[labels == 0]) <= specificity:
            best = max(best, np.mean(called[labels == 1]))
    return best


@sensitivity_at.mistake(
    "worst",
    "of the thresholds that are specific enough, not the best was taken.",
    "A model may be set to the threshold that finds most.",
    "Take the maximum of the sensitivities.",
)
def _worst(labels, p, specificity):
    found = []
    for threshold in np.unique(p):  # the largest finds somebody
        called = p >= threshold
        if np.mean(~called[labels == 0]) >= specificity:
            found.append(np.mean(called[labels == 1]))
    return min(found, default=0.0)


@sensitivity_at.mistake(
    "predictive-value",
    "this is the share of ill among those called ill.",
    "Sensitivity divides by all who are ill.",
    "np.mean(p[labels == 1] >= threshold)",
)
def _predictive_value(labels, p, specificity):
    best, value = -1.0, 0.0
    for threshold in np.unique(p):
        called = p >= threshold
        found = np.mean(called[labels == 1])
        if np.mean(~called[labels == 0]) >= specificity and found > best:
            best, value = found, np.mean(labels[called] == 1)
    return value


def _split(rng, place):
    lesions = rng.integers(0, (9, 14, 7, 20)[place], (15, 24, 18, 30)[place])
    names = lesions * 7 + 100
    test = rng.random(len(names)) < (0.3, 0.4, 0.25, 0.5)[place]
    test[0], test[1] = True, False
    names[1] = names[0]  # never without a leak
    names[2], test[2] = 99, True  # and never without a lesion of its own
    return names, test


@answer_to(
    "3.1.4-5",
    title="How many pictures has the network seen before?",
    objective="split by lesion, find duplicates and say what a leak is worth",
    problems=_split,
    num_problems=4,
    what="the share",
    pure=True,
)
def leaked_share(lesions, is_test):
    """Share of the test pictures whose lesion is in training too."""
    return np.isin(lesions[is_test], lesions[~is_test]).mean()


@leaked_share.mistake(
    "of-all",
    "the leaked pictures were divided by all pictures.",
    "The question is about the test.",
    "np.isin(lesions[is_test], lesions[~is_test]).mean()",
)
def _of_all(lesions, is_test):
    return np.isin(lesions[is_test], lesions[~is_test]).sum() / len(lesions)


@leaked_share.mistake(
    "training-side",
    "this is the share of training pictures whose lesion is in the test.",
    "Which side is the score computed on?",
    "Count among lesions[is_test].",
)
def _training_side(lesions, is_test):
    return np.isin(lesions[~is_test], lesions[is_test]).mean()


@leaked_share.mistake(
    "of-lesions",
    "lesions were counted, not pictures.",
    "A lesion with three leaked pictures counts three times in a score.",
    "Do not reduce the test to its unique lesions.",
)
def _of_lesions(lesions, is_test):
    return np.isin(np.unique(lesions[is_test]), lesions[~is_test]).mean()


@leaked_share.mistake(
    "clean",
    "this is the share that is *not* leaked.",
    "A lesion that is on both sides is a leak.",
    "np.isin is True for the leaked ones.",
)
def _clean(lesions, is_test):
    return 1 - leaked_share(lesions, is_test)


@leaked_share.mistake(
    "several-pictures",
    "pictures of lesions with several pictures were counted.",
    "Two pictures of a lesion that are both in the test leak nothing.",
    "Look for the test's lesions among those of training.",
)
def _several_pictures(lesions, is_test):
    names, counts = np.unique(lesions, return_counts=True)
    return np.isin(lesions[is_test], names[counts > 1]).mean()
