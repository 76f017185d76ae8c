"""A bar a row, its colour the state, every row told."""

import pytest

from medkeras.utils.errors import UsageError
from medkeras.visualize import coverage
from medkeras.visualize.base import PALETTE, alt_of, check_figure

ROWS = {
    "heart": (3, "task", "3.1.1"),
    "lung": (0, "chapter", "3.1.6"),
    "age": (0, "not yet", ""),
}
STATES = ["task", "chapter", "not yet"]


def test_every_row_has_its_bar_colour_and_words():
    figure = coverage(ROWS, STATES, "tasks", "Organs")
    check_figure(figure)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == [3, 0, 0]
    dots = [line.get_color() for line in axes.lines]
    assert dots == list(PALETTE[:3])
    assert [text.get_text() for text in axes.texts] == [
        "3 3.1.1",
        "0 3.1.6",
        "0",
    ]
    assert alt_of(figure).endswith(
        "heart 3 (task, 3.1.1); lung 0 (chapter, 3.1.6); age 0 (not yet)."
    )


def test_wrong_rows_are_named():
    with pytest.raises(UsageError, match=r"'heart'.*Received: 1, 'built'"):
        coverage({"heart": (1, "built", "")}, STATES, "tasks", "Organs")
    with pytest.raises(UsageError, match=r"'heart'.*Received: -1"):
        coverage({"heart": (-1, "task", "")}, STATES, "tasks", "Organs")
    with pytest.raises(UsageError, match="rows"):
        coverage({}, STATES, "tasks", "Organs")
    with pytest.raises(UsageError, match="at most 6"):
        coverage(ROWS, "abcdefg", "tasks", "Organs")
