"""Clouds: each in its panel, on common axes, told in words."""

import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.points import points

SQUARE = np.array([[0.0, 0.0], [0.0, 2.0], [2.0, 0.0], [2.0, 2.0]])


def test_every_cloud_is_drawn_in_its_panel():
    figure = points(
        {"one": {"real": SQUARE, "made": SQUARE / 2}, "two": {"real": SQUARE}},
        "x",
        "y",
        "Clouds of points",
    )
    check_figure(figure)
    first, second = figure.axes
    assert [len(axes.collections) for axes in (first, second)] == [2, 1]
    np.testing.assert_array_equal(first.collections[0].get_offsets(), SQUARE)
    assert first.get_xlim() == second.get_xlim()
    assert "made, 4 points around (0.5, 0.5), spread 0.707" in alt_of(figure)


@pytest.mark.parametrize("panels", [{}, {"one": {"real": np.ones((3, 3))}}])
def test_other_shapes_are_refused(panels):
    with pytest.raises(UsageError, match="`panels` must hold"):
        points(panels, "x", "y", "Nothing")
