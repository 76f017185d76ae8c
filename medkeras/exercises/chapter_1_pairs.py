"""Checks for chapter 1: who is on both sides, and pairs of people."""

import numpy as np

from medkeras.exercises.problems import answer_to

TASK = "take one image task from the data to a result with its interval"


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
