import numpy as np
import pandas as pd
import pytest

from medkeras.data.input_validation import (
    feature_rows,
    in_one_precision,
    measurements,
    require_same_columns,
)
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize(
    "values",
    [
        [1, None, 3],
        [1.0, np.nan, 3.0],
        np.array([1, np.nan, 3], np.float16),
        np.array([1, None, 3], object),
        np.ma.array([1, 2, 3], mask=[False, True, False]),
        pd.Series([1, None, 3]),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series([1, None, 3], dtype="category"),
        pd.array([1.0, None, 3.0], dtype="Float32"),
    ],
)
def test_measurements_are_floats_and_nan_where_missing(values):
    found = measurements("values", values)
    assert found.dtype == float
    np.testing.assert_array_equal(found, [1, np.nan, 3])


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ([], "one or more"),
        (5, r"Received: shape \(\)"),
        ([[1], [2]], r"Received: shape \(2, 1\)"),
        ([1, np.inf], "1 infinite values"),
        (["1", "2"], "must hold numbers"),
        ([b"1"], "must hold numbers"),
        ([1, "high"], "must hold numbers"),
        ([1, {}], "must hold numbers"),
        ([1j], "must hold numbers"),
        (pd.to_datetime(["2024"]), "must hold numbers"),
        (pd.Series(["a"], dtype="category"), "must hold numbers"),
        ([10**400], "whole ones below 2"),
        ([2**53], "below 2"),
        ([[1], [2, 3]], "must be an array of numbers"),
        ("12", "must hold numbers"),
        (None, "shape"),
    ],
)
def test_what_is_no_measurement_is_one_line(values, finding):
    with pytest.raises(UsageError, match=finding) as caught:
        measurements("values", values)
    assert "\n" not in str(caught.value)


def test_rows_are_flattened_and_keep_their_precision():
    films = np.zeros((5, 8, 8, 1), np.float32)
    assert feature_rows("films", films).shape == (5, 64)
    assert feature_rows("films", films).dtype == np.float32
    assert feature_rows("films", films.astype(np.uint8)).dtype == float
    table = pd.DataFrame({"a": [1, 2], "b": pd.array([None, 3], dtype="Int64")})
    np.testing.assert_array_equal(
        feature_rows("table", table), [[1, np.nan], [2, 3]]
    )


def test_columns_are_compared_by_shape_and_by_name():
    names = ("first", "second")
    require_same_columns(np.ones((3, 4)), np.ones((9, 4)), names)
    with pytest.raises(UsageError, match=r"\(8, 8\) and \(64,\)"):
        require_same_columns(np.ones((3, 8, 8)), np.ones((3, 64)), names)
    table = pd.DataFrame({"a": [1], "b": [2]})
    require_same_columns(table, table.to_numpy(), names)
    with pytest.raises(UsageError, match=r"\['a', 'b'\] and \['b', 'a'\]"):
        require_same_columns(table, table[["b", "a"]], names)


def test_only_columns_stored_in_less_precision_are_rounded():
    fine = np.array([[1e9 + 1, 0.1, np.nan], [1e9 + 2, 0.2, 1e300]])
    coarse = np.array([[1e9, 0.1, 0.5]]).astype(np.float32).astype(float)
    first, second = in_one_precision(fine, coarse)
    assert first[0, 0] == 1e9 + 1  # whole numbers stay
    assert first[0, 1] == second[0, 1] == np.float32(0.1)
    assert np.isnan(first[0, 2])
    assert first[1, 2] == 1e300  # no single-precision number
    assert np.signbit(in_one_precision(-0.0 * fine[:, :2])[0]).sum() == 0
