"""Comparisons for checks: what counts as the same, and what is said."""

import numpy as np
import pandas as pd
import pytest

from medkeras.exercises.assertions import (
    expect_close,
    expect_result,
    expect_shape,
    expect_unchanged,
    same,
    same_result,
)
from medkeras.exercises.checking import Wrong

ROW = np.array([1.0, 2.0, np.nan])


@pytest.mark.parametrize(
    "received, alike",
    [
        (ROW, True),
        (list(ROW), True),
        (ROW + 1e-9, True),
        (ROW + 1e-3, False),
        (ROW[:2], False),
        (ROW[:, None], False),
        (np.nan_to_num(ROW), False),
        (None, False),
        ("row", False),
        ({"a": 1}, False),
    ],
)
def test_same_shape_and_nearly_the_same_values(received, alike):
    assert same(received, ROW) is alike


def test_parts_of_one_shape_may_lie_on_top_of_each_other():
    pair = (ROW, 2 * ROW)
    assert same_result(np.stack(pair), pair)
    expect_result(np.stack(pair), pair, ("a", "b"), ())
    assert not same_result(np.stack(pair[::-1]), pair)
    assert not same_result(ROW[:2], (1.0, np.ones(2)))
    with pytest.raises(Wrong) as mistake:
        expect_result(np.ones((2, 2)), (ROW, ROW), ("a", "b"), ())
    assert mistake.value.key == "parts"


def test_text_is_no_number_even_where_it_reads_as_one():
    assert not same(pd.Series(["1", "2", "NaN"]), ROW)
    assert not same(pd.Series([1.0, 2.0, "NaN"], dtype=object), ROW)
    assert same(pd.Series([1.0, 2.0, None], dtype=object), ROW)


def test_a_table_is_asked_for_its_columns_in_any_order():
    table = pd.DataFrame({"a": ROW, "b": 2 * ROW})
    expect_result(table[["b", "a"]], table, "the table", ())
    for other in (table.to_numpy(), table.to_dict("list")):
        with pytest.raises(Wrong) as mistake:
            expect_result(other, table, "the table", ())
        assert mistake.value.key == "kind"


def test_a_dictionary_must_be_left_as_it_was():
    before = ({"i": ROW.copy()}, 3)
    expect_unchanged([before], [({"i": ROW.copy()}, 3)])
    with pytest.raises(Wrong) as mistake:
        expect_unchanged([({"i": 2 * ROW}, 3)], [before])
    assert mistake.value.key == "in-place"


def test_a_shape_is_told_as_it_is_and_as_it_should_be():
    expect_shape(np.zeros((2, 3)), (2, 3), "the kernel")
    with pytest.raises(Wrong) as mistake:
        expect_shape(np.zeros((3, 2)), (2, 3), "the kernel")
    assert mistake.value.key == "shape"
    assert "(3, 2)" in mistake.value.hints[0]
    assert "(2, 3)" in mistake.value.hints[1]


def test_the_first_other_value_is_named_with_its_place():
    right = np.arange(6.0).reshape(2, 3)
    wrong = right.copy()
    wrong[1, 0] = 30
    expect_close(right, right, "the sum")
    with pytest.raises(Wrong) as mistake:
        expect_close(wrong, right, "the sum")
    vague, where, nearly = mistake.value.hints
    assert mistake.value.key == "values"
    assert "1 of 6" in vague and "30" not in vague
    assert "at [1, 0] is 30" in where and "should be" not in where
    assert "should be 3." in nearly


def test_a_single_number_has_no_place():
    with pytest.raises(Wrong) as mistake:
        expect_close(2.0, 3.0, "the loss")
    assert mistake.value.hints[1] == "the loss: the first wrong value is 2."
    with pytest.raises(Wrong, match="shape"):
        expect_close([2.0], 3.0, "the loss")


def test_a_mask_is_named_only_where_numbers_were_asked_for():
    on = np.array([True, False, True])
    with pytest.raises(Wrong) as mistake:
        expect_result(on, np.array([0, 2, 5]), "the rows", ())
    assert mistake.value.key == "mask"
    with pytest.raises(Wrong) as mistake:
        expect_result(on, np.array([1.0, 1.0, 0.0]), "the states", ())
    assert mistake.value.key == "values"
    expect_result(on, np.array([1.0, 0.0, 1.0]), "the states", ())


def test_parts_may_come_as_one_array():
    expected = (1.0, 2.0)
    for received in ([1, 2], np.array([1.0, 2.0]), np.float32([1, 2])):
        assert same_result(received, expected)
        expect_result(received, expected, ("x", "y"), ())
    for received in (np.array([1.0, 3.0]), np.array([1.0]), np.array(1.0)):
        assert not same_result(received, expected)
    with pytest.raises(Wrong) as mistake:
        expect_result(np.array([2.0, 1.0]), expected, ("x", "y"), ())
    assert mistake.value.key == "swapped"
