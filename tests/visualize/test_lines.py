"""Curves: what they draw, on which scale, and what they say."""

import numpy as np

from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.lines import lines

X = np.array([1.0, 10.0, 100.0])
SERIES = {
    "plain": (X, np.array([3.0, 2.0, 1.0])),
    "banded": (X, X / 100, X / 200, X / 50),
}


def test_every_curve_and_its_band_are_drawn():
    figure = lines(SERIES, "steps", "loss", "Two", reference=("chance", 0.5))
    check_figure(figure)
    (axes,) = figure.axes
    drawn = {line.get_label(): line for line in axes.lines}
    np.testing.assert_allclose(drawn["plain"].get_ydata(), [3, 2, 1])
    np.testing.assert_allclose(drawn["banded"].get_xdata(), X)
    assert drawn["plain"].get_linestyle() != drawn["banded"].get_linestyle()
    (band,) = axes.collections
    corners = band.get_paths()[0].vertices
    assert corners[:, 1].max() == 2.0
    assert (axes.get_xscale(), axes.get_yscale()) == ("linear", "linear")
    assert "plain from 3 at 1 to 1 at 100" in alt_of(figure)
    assert "chance at 0.5" in alt_of(figure)


def test_scales_of_powers_of_ten():
    figure = lines(SERIES, "lag", "norm", "Logs", log_x=True, log_y=True)
    check_figure(figure)
    (axes,) = figure.axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_a_single_point_has_no_end():
    figure = lines({"one": ([5], [0.25])}, "size", "score", "A point of it")
    assert alt_of(figure).endswith("one from 0.25 at 5.")


def test_no_two_curves_look_the_same():
    curves = {f"curve {n}": (X, X + n) for n in range(12)}
    (axes,) = lines(curves, "steps", "loss", "Twelve").axes
    looks = {(line.get_color(), str(line._dash_pattern)) for line in axes.lines}
    assert len(looks) == 12
