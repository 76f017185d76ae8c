"""Checks for chapter 1: a first try, patients, pairs, an interval."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

WORKING = "run a chapter in three modes, and get a hint from a check"
TASK = "take one image task from the data to a result with its interval"
INTERVAL = "say from an interval whether a deep model beats a plain one"


def _labels(rng, place):
    count = (8, 13, 30)[place]
    labels = (rng.random(count) < 0.3).astype(int)
    labels[:3] = 0, 1, 0  # never as many ill ones as healthy ones
    labels = rng.permutation(labels)
    if place == 0:
        labels[[0, -1]] = 1  # to leave one out is seen at both ends
        labels[1:5] = 0
    return (labels,)


@answer_to(
    "1-1",
    title="The share of the ill",
    objective=WORKING,
    problems=_labels,
    what="the share",
    pure=True,
    stated=Stated(
        "people",
        "1",
        between("150", "999"),
        (
            (", a number from 0 to 1", " times {}"),
            ("the share of ones", "{} times the share of ones"),
            ("return sum(labels) /", "return {} * sum(labels) /"),
        ),
        returned=times,
    ),
)
def share_ill(labels):
    """Ill people, divided by all people."""
    return float(np.mean(labels))


@share_ill.mistake(
    "count",
    "this is how many are ill; a share is a number from 0 to 1.",
    "By what must you divide the number of the ill?",
    "Divide by len(labels).",
)
def _count(labels):
    return float(np.sum(labels))


@share_ill.mistake(
    "healthy",
    "this is the share of the healthy.",
    "A label of 1 means ill, a label of 0 healthy. Which ones do you count?",
    "Add up the labels themselves: each ill person adds 1.",
)
def _healthy(labels):
    return float(np.mean(labels == 0))


@share_ill.mistake(
    "percent",
    "this is a percentage; a share is a number from 0 to 1.",
    "50 % is the share 0.5. What is too much in your line?",
    "Leave out the factor 100.",
)
def _percent(labels):
    return 100 * float(np.mean(labels))


@share_ill.mistake(
    "odds",
    "the ill were divided by the healthy; a share is a part of everybody.",
    "How many people are there in all?",
    "Divide by len(labels), not by the number of zeros.",
)
def _odds(labels):
    return float(np.sum(labels) / np.sum(labels == 0))


@share_ill.mistake(
    "everybody",
    "this is the number of all people, ill or not.",
    "A share is a number from 0 to 1: how many are ill, divided by how many "
    "there are.",
    "Divide sum(labels) by len(labels).",
)
def _everybody_counted(labels):
    return float(len(labels))


@share_ill.mistake(
    "one-left-out",
    "the first person was left out.",
    "The first label stands at place 0.",
    "Add up all labels: sum(labels), not sum(labels[1:]).",
)
def _one_left_out(labels):
    return float(np.sum(labels[1:]) / len(labels))


def _two_sides(rng, place):
    """People with several films each; some of them on both sides."""
    people = rng.choice(900, (9, 12, 15)[place], replace=False)
    shared = (2, 3, 5)[place]
    alone = people[shared:]
    half = len(alone) // 2 - 1
    train = np.concatenate([people[:shared], alone[:half]])
    test = np.concatenate([people[:shared], alone[half:]])
    single = people[0]  # on both sides, with one film each
    sides = []
    for side in (train, test):
        counts = rng.integers(1, 4, len(side))
        counts[:2] = 1, 3
        films = rng.permutation(np.repeat(side, counts))
        films = films[films != single]
        end = (0, len(films), 1)[place]  # to leave a film out is seen
        sides.append(np.insert(films, end, single))
    return tuple(sides)


@answer_to(
    "1-2",
    title="Who is on both sides?",
    objective=TASK,
    problems=_two_sides,
    what="the number of people",
    pure=True,
)
def people_on_both_sides(train_people, test_people):
    """Different people of the test who are in training, too."""
    return len(np.intersect1d(train_people, test_people))


@people_on_both_sides.mistake(
    "films",
    "films were counted; one person with three films counts once.",
    "How do you get each person once?",
    "Make sets of both: set(train_people.tolist()), and so on.",
)
def _films(train_people, test_people):
    return int(np.isin(test_people, train_people).sum())


@people_on_both_sides.mistake(
    "training-films",
    "films of training were counted; one person counts once.",
    "How do you get each person once?",
    "Make sets of both: set(train_people.tolist()), and so on.",
)
def _training_films(train_people, test_people):
    return int(np.isin(train_people, test_people).sum())


@people_on_both_sides.mistake(
    "everybody",
    "this counts everybody, on whichever side.",
    "Only those count who are in training AND in the test.",
    "Of two sets, a & b holds what is in both.",
)
def _everybody(train_people, test_people):
    return len(np.union1d(train_people, test_people))


@people_on_both_sides.mistake(
    "new-people",
    "this counts the people of the test who are NOT in training.",
    "Those are the harmless ones. Who leaks?",
    "Of two sets, a & b holds what is in both.",
)
def _new_people(train_people, test_people):
    return len(np.setdiff1d(test_people, train_people))


@people_on_both_sides.mistake(
    "test-people",
    "this counts all people of the test.",
    "Which of them are in training as well?",
    "Of two sets, a & b holds what is in both.",
)
def _test_people(train_people, test_people):
    return len(np.unique(test_people))


@people_on_both_sides.mistake(
    "first-left-out",
    "the first film of the test was left out.",
    "The first film stands at place 0.",
    "Take the whole array: set(test_people.tolist()).",
)
def _first_left_out(train_people, test_people):
    return len(np.intersect1d(train_people, test_people[1:]))


def _answers(rng, place):
    """Probabilities with a tie, and with pairs that are nearly equal."""
    num_ill, num_healthy = ((6, 4), (5, 9), (12, 7))[place]
    ill = rng.integers(30, 100, num_ill) / 100
    healthy = rng.integers(0, 70, num_healthy) / 100
    ill[:2] = 0.5, 0.47
    healthy[:2] = 0.5, 0.49
    return ill, healthy


def _share_of_pairs(ill, healthy, tie):
    gaps = ill[:, None] - healthy[None, :]
    return float(np.mean((gaps > 0) + tie * (gaps == 0)))


@answer_to(
    "1-3",
    title="The AUROC, pair by pair",
    objective=TASK,
    problems=_answers,
    what="the share of pairs",
    points=2,
    pure=True,
)
def ranking(ill, healthy):
    """Share of pairs in the right order, ties counting half."""
    return _share_of_pairs(ill, healthy, 0.5)


@ranking.mistake(
    "ties-lost",
    "pairs with equal probabilities count nothing; they should count half.",
    "What do you add where p equals q?",
    "Add 0.5 where p == q.",
)
def _ties_lost(ill, healthy):
    return _share_of_pairs(ill, healthy, 0)


@ranking.mistake(
    "ties-full",
    "pairs with equal probabilities count whole; they should count half.",
    "Is your comparison >= where it should be >?",
    "Add 1 where p > q, and 0.5 where p == q.",
)
def _ties_full(ill, healthy):
    return _share_of_pairs(ill, healthy, 1)


@ranking.mistake(
    "turned-round",
    "the pairs are counted in which the HEALTHY child is called more ill.",
    "Which of the two should have the higher probability?",
    "Ask whether p > q for p in ill and q in healthy.",
)
def _turned_round(ill, healthy):
    return _share_of_pairs(healthy, ill, 0.5)


@ranking.mistake(
    "count",
    "this is how many pairs are right, not their share.",
    "How many pairs are there in all?",
    "Divide by len(ill) * len(healthy).",
)
def _pairs_counted(ill, healthy):
    return ranking(ill, healthy) * len(ill) * len(healthy)


@ranking.mistake(
    "in-step",
    "the first ill child was compared with the first healthy one only, the "
    "second with the second, and so on.",
    "Every ill child meets EVERY healthy one.",
    "Use two loops, one inside the other.",
)
def _in_step(ill, healthy):
    shorter = min(len(ill), len(healthy))
    gaps = ill[:shorter] - healthy[:shorter]
    return float(np.mean((gaps > 0) + 0.5 * (gaps == 0)))


@ranking.mistake(
    "means",
    "the two means were compared, which makes one pair, not all.",
    "Every ill child meets every healthy one. How many pairs are that?",
    "Use two loops, one inside the other, and count.",
)
def _means(ill, healthy):
    return float(ill.mean() > healthy.mean())


@ranking.mistake(
    "gap",
    "this is how far apart the probabilities are on average.",
    "Only the order of a pair counts, not how far apart the two are.",
    "Add 1 where p > q, and 0.5 where p == q.",
)
def _gap(ill, healthy):
    return float(ill.mean() - healthy.mean())


@ranking.mistake(
    "rounded",
    "probabilities that are nearly equal were counted as equal.",
    "Are 0.49 and 0.5 the same?",
    "Compare p and q as they are, without rounding them.",
)
def _rounded(ill, healthy):
    return _share_of_pairs(np.round(ill, 1), np.round(healthy, 1), 0.5)


def _intervals(rng, place):
    """Ends of an interval around, beside and across a margin."""
    # Far from each other, so that no margin serves for another.
    margin = (0.02, 0.09, 0.05, 0.12, 0.03, 0.07)[place]
    step = float(rng.uniform(0.004, 0.008))
    ends = (
        (margin + step, margin + 4 * step),  # a gain that matters
        (margin - 5 * step, margin - step),  # a gain, but too small to matter
        (-margin - 4 * step, -margin - step),  # worse
        (margin - step, margin + 3 * step),  # a gain; does it matter?
        (-step, margin + step),  # anything is possible
        (margin + step, margin + 2 * step),
    )
    return *ends[place], margin


@answer_to(
    "1-4",
    title="A gain that matters",
    objective=INTERVAL,
    problems=_intervals,
    what="the verdict",
    num_problems=6,
)
def verdict(low, high, margin):
    """1 where the gain surely matters, -1 where it surely does not, else 0."""
    return int(low > margin) - int(high < margin)


@verdict.mistake(
    "against-zero",
    "the interval was compared with 0, which asks for ANY gain.",
    "The question is whether the gain is larger than the margin.",
    "Compare low and high with margin.",
)
def _against_zero(low, high, margin):
    return int(low > 0) - int(high < 0)


@verdict.mistake(
    "middle",
    "only the middle of the interval was looked at.",
    "The truth may lie anywhere between low and high. Which end decides?",
    "1 needs low > margin, -1 needs high < margin.",
)
def _middle(low, high, margin):
    return int(np.sign((low + high) / 2 - margin))


@verdict.mistake(
    "best-case",
    "an interval that reaches beyond the margin was taken for a proof.",
    "For a 1, the WHOLE interval must lie above the margin.",
    "Ask for low > margin, not for high > margin.",
)
def _best_case(low, high, margin):
    return 1 if high > margin else -1


@verdict.mistake(
    "worst-case",
    "an interval that begins below the margin was taken for a proof.",
    "For a -1, the WHOLE interval must lie below the margin.",
    "Ask for high < margin, not for low < margin.",
)
def _worst_case(low, high, margin):
    return 1 if low > margin else -1


@verdict.mistake(
    "never-minus",
    "a gain that is surely smaller than the margin got a 0, not a -1.",
    "Where does the whole interval lie below the margin?",
    "Return -1 if high < margin.",
)
def _never_minus(low, high, margin):
    return int(low > margin)


@verdict.mistake(
    "never-plus",
    "a gain that is surely larger than the margin got a 0, not a 1.",
    "Where does the whole interval lie above the margin?",
    "Return 1 if low > margin.",
)
def _never_plus(low, high, margin):
    return -int(high < margin)


@verdict.mistake(
    "without-sign",
    "a model that is surely WORSE got a 0, not a -1.",
    "A loss is smaller than any margin. Which sign has high then?",
    "Return -1 wherever high < margin, whatever the sign of high.",
)
def _without_sign(low, high, margin):
    return int(low > margin) - int(abs(high) < margin)


@verdict.mistake(
    "turned-round",
    "1 and -1 have changed places.",
    "Which of the two stands for a gain that matters?",
    "Return 1 if low > margin, and -1 if high < margin.",
)
def _turned_verdict(low, high, margin):
    return int(high < margin) - int(low > margin)
