"""Segments: joined in order, with a gap after each."""

import numpy as np
import pytest

from medkeras.signal.segments import join_segments
from medkeras.utils.errors import UsageError


def test_own_times_and_shared_times_are_joined_with_gaps():
    values = np.arange(6.0).reshape(2, 3)
    times = np.array([[0, 1, 2], [5, 6, 7]])
    x, y = join_segments(times, values)
    np.testing.assert_array_equal(x, [0, 1, 2, 2, 5, 6, 7, 7])
    np.testing.assert_array_equal(y, [0, 1, 2, np.nan, 3, 4, 5, np.nan])
    x, _ = join_segments([0, 1, 2], values)
    np.testing.assert_array_equal(x, [0, 1, 2, 2] * 2)


@pytest.mark.parametrize(
    "times, values", [([0, 1], [[1, 2, 3]]), ([0], [1.0]), ([[0, 1]], [[1]])]
)
def test_shapes_that_do_not_fit_are_refused(times, values):
    with pytest.raises(UsageError, match="segments"):
        join_segments(times, values)
