"""The map of the book, as it is drawn."""

import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.visualize import alt_of, reading_map
from medkeras.visualize.base import check_figure

NEEDS = {"1": (), "2.1": ("1",), "2.2": (), "3.1": ("2.1",)}
BEFORE = {"1": [], "2.1": ["1"], "2.2": [], "3.1": ["1", "2.1"]}
NAMES = {number: f"{number} Title" for number in NEEDS}


def dots(figure, style):
    """(column, row) of the dots that are full or empty."""
    (axes,) = figure.axes
    found = set()
    for line in axes.lines:
        drawn = line.get_marker() == "o" and len(line.get_xdata()) == 1
        if drawn and line.get_fillstyle() == style:
            found.add((line.get_xdata()[0], line.get_ydata()[0]))
    return found


def test_full_dots_are_asked_for_empty_ones_come_before_those():
    figure = reading_map(NEEDS, BEFORE, NAMES, "A map")
    assert dots(figure, "full") == {(0, 1), (1, 3)}
    assert dots(figure, "none") == {(0, 3)}
    (axes,) = figure.axes
    columns = [text.get_text() for text in axes.get_xticklabels()]
    assert columns == ["1", "2.1"]  # nobody needs 2.2 or 3.1
    top, bottom = axes.get_ylim()[::-1]
    assert top < 0 < 3 < bottom  # the first chapter on top


def test_the_alt_text_lists_the_needs():
    alt = alt_of(reading_map(NEEDS, BEFORE, NAMES, "A map"))
    assert alt == (
        "A map. 1 Title: none. 2.1 Title: 1. 2.2 Title: none. 3.1 Title: 2.1."
    )


def test_a_map_of_many_chapters_passes_the_door():
    numbers = [f"{part}.{n}" for part in range(1, 5) for n in range(12)]
    needs, before = {}, {}
    for place, number in enumerate(numbers):
        needs[number] = numbers[max(place - 1, 0) : place]
        before[number] = numbers[:place]
    figure = reading_map(needs, before, {n: n for n in numbers}, "Long")
    check_figure(figure)
    assert np.prod(figure.get_size_inches()) > 200


@pytest.mark.parametrize(
    ("needs", "before", "names"),
    [
        ({}, {}, {}),
        ({"1": []}, {"1": []}, {"1": "one"}),
        (NEEDS, BEFORE, {"1": "one"}),
        (NEEDS, {"1": []}, NAMES),
    ],
)
def test_what_is_no_map_is_refused(needs, before, names):
    with pytest.raises(UsageError, match="Received"):
        reading_map(needs, before, names, "A map")
