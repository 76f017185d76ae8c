"""Checks for chapter 3.4.1: groups apart, the cross, shares, verdicts."""

import numpy as np

from medkeras.exercises.problems import answer_to
from medkeras.exercises.variants import Stated, between, times

APART = "keep groups apart whatever split a set comes with"
ASKED = "say what is asked of medicine's data, and what is not"
UNITS = "set gains in unlike units side by side without averaging them"
COMPARE = "compare a network with a plain model on the same rows"


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


def _metrics(rng, place):
    """AUROCs, whose best is 1, and errors, whose best is 0; two perfect.

    Some errors are below 1, as AUROCs are; one network trebles its error.
    """
    count, first, second = ((6, 2, 5), (9, 7, 0), (7, 4, 1))[place]
    best = np.resize([1.0, 0.0, 0.0, 1.0], count)
    best = np.roll(best, place)
    best[first], best[second] = 1.0, 0.0
    error = np.where(np.arange(count) % 2, 30.0, 0.5)
    error = rng.uniform(0.5, 1.0, count) * error
    plain = np.where(best == 1, rng.uniform(0.5, 0.9, count), error)
    network = plain * rng.uniform(0.8, 1.1, count)
    worst = next(
        k for k in range(count) if best[k] == 0 and k not in (first, second)
    )
    network[worst] = 3 * plain[worst]
    plain[[first, second]] = best[[first, second]]
    return plain, network, best


@answer_to(
    "3.4.1-3",
    title="The share of the rest",
    objective=UNITS,
    problems=_metrics,
    what="the shares",
    points=2,
    pure=True,
    stated=Stated(
        "parts",
        "1",
        between("150", "999"),
        (
            ("Return $s$ of section 3", "Return {} times $s$ of section 3"),
            ("Return the share of the rest", "Return {} times the share"),
            ("return np.divide(", "return {} * np.divide("),
        ),
        returned=times,
    ),
)
def share_of_rest(plain, network, best):
    """What was gained by what there was to gain."""
    shares = np.full(len(plain), np.nan)
    for k, (a, b, top) in enumerate(zip(plain, network, best, strict=True)):
        if a != top:
            shares[k] = (b - a) / (top - a)
    return shares


@share_of_rest.mistake(
    "share-of-plain",
    "the gain was divided by the plain model's metric.",
    "How much of what was LEFT TO DO was done?",
    "(network - plain) / (best - plain).",
)
def _share_of_plain(plain, network, best):
    found = (network - plain) / np.where(plain == 0, 1, plain)
    return np.where(plain == best, np.nan, found)


@share_of_rest.mistake(
    "what-is-left",
    "this is the share that is left, not the share that is done.",
    "A perfect network has the share 1.",
    "The gain stands above the line: network - plain.",
)
def _what_is_left(plain, network, best):
    return 1 - share_of_rest(plain, network, best)


@share_of_rest.mistake(
    "zero-for-perfect",
    "where the plain model is perfect there is no share: NaN, not 0.",
    "0 would say that the network gained nothing where it could have.",
    "np.where(best == plain, np.nan, ...).",
)
def _zero_for_perfect(plain, network, best):
    return np.nan_to_num(share_of_rest(plain, network, best))


@share_of_rest.mistake(
    "infinite",
    "where the plain model is perfect the share is infinite here.",
    "There is no rest to divide by: the share is not defined.",
    "np.where(best == plain, np.nan, ...), or np.divide with `where`.",
)
def _infinite(plain, network, best):
    sign = np.sign(network - plain)
    found = share_of_rest(plain, network, best)
    return np.where(plain == best, sign * np.inf, found)


@share_of_rest.mistake(
    "best-is-one",
    "the best value was taken for 1 everywhere.",
    "The best error is 0.",
    "Use `best`.",
)
def _best_is_one(plain, network, best):
    found = (network - plain) / np.where(plain == 1, 1, 1 - plain)
    return np.where(plain == best, np.nan, found)


@share_of_rest.mistake(
    "best-guessed",
    "the best value was guessed from the size of the plain model's metric.",
    "An error may be below 1, too: .3 mg/dl, say.",
    "Use `best`, which says it for each task.",
)
def _best_guessed(plain, network, best):
    guessed = np.where(plain > 1, 0.0, 1.0)
    rest = guessed - plain
    found = (network - plain) / np.where(rest == 0, 1, rest)
    return np.where(rest == 0, np.nan, found)


