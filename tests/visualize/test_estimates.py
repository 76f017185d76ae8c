"""Dots with intervals and ladders: what they draw and what they say."""

import numpy as np
import pytest

from medkeras.metrics.estimate import Estimate
from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.estimates import estimates, ladder

VALUES = {
    "tree": Estimate(0.7, 0.6, 0.75, 50),
    "forest": Estimate(0.8, 0.7, 0.9, 50),
}


def test_estimates_draw_every_value_with_its_interval():
    figure = estimates(VALUES, "accuracy", "Two", reference=("guess", 0.5))
    check_figure(figure)
    (axes,) = figure.axes
    drawn = axes.containers[0]
    assert drawn[0].get_xdata().tolist() == [0.7, 0.8]
    ends = np.array(drawn[2][0].get_segments())[:, :, 0]
    np.testing.assert_allclose(ends, [[0.6, 0.75], [0.7, 0.9]])
    assert [t.get_text() for t in axes.get_yticklabels()] == list(VALUES)
    assert "tree 0.700 [0.600, 0.750]" in alt_of(figure)
    assert "guess at 0.500" in alt_of(figure)


def test_ladder_draws_mean_folds_and_best_fold():
    rungs = {"honest": [0.7, 0.8, 0.75], "leak": [0.9, 1.0, 0.95]}
    figure = ladder(rungs, ("claim", 0.97), "Leaks")
    check_figure(figure)
    (axes,) = figure.axes
    drawn = {"o": [], "D": [], ".": []}
    for line in axes.lines:
        if line.get_marker() in drawn and line.get_linestyle() == "None":
            drawn[line.get_marker()].extend(line.get_xdata())
    assert drawn["o"] == pytest.approx([0.75, 0.95])
    assert drawn["D"] == [0.8, 1.0]
    assert drawn["."] == [*rungs["honest"], *rungs["leak"]]
    assert "leak 0.950 (1.000)" in alt_of(figure)
