import numpy as np
import pytest

from medkeras.metrics.agreement import bland_altman
from medkeras.utils.errors import UsageError
from medkeras.visualize import agreements, alt_of
from medkeras.visualize.base import check_figure

FOUND = bland_altman([98, 120, 151, 80], [100, 118, 155, 84])


def test_points_bias_and_limits_are_drawn():
    figure = agreements({"EDV (ml)": FOUND, "ESV (ml)": FOUND}, "Volumes")
    check_figure(figure)
    for axes in figure.axes:
        points, *lines = axes.lines
        np.testing.assert_allclose(points.get_ydata(), FOUND.difference)
        heights = [line.get_ydata()[0] for line in lines]
        assert heights == [FOUND.bias.value, FOUND.low, FOUND.high]
    assert alt_of(figure).count("bias -2, limits -7.54 to 3.54") == 2


def test_nothing_is_refused():
    with pytest.raises(UsageError, match="panels"):
        agreements({}, "Volumes")
