"""Calibration and thresholds, drawn as measured."""

import numpy as np

from medkeras.metrics.classification import sensitivity
from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.decisions import calibration_and_threshold


def test_curves_are_the_measured_shares():
    draw = np.random.default_rng(0)
    probabilities = draw.random(2000)
    labels = (draw.random(2000) < probabilities).astype(int)
    figure = calibration_and_threshold(
        labels, probabilities, [0.2, 0.5], "Right on average"
    )
    check_figure(figure)
    left, right = figure.axes
    predicted, observed = left.lines[1].get_data()
    assert len(predicted) == 10
    assert np.abs(predicted - observed).max() < 0.1
    grid, values = right.lines[0].get_data()
    assert values[49] == sensitivity(labels, probabilities, grid[49])
    assert "At threshold 0.20: sensitivity" in alt_of(figure)
    assert "at 0.50" in alt_of(figure)
