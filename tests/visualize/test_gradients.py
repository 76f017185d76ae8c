"""Bars of gradient norms, zero included."""

from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.gradients import gradient_by_steps


def test_a_zero_gradient_shows_as_a_bar_of_no_height():
    norms = {"kernel": {1: 0.2, 4: 0.4}, "recurrent": {1: 0.0, 4: 0.1}}
    figure = gradient_by_steps(norms, "Gradients")
    check_figure(figure)
    (axes,) = figure.axes
    assert [bar.get_height() for bar in axes.patches] == [0.2, 0.4, 0.0, 0.1]
    assert axes.get_yscale() == "linear"
    assert "recurrent 0 at 1 step, 0.1 at 4 steps" in alt_of(figure)