@share_of_rest.mistake(
    "best-by-turns",
    "the tasks were taken for AUROCs and errors by turns.",
    "They come in any order.",
    "Use `best`, which says it for each task.",
)
def _best_by_turns(plain, network, best):
    turns = np.resize([1.0, 0.0], len(best))
    return share_of_rest(plain, network, turns)


@share_of_rest.mistake(
    "third-is-perfect",
    "NaN stands at the same place in every list.",
    "The plain model may be perfect in any task, in several, or in none.",
    "Compare `best` with `plain`, task by task.",
)
def _third_is_perfect(plain, network, best):
    found = _infinite(plain, network, best)
    found[2] = np.nan
    return found


@share_of_rest.mistake(
    "cut-off",
    "shares below -1 were cut off.",
    "A network may more than double what was left to do.",
    "No np.clip, no np.maximum.",
)
def _cut_off(plain, network, best):
    return np.maximum(share_of_rest(plain, network, best), -1)


@share_of_rest.mistake(
    "cut-at-zero",
    "losses were cut off at 0.",
    "A network that does worse has a share below 0.",
    "No np.clip, no np.maximum.",
)
def _cut_at_zero(plain, network, best):
    return np.maximum(share_of_rest(plain, network, best), 0)


@share_of_rest.mistake(
    "perfect-errors",
    "an error of 0 cannot be made smaller: NaN stands there, too.",
    "Perfect is 1 for an AUROC and 0 for an error.",
    "np.where(best == plain, np.nan, ...), not plain == 1.",
)
def _perfect_errors(plain, network, best):
    found = _infinite(plain, network, best)
    return np.where(plain == 1, np.nan, found)


@share_of_rest.mistake(
    "without-sign",
    "a loss was called a gain.",
    "A network that does worse has a share below 0.",
    "No np.abs.",
)
def _without_sign(plain, network, best):
    return np.abs(share_of_rest(plain, network, best))


def _intervals(rng, place):
    """Intervals above, around and below 0; some end at it exactly."""
    count = (8, 13, 10)[place]
    middle = rng.normal(0, 0.06, count)
    low, high = middle - 0.04, middle + 0.04
    low[:3], high[:3] = (0.0, 0.01, 0.02), (0.05, 0.06, 0.07)
    low[3:5], high[3:5] = (-0.05, -0.06), (0.0, -0.01)
    low[5:7], high[5:7] = (-0.02, -0.01), (0.03, 0.01)
    return low, high


@answer_to(
    "3.4.1-4",
    title="Verdicts that follow their intervals",
    objective=COMPARE,
    problems=_intervals,
    what="the three counts",
    points=2,
    pure=True,
)
def verdicts(low, high):
    """Each interval by itself."""
    counts = [0, 0, 0]
    for start, end in zip(low, high, strict=True):
        if start > 0:
            counts[0] += 1
        elif end < 0:
            counts[2] += 1
        else:
            counts[1] += 1
    return np.array(counts)


@verdicts.mistake(
    "by-the-middle",
    "the middle of each interval decided.",
    "An interval that holds 0 tells no difference, wherever its middle is.",
    "Better: low > 0; worse: high < 0.",
)
def _by_the_middle(low, high):
    middle = (low + high) / 2
    return np.array([np.sum(middle > 0), 0, np.sum(middle < 0)])


@verdicts.mistake(
    "ends-at-zero",
    "an interval that ends at 0 was called a difference.",
    "0 itself is still possible there.",
    "low > 0, not low >= 0; high < 0, not high <= 0.",
)
def _ends_at_zero(low, high):
    better, worse = np.sum(low >= 0), np.sum(high <= 0)
    return np.array([better, len(low) - better - worse, worse])


@verdicts.mistake(
    "exchanged",
    "better and worse are exchanged.",
    "First those whose whole interval is above 0.",
    "(better, no difference seen, worse).",
)
def _exchanged(low, high):
    return verdicts(low, high)[::-1]


@verdicts.mistake(
    "shares",
    "these are shares of the tasks, not counts.",
    "Three counts, which sum to the number of tasks.",
    "Do not divide.",
)
def _shares_of(low, high):
    return verdicts(low, high) / len(low)
