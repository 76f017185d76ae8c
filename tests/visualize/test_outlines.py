import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.visualize import alt_of, outlines
from medkeras.visualize.base import check_figure

SQUARE = np.array([[1.0, 2], [1, 4], [3, 4], [3, 2]])
PICTURES = {"one": np.eye(6), "two": 5 * np.eye(6)}


def test_contours_are_closed_and_alike_in_each_picture():
    drawn = {
        "one": {"expert": SQUARE},
        "two": {"net": SQUARE + 1, "expert": SQUARE},
    }
    figure = outlines(PICTURES, drawn, "Two")
    check_figure(figure)
    (first,), (net, second) = (axes.lines for axes in figure.axes[:2])
    assert first.get_color() == second.get_color() != net.get_color()
    np.testing.assert_array_equal(first.get_xdata(), [2, 4, 4, 2, 2])
    np.testing.assert_array_equal(first.get_ydata(), [1, 1, 3, 3, 1])
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["expert", "net"]


def test_the_words_say_where_they_lie():
    figure = outlines(PICTURES, {"one": {"expert": SQUARE}}, "Two")
    assert "one: expert around row 2, column 3, 2 pixels wide" in alt_of(figure)
    assert "two: no contour" in alt_of(figure)


@pytest.mark.parametrize(
    "pictures, contours, message",
    [
        ({}, {}, "must hold a picture"),
        (PICTURES, {"three": {}}, "three"),
        (PICTURES, {"one": {"net": SQUARE[:, 0]}}, "'net' must be"),
        ({"one": np.zeros((2, 2, 3))}, {}, "'one' must be"),
    ],
)
def test_what_cannot_be_drawn_is_refused(pictures, contours, message):
    with pytest.raises(UsageError, match=message):
        outlines(pictures, contours, "Two")
