"""Real arrays: in range, of a shape; whole numbers become floats."""

import numpy as np
import pytest

from medkeras.utils.arrays import float_array, real_array
from medkeras.utils.errors import UsageError

REFUSED = {
    "text": (["a", "b"], "must be real numbers"),
    "objects": (np.array([1, None]), "must be real numbers"),
    "masked": (np.ma.array([1.0, 0], mask=[True, False]), "1 masked"),
    "complex": ([1j], "must be real numbers"),
    "dates": (np.array(["2020-01-01"], "datetime64[D]"), "must be real"),
    "ragged": ([[1], [1, 2]], "array of equal rows"),
    "nothing": (np.empty((0, 3)), "one row or more"),
    "NaN": ([1.0, np.nan], "1 of 2 values NaN or infinite"),
    "infinity": ([np.inf, -np.inf, 0], "2 of 3 values NaN or infinite"),
    "too small": ([-0.5, 1], "from 0 to 1. Received: values from -0.5 to 1"),
    "too large": (np.array([255], "uint8"), "values from 255 to 255"),
}


@pytest.mark.parametrize("values, message", REFUSED.values(), ids=REFUSED)
def test_what_is_no_number_in_range_is_refused_in_one_line(values, message):
    with pytest.raises(UsageError, match=message) as caught:
        real_array("x", values, low=0, high=1)
    assert str(caught.value).startswith("`x` must")
    assert "\n" not in str(caught.value)


def test_a_bound_on_one_side_names_that_side():
    with pytest.raises(UsageError, match="must be 0 or more"):
        real_array("x", [-1, 3], low=0)


@pytest.mark.parametrize("kind", ["bool", "uint8", "int64", "float16"])
def test_what_is_right_comes_back_as_it_was(kind):
    x = np.array([[0, 1]], kind)
    assert real_array("x", x, ("rows", 2), low=0, high=1) is x


def test_no_rows_at_all_where_that_is_allowed():
    assert real_array("x", np.empty((0, 3)), low=0, empty=True).shape == (0, 3)


def test_whole_numbers_become_floats_and_floats_keep_their_precision():
    assert float_array("x", np.array([250], "uint8")).dtype == np.float64
    assert float_array("x", [True]).tolist() == [1.0]
    assert float_array("x", np.ones(1, "float32")).dtype == np.float32


def test_objects_that_are_numbers_are_taken_as_such():
    found = real_array("x", np.array([1, 0.5, True, np.int8(1)], object))
    assert found.tolist() == [1, 0.5, 1, 1]


def test_nan_may_stand_for_what_is_not_known_and_nothing_else_may():
    given = [1.0, np.nan, 3.0]
    found = real_array("x", given, low=1, high=3, missing=True)
    np.testing.assert_array_equal(found, given)
    assert np.isnan(real_array("x", [np.nan], low=0, missing=True)).all()
    with pytest.raises(UsageError, match="finite"):
        real_array("x", given)
    with pytest.raises(UsageError, match="1 of 2 values"):
        real_array("x", [np.nan, np.inf, 0.0], missing=True)
    with pytest.raises(UsageError, match="from 1 to 2"):
        real_array("x", given, low=1, high=2, missing=True)
