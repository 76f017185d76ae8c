"""Chapters spread over weeks."""

from types import SimpleNamespace

import pytest

from medkeras.book.weeks import groups, plan
from medkeras.utils.errors import UsageError


def books(*minutes):
    made = []
    for place, each in enumerate(minutes):
        facts = {"minutes": each, "objectives": ["a", "b", "c", "d", "e"]}
        metadata = SimpleNamespace(medkeras=facts)
        chapter = SimpleNamespace(number=str(place))
        made.append((chapter, SimpleNamespace(metadata=metadata)))
    return made


def numbers(weeks):
    return [[share.chapter.number for share in week] for week in weeks]


def test_a_long_chapter_gets_more_weeks_and_all_objectives_once():
    weeks = plan(books(60, 120), 6)
    assert numbers(weeks) == [["0"]] * 2 + [["1"]] * 4
    told = [x for week in weeks for share in week for x in share.objectives]
    assert told == list("abcde") * 2
    assert [w[0].is_last for w in weeks] == [0, 1, 0, 0, 0, 1]
    assert sum(share.minutes for week in weeks for share in week) == 180


def test_few_weeks_hold_several_chapters_evenly_and_none_is_empty():
    weeks = plan(books(90, 90, 60, 60, 60), 3)
    assert numbers(weeks) == [["0"], ["1", "2"], ["3", "4"]]
    assert [x for week in numbers(weeks) for x in week] == list("01234")
    for num in range(3, 6):
        weeks = plan(books(90, 90, 60, 60, 60), num)
        assert len(weeks) == num and all(weeks)


@pytest.mark.parametrize("slots", [-1, 0, 1])
def test_too_few_weeks_are_refused(slots):
    with pytest.raises(UsageError, match="at least 2 weeks"):
        plan(books(90, 90, 90), slots)


def test_a_chapter_longer_than_a_week_is_a_week():
    assert groups([300, 10], 300) == [[0], [1]]
    assert len(plan(books(300), 1)) == 1
