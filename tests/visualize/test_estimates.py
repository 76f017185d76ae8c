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
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == pytest.approx([0.75, 0.95])
    diamonds = [
        line.get_xdata()[0]
        for line in axes.lines
        if line.get_marker() == "D" and len(line.get_xdata())
    ]
    assert diamonds == [0.8, 1.0]
    assert "leak 0.950 (1.000)" in alt_of(figure)
