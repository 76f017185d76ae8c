"""Sizes and counts are refused in one line."""

import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_function,
    check_number,
    check_positive,
    check_seed,
    check_whole,
)


def test_whole_numbers_pass_those_of_numpy_too():
    check_whole("n", 1)
    check_whole("n", np.int32(2), least=2)


@pytest.mark.parametrize("value", [1, 0, -3, 2.0, True, "2", None, np.nan])
def test_the_rest_is_refused_by_its_name(value):
    with pytest.raises(UsageError, match="of 2 or more") as said:
        check_whole("n", value, least=2)
    assert str(said.value).startswith("`n` must be a whole number")
    assert repr(value) in str(said.value)


def test_a_largest_size_is_held():
    check_whole("n", 3, most=3)
    with pytest.raises(UsageError, match=r"from 0 to 3\. Received: 4"):
        check_whole("n", 4, least=0, most=3)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, True, None, "0"])
def test_seeds_are_those_that_every_library_takes(seed):
    check_seed(np.int64(0))
    check_seed(2**32 - 1)
    with pytest.raises(UsageError, match="`seed` must be a whole number"):
        check_seed(seed)


@pytest.mark.parametrize("value", [50, -0.1, np.nan, np.inf, True, "1", None])
def test_numbers_lie_in_their_range(value):
    check_number("share", 0.5, 0, 1)
    check_number("share", np.float32(1), 0, 1)
    check_number("any", -3)
    with pytest.raises(UsageError, match="`share` must be a finite number"):
        check_number("share", value, 0, 1)


@pytest.mark.parametrize("value", [np.ones((99, 99)), 10**400, "x" * 999])
def test_what_is_long_is_refused_on_one_short_line(value):
    for check in (check_number, check_whole):
        with pytest.raises(UsageError, match="`n` must") as said:
            check("n", value, 0, 1)
        assert "\n" not in str(said.value) and len(str(said.value)) < 150
    with pytest.raises(UsageError, match="finite number"):
        check_number("n", 10**400)


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, False, "1"])
def test_positive_is_above_0(value):
    check_positive("rate", 1e-9)
    with pytest.raises(UsageError, match="`rate` must be"):
        check_positive("rate", value)


def test_a_function_can_be_called():
    check_function("metric", len)
    for wrong in (None, "len", 3):
        with pytest.raises(UsageError, match="`metric` must be a function"):
            check_function("metric", wrong)


@pytest.mark.parametrize("value", [0, 0.5, 1, np.float32(0.25), np.int64(1)])
def test_numbers_in_range_pass(value):
    check_number("rate", value, 0, 1)
    check_number("rate", value)


@pytest.mark.parametrize(
    "value", [np.nan, np.inf, -np.inf, "a", None, True, [1], 1j, 1.5, -0.1]
)
def test_what_is_no_number_in_range_is_one_line(value):
    with pytest.raises(
        UsageError, match="`rate` must be a finite number from 0 to 1"
    ):
        check_number("rate", value, 0, 1)
