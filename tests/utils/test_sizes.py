"""Sizes and counts are refused in one line."""

import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_real, check_whole


def test_whole_numbers_pass_those_of_numpy_too():
    check_whole("n", 1)
    check_whole("n", np.int32(2), least=2)


@pytest.mark.parametrize("value", [1, 0, -3, 2.0, True, "2", None, np.nan])
def test_the_rest_is_refused_by_its_name(value):
    with pytest.raises(UsageError, match="of 2 or more") as said:
        check_whole("n", value, least=2)
    assert str(said.value).startswith("`n` must be a whole number")
    assert repr(value) in str(said.value)


@pytest.mark.parametrize("value", [0, 0.5, 1, np.float32(0.25), np.int64(1)])
def test_numbers_in_range_pass(value):
    check_real("rate", value, 0, 1)
    check_real("rate", value)


@pytest.mark.parametrize(
    "value", [np.nan, np.inf, -np.inf, "a", None, True, [1], 1j, 1.5, -0.1]
)
def test_what_is_no_number_in_range_is_one_line(value):
    with pytest.raises(UsageError, match="`rate` must be a number from 0 to 1"):
        check_real("rate", value, 0, 1)
