"""Strokes: times on and above the paper, heights, decay."""

import numpy as np
import pytest

from medkeras.signal.pen_strokes import paper_times, size_decay, stroke_sizes
from medkeras.utils.errors import UsageError


def test_the_air_before_and_after_writing_does_not_count():
    on_paper = [0, 0, 1, 1, 0, 0, 1, 0, 0]
    time = np.array([0, 5, 6, 7, 9, 10, 12, 13, 30.0])
    assert paper_times(on_paper, time) == (4.0, 3.0)
    assert paper_times(np.zeros(9, int), time) == (0.0, 0.0)


def test_strokes_end_at_turns_and_at_the_edge_of_the_paper():
    y = np.array([0, 5, 10, 5, 0, 40, 50, 3, 9, 9.1])
    on_paper = np.array([1, 1, 1, 1, 1, 0, 0, 1, 1, 1])
    np.testing.assert_allclose(stroke_sizes(y, on_paper), [10, 10, 6.1])


def test_a_trembling_line_is_one_stroke():
    y = np.linspace(0, 10, 200) + 0.1 * np.sin(np.arange(200))
    assert len(stroke_sizes(y, np.ones(200, int))) == 1


@pytest.mark.parametrize("decay", [-0.05, 0.0, 0.02])
def test_the_decay_of_loops_is_found(decay):
    """Each half wave is (1 + decay) times as high as the one before."""
    halves = 20
    heights = 8 * (1 + decay) ** np.arange(halves)
    y, place = [0.0], 0.0
    for number, height in enumerate(heights):
        place += height * (-1) ** number
        y.extend(np.linspace(y[-1], place, 20)[1:])
    sizes = stroke_sizes(np.array(y), np.ones(len(y), int))
    np.testing.assert_allclose(sizes, heights, rtol=1e-6)
    assert size_decay(sizes) == pytest.approx(decay, abs=1e-9)


def test_few_strokes_have_no_decay():
    assert np.isnan(size_decay([3.0, 2.0, 1.0]))
    assert np.isnan(size_decay([]))


@pytest.mark.parametrize(
    "call",
    [
        lambda: paper_times([0, 2], [0, 1]),
        lambda: paper_times([0, 1, 1], [0, 1]),
        lambda: paper_times([0, 1], [1, 0]),
        lambda: stroke_sizes([0, 1], [1, 1, 1]),
        lambda: stroke_sizes([0, np.nan], [1, 1]),
        lambda: size_decay([1, 0, 1, 1]),
    ],
)
def test_what_has_no_strokes_is_refused(call):
    with pytest.raises(UsageError) as error:
        call()
    assert "\n" not in str(error.value)


def test_a_level_line_and_a_dot_are_no_strokes():
    y = np.array([0, 5, 10, 99, 3, 3, 3, 99, 7, 99])
    on_paper = np.array([1, 1, 1, 0, 1, 1, 1, 0, 1, 0])
    assert stroke_sizes(y, on_paper).tolist() == [10]
