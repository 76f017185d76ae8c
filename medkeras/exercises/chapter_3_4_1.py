"""Checks for chapter 3.4.1: groups apart, the cross."""

import numpy as np

from medkeras.exercises.problems import answer_to

APART = "keep groups apart whatever split a set comes with"
ASKED = "say what is asked of medicine's data, and what is not"


def _people(rng, place):
    """Training people of whom some come back in the test, with repeats."""
    rows, others, people = ((14, 6, 9), (9, 11, 14), (25, 7, 12))[place]
    train = rng.integers(people, size=rows)
    test = rng.integers(people, size=others)
    train[:2], test[:2] = people, (people, people + 1)
    train[-1] = people + 2  # surely stays
    return train, test


@answer_to(
    "3.4.1-1",
    title="Nobody on both sides",
    objective=APART,
    problems=_people,
    what="which rows stay",
    points=2,
    pure=True,
)
def rows_that_stay(train, test):
    """A row stays where no test row has its person."""
    tested = set(np.asarray(test).tolist())
    return np.array([person not in tested for person in train.tolist()])


@rows_that_stay.mistake(
    "turned-round",
    "the rows of tested people stay, and the others go.",
    "True stands for rows that may stay.",
    "~ turns True and False round.",
)
def _turned_round(train, test):
    return ~rows_that_stay(train, test)


@rows_that_stay.mistake(
    "test-rows",
    "the answer is about the rows of the test.",
    "The test stays whole; training gives way.",
    "np.isin(train, test): what is asked about comes first.",
)
def _test_rows(train, test):
    return rows_that_stay(test, train)


@rows_that_stay.mistake(
    "numbers-not-mask",
    "these are the numbers of the rows, or the people, that stay.",
    "One truth value for each training row.",
    "Return the mask itself, without np.flatnonzero or train[...].",
)
def _numbers(train, test):
    return np.flatnonzero(rows_that_stay(train, test))


@rows_that_stay.mistake(
    "place-by-place",
    "row i of training was compared with row i of the test.",
    "A person may stand at any place in the test.",
    "np.isin looks at all of them.",
)
def _place_by_place(train, test):
    padded = np.resize(test, len(train))
    return train != padded


def _declared(rng, place):
    """Modalities and purposes of tasks; the last row and column are empty."""
    count, rows, columns = ((20, 5, 4), (12, 4, 6), (33, 6, 3))[place]
    modality = rng.integers(rows - 1, size=count)
    purpose = rng.integers(columns - 1, size=count)
    modality[:3], purpose[:3] = 1, 0
    return modality, purpose, rows, columns


@answer_to(
    "3.4.1-2",
    title="The cross",
    objective=ASKED,
    problems=_declared,
    what="the counts",
    points=2,
    pure=True,
)
def cross_table(modality, purpose, rows, columns):
    """Pairs as single numbers, counted, in a table again."""
    place = modality * columns + purpose
    return np.bincount(place, minlength=rows * columns).reshape(rows, columns)


@cross_table.mistake(
    "turned",
    "rows and columns are exchanged.",
    "Modalities are the rows.",
    "table[modality[i], purpose[i]].",
)
def _turned(modality, purpose, rows, columns):
    return cross_table(modality, purpose, rows, columns).T


@cross_table.mistake(
    "once-each",
    "a field with several tasks counts one.",
    "table[modality, purpose] += 1 adds once where a pair comes twice.",
    "np.add.at(table, (modality, purpose), 1), or a loop.",
)
def _once_each(modality, purpose, rows, columns):
    return np.minimum(cross_table(modality, purpose, rows, columns), 1)


@cross_table.mistake(
    "empty-left-out",
    "empty rows or columns at the end are missing.",
    "A field without a task is the news: it needs its zero.",
    "np.zeros((rows, columns), int) before counting.",
)
def _left_out(modality, purpose, rows, columns):
    table = cross_table(modality, purpose, rows, columns)
    return table[: modality.max() + 1, : purpose.max() + 1]


@cross_table.mistake(
    "shares",
    "these are shares of all tasks, not counts.",
    "How many, not how much of all.",
    "Do not divide.",
)
def _shares(modality, purpose, rows, columns):
    table = cross_table(modality, purpose, rows, columns)
    return table / len(modality)
