"""Gaps filled from the past, their age marked."""

import numpy as np
import pytest

from medkeras.signal.carry_forward import CarryForward
from medkeras.utils.errors import UsageError


def with_gaps(rng, steps=60):
    values = rng.normal(size=(steps, 3))
    values[rng.random((steps, 3)) < 0.4] = np.nan
    return values


def test_streaming_equals_batch_and_the_future_changes_nothing():
    values = with_gaps(np.random.default_rng(0))
    usual = [1.0, 2.0, 3.0]
    whole = CarryForward(usual, 5).update(values)
    stream = CarryForward(usual, 5)
    one_by_one = [stream.update(row[None])[0] for row in values]
    np.testing.assert_array_equal(whole, one_by_one)
    values[30:] = 99
    again = CarryForward(usual, 5).update(values)
    np.testing.assert_array_equal(whole[:30], again[:30])


def test_filled_values_are_the_last_known_ones():
    values = with_gaps(np.random.default_rng(1))
    found = CarryForward([1.0, 2.0, 3.0], 5).update(values)
    for sign in range(3):
        last, age = (1.0, 2.0, 3.0)[sign], 5
        for step, value in enumerate(values[:, sign]):
            known = not np.isnan(value)
            last, age = (value, 0) if known else (last, min(age + 1, 5))
            assert found[step, sign] == last
            assert found[step, 3 + sign] == age / 5


@pytest.mark.parametrize(
    ("usual", "longest", "values"),
    [
        ([np.nan], 3, [[1.0]]),
        ([1.0], 0, [[1.0]]),
        ([1.0], 3, [[1.0, 2.0]]),
        ([1.0], 3, [[np.inf]]),
    ],
)
def test_bad_input_is_one_clear_line(usual, longest, values):
    with pytest.raises(UsageError, match=r"usual|longest|values"):
        CarryForward(usual, longest).update(values)
