"""Both plans hold their chapters in order, within their weeks and days."""

import re
from pathlib import Path

import pytest

from medkeras.book import plans
from medkeras.book.build import worked_notebook
from medkeras.book.chapters import chapters

BOOK = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def books():
    return [(each, worked_notebook(each)) for each in chapters(BOOK)]


def rows(text, unit):
    """The rows of the plan by weeks or by days."""
    table = text.partition(f"| {unit} |")[2].partition("\n###")[0]
    return re.findall(r"^\| (\d+) \| (.*?) \| (\d+) \| (\d+) \|$", table, re.M)


def numbers(found):
    return [
        n for row in found for n in re.findall(r"(?:^|; )([\d.]+) ", row[1])
    ]


def test_ten_weeks_hold_the_whole_book_in_order(books):
    found = rows(plans.plans(books), "week")
    assert [int(row[0]) for row in found] == list(range(1, 11))
    assert numbers(found) == [chapter.number for chapter, _ in books]
    minutes = sum(n.metadata.medkeras["minutes"] for _, n in books)
    assert sum(int(row[2]) for row in found) == minutes


def test_five_days_hold_the_techniques_and_one_application_a_kind(books):
    found = rows(plans.plans(books), "day")
    assert [int(row[0]) for row in found] == [1, 2, 3, 4, 5]
    named = numbers(found)
    first = [c.number for c, _ in books if c.number[0] in "12"]
    assert named[: len(first)] == first
    sections = [number.rpartition(".")[0] for number in named[len(first) :]]
    assert len(sections) == len(set(sections)) >= 4


def test_a_book_of_one_chapter_has_one_week(books):
    assert len(rows(plans.plans(books[:1]), "week")) == 1


def test_an_empty_book_has_plans_without_rows():
    assert rows(plans.plans([]), "week") == []
