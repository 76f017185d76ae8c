"""Cells of a table as words."""

import numpy as np
import pytest

from medkeras.ehr.measured_words import MeasuredWords
from medkeras.utils.errors import UsageError

STAY = [1.0, 2, 3, 4, 5, 6, 7, 8]


def one_column(train, values, **options):
    """Words of one measured column."""
    words = MeasuredWords({"x": train}, numeric=["x"], **options)
    return words.of({"x": values}).values.tolist()


def test_parts_are_quantiles_of_the_training_rows_alone():
    assert one_column(STAY, [0.0, 2.7, 5.6, 1e9], parts=4) == [
        "x:0", "x:0", "x:2", "x:3",
    ]  # fmt: skip


def test_a_value_on_a_border_belongs_to_the_part_above():
    words = MeasuredWords({"x": STAY}, numeric=["x"], parts=2)
    assert words.borders["x"].tolist() == [5.0]
    assert words.of({"x": [5.0, 4.9999]}).values.tolist() == ["x:1", "x:0"]


def test_many_equal_values_make_fewer_parts_and_no_empty_one():
    train = [0.0] * 90 + [1.0] * 8 + [5.0] * 2
    found = one_column(train, train, parts=20)
    assert set(found) == {"x:0", "x:1"}
    assert one_column([3.0] * 5, [1.0, 3.0, 7.0]) == ["x:0"] * 3


def test_what_is_missing_says_so():
    assert one_column(STAY, [np.nan], parts=2) == ["x:?"]
    assert one_column([np.nan] * 3, [2.0, np.nan]) == ["x:0", "x:?"]


def test_bytes_and_whole_numbers_are_classes():
    train = {"sex": [b"f", b"m"], "type": [1, 6]}
    found = MeasuredWords(train).of({"type": [3], "sex": [b"m"]})
    assert found.values.tolist() == ["sex:m", "type:3"]


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="among x"):
        MeasuredWords({"x": STAY}, numeric=["y"])
    with pytest.raises(UsageError, match="parts"):
        MeasuredWords({"x": STAY}, parts=1)
    with pytest.raises(UsageError, match="must have rows"):
        MeasuredWords({"x": []}, numeric=["x"])
    words = MeasuredWords({"x": STAY}, numeric=["x"])
    with pytest.raises(UsageError, match="none named x"):
        words.of({"y": STAY})
    with pytest.raises(UsageError, match="must be real numbers"):
        words.of({"x": ["long", "short"]})
    with pytest.raises(UsageError, match="y"):
        MeasuredWords({"x": STAY, "y": [1]}, numeric=["x"])
