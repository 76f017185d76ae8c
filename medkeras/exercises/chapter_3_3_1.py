"""Checks for chapter 3.3.1, exercise 1: words of time."""

import numpy as np

from medkeras.exercises.problems import answer_to

MONTH = 365.25 / 12
SENTENCE = "write a record as a sentence, with words for the time between"
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
