"""Sentences of records written by hand, word by word."""

import numpy as np
import pytest

from medkeras.ehr.sequencer import MONTH, gap_words, sentences
from medkeras.ehr.visits import visits_from_lists
from medkeras.utils.errors import UsageError

HOUR = 1 / 24


@pytest.mark.parametrize(
    ("months", "before", "at"),
    [
        (1, "0-1m", "1-3m"),
        (3, "1-3m", "3-6m"),
        (6, "3-6m", "6-12m"),
        (12, "6-12m", "12+m"),
    ],
)
def test_a_word_begins_exactly_at_its_month(months, before, at):
    days = months * MONTH
    assert gap_words([days - 1e-6, days]).tolist() == [before, at]


def test_days_that_are_none_are_refused():
    for wrong, line in (([-1], "0 or more"), ([np.nan], "finite")):
        with pytest.raises(UsageError, match=f"`days` must be {line}"):
            gap_words(wrong)


def record():
    """One patient: a stay, a transfer, a stay two months and two years on."""
    return visits_from_lists(
        [
            [
                (0, 1, 1, {"diagnosis": ["a", "b"], "procedure": ["p"]}),
                (1 + 18 * HOUR, 1, 1, {"diagnosis": ["c"]}),
                (62, 1, 2, {"procedure": ["q", "r"]}),
                (800, 1, 1, {"diagnosis": ["a"]}),
            ],
            [(0, 1, 1, {"diagnosis": ["d"]})],
        ]
    )


def text(**options):
    return [row.tolist() for row in sentences(record(), **options)]


def test_a_record_as_a_sentence():
    assert text() == [
        ["a", "b", "p", "0-1m", "c", "1-3m", "q", "r", "12+m", "a"],
        ["d"],
    ]


@pytest.mark.parametrize(
    ("hours", "came", "word"),
    [
        (11.9, False, "TRANSFER"), (12, False, "0-1m"), (12, True, "TRANSFER"),
        (23.9, True, "TRANSFER"), (24, True, "0-1m"),
    ],
)  # fmt: skip
def test_parts_of_one_episode(hours, came, word):
    visits = visits_from_lists(
        [[(0, 1, 1, {"diagnosis": ["a"]}), (1 + hours * HOUR, 1, 1, {})]]
    )
    found = sentences(visits, kinds=["diagnosis"], transferred=[False, came])
    assert found[0].tolist() == ["a", word]


def test_a_history_ends_at_its_visit():
    assert text(ends=[1, 4, 0]) == [
        ["a", "b", "p", "0-1m", "c"],
        ["d"],
        ["a", "b", "p"],
    ]


def test_the_most_recent_words_are_kept():
    assert text(most_words=3)[0] == ["r", "12+m", "a"]


def test_order_within_a_visit_is_shuffled_and_nothing_else():
    visits = visits_from_lists(
        [
            [
                (0, 1, 1, {"diagnosis": list("abcdef")}),
                (50, 1, 1, {"diagnosis": list("uvwxyz")}),
            ]
        ]
    )
    rng = np.random.default_rng(0)
    drawn = [
        sentences(visits, kinds=["diagnosis"], rng=rng)[0].tolist()
        for _ in range(5)
    ]
    assert len({tuple(words) for words in drawn}) > 1
    for words in drawn:
        assert sorted(words[:6]) == list("abcdef") and words[6] == "1-3m"
        assert sorted(words[7:]) == list("uvwxyz")


def test_without_dates_nothing_stands_between():
    visits = record()
    visits = type(visits)(**{**vars(visits), "dated": False})
    assert sentences(visits, kinds=["diagnosis"])[0].tolist() == list("abca")


def test_kinds_that_are_not_there_are_refused():
    for wrong in (["drug"], "diagnosis"):
        with pytest.raises(UsageError, match="must be among diagnosis"):
            sentences(record(), kinds=wrong)
