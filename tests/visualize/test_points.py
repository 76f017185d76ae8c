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


def test_a_line_of_points_gets_a_panel_as_high_as_wide():
    flat = np.stack([np.arange(5.0), np.zeros(5)], axis=1)
    (axes,) = points({"one": {"flat": flat}}, "x", "y", "A line").axes
    assert np.ptp(axes.get_xlim()) == np.ptp(axes.get_ylim()) > 4


def test_few_points_are_drawn_larger_than_many():
    areas = []
    for number in (8, 2000):
        cloud = np.random.default_rng(0).normal(size=(number, 2))
        (axes,) = points({"one": {"some": cloud}}, "x", "y", "Dots").axes
        areas.append(axes.collections[0].get_sizes()[0])
    assert areas == [30, 4]


@pytest.mark.parametrize("panels", [{}, {"one": {"real": np.ones((3, 3))}}])
def test_other_shapes_are_refused(panels):
    with pytest.raises(UsageError, match="`panels` must hold"):
        points(panels, "x", "y", "Nothing")
