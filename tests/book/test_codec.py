"""What crosses the border between the grader and a student's process."""

import json

import numpy as np
import pandas as pd
import pytest

from medkeras.book.grading.codec import Codec
from medkeras.utils.errors import UsageError


def there_and_back(value):
    codec = Codec(lambda place: lambda: place)
    return codec.decode(json.loads(json.dumps(codec.encode(value))))


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 10**30, 2.5, "é", b"ab", 1 + 2j, (1, [2, {"a": (3,)}]),
        {1, 2}, {"k": None}, {(1, 2): 3}, [],
    ],
)  # fmt: skip
def test_plain_values_come_back_as_they_were(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6).reshape(2, 3),
        np.zeros((0, 3)),
        np.array(5.0),
        np.array([np.nan, np.inf], dtype="float32"),
        np.array(["a", "bcd"]),
        np.array([True, False]),
        np.asfortranarray(np.arange(4.0).reshape(2, 2)),
        np.arange(8)[::2],
        np.array(["2020-01-01"], dtype="datetime64[D]"),
    ],
)
def test_arrays_come_back_with_type_and_shape(array):
    back = there_and_back(array)
    np.testing.assert_array_equal(back, array)
    assert back.dtype == array.dtype
    back[...] = array  # may be written to


def test_an_array_of_objects_keeps_its_items():
    back = there_and_back(np.array([[1, None], ["x", 2.5]], dtype=object))
    assert back.dtype == object
    assert back.tolist() == [[1, None], ["x", 2.5]]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1.0, np.nan], "b": ["x", "y"]}, index=[5, 5]),
        pd.DataFrame({"a": pd.array([1.5, None], dtype="Float64")}),
        pd.DataFrame({"when": pd.to_datetime(["2020-01-01", None])}),
        pd.DataFrame({"kind": pd.Categorical(["u", "v"])}),
        pd.DataFrame({"a": pd.Series([pd.NA, 1], dtype=object)}),
        pd.DataFrame(np.ones((2, 2)), columns=["same", "same"]),
        pd.DataFrame(index=[1, 2]),
    ],
)
def test_tables_come_back_with_missing_values_and_types(table):
    pd.testing.assert_frame_equal(
        there_and_back(table), table, check_column_type=False
    )


def test_a_column_comes_back():
    column = pd.Series([1, 2], name="age", index=["a", "b"])
    pd.testing.assert_series_equal(there_and_back(column), column)


@pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937])
def test_a_generator_goes_on_where_it_was(bits):
    rng = np.random.Generator(bits(1))
    rng.random(3)
    assert there_and_back(rng).random() == rng.random()


class Tensor:
    def __array__(self, dtype=None, copy=None):
        return np.ones(2)


class Sparse:
    def toarray(self):
        return np.eye(2)


def test_tensors_and_sparse_matrices_become_arrays():
    assert there_and_back(Tensor()).tolist() == [1, 1]
    assert there_and_back(Sparse()).tolist() == [[1, 0], [0, 1]]


def test_what_is_no_data_arrives_as_an_object_that_does_nothing():
    class AlwaysEqual:
        def __eq__(self, other):
            return True

        __hash__ = None

    back = there_and_back(AlwaysEqual())
    assert type(back).__name__ == "AlwaysEqual"
    assert back != 1


def test_functions_become_references_and_find_home_again():
    ours, theirs = Codec(None), Codec(lambda place: lambda: place)
    told = ours.encode([len, max, len])
    assert told == {"list": [{"function": n} for n in (0, 1, 0)]}
    remote = theirs.decode(told)[1]
    assert remote() == 1
    assert ours.decode(theirs.encode(remote)) is max


@pytest.mark.parametrize(
    "told",
    [
        {"function_of_os": 1},
        {"array": ["O8", [1], "AAAAAAAAAAA="]},
        {"array": ["|V8", [1], "AAAAAAAAAAA="]},
        {"rng": {"dict": [["bit_generator", "seterr"]]}},
    ],
)
def test_data_that_could_do_something_is_refused(told):
    with pytest.raises((UsageError, TypeError, ValueError)):
        Codec(None).decode(told)
