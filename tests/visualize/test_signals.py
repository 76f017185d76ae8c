"""Signals: what is drawn in which panel, and what the marks say."""

import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.signals import signals

TIME = np.linspace(0, 1, 50)
PANELS = {
    "one": {"II": (TIME, np.sin(9 * TIME)), "V1": (TIME, 3 * TIME)},
    "two": {"II": (TIME, -TIME)},
}


def test_each_signal_is_in_its_panel():
    marks = {"two": ([0.2, 0.7], ["N", "V"])}
    figure = signals(PANELS, "time (s)", "mV", "Two people", marks)
    check_figure(figure)
    first, second = figure.axes
    assert len(first.lines) == 2
    np.testing.assert_allclose(second.lines[0].get_ydata(), -TIME)
    assert [text.get_text() for text in second.texts] == ["N", "V"]
    assert [text.get_position()[0] for text in second.texts] == [0.2, 0.7]
    assert not first.texts
    assert alt_of(figure).endswith("two: II from -1 to 0 mV; marks N V.")
    assert "V1 from 0 to 3 mV" in alt_of(figure)


def test_marks_need_their_panel():
    with pytest.raises(UsageError, match="Received: three"):
        signals(PANELS, "s", "mV", "T", {"three": ([0], ["N"])})
