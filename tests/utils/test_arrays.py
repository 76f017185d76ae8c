"""What is a number, a label, a probability; the rest gets one line."""

import numpy as np
import pandas as pd
import pytest

from medkeras.utils.arrays import (
    as_array,
    binary_labels,
    check_one_length,
    check_places,
    class_labels,
    finite_numbers,
    probabilities_of,
)
from medkeras.utils.errors import UndefinedMetricError, UsageError

ZERO_ONE = [
    [0, 1],
    [False, True],
    [0.0, 1.0],
    np.array([0, 1], "uint8"),
    np.array([0, 1], object),
    np.array([False, True]),
    pd.Series([0, 1], dtype="Int64"),
    pd.Series([False, True], index=[3, 3]),
]
NOT_LABELS = {
    "thirds": [0, 1 / 3, 2 / 3, 1],
    "1 and 2": [1, 2],
    "-1 and 1": [-1, 1],
    "words": ["yes", "no"],
    "digits as text": ["0", "1"],
    "NaN": [0, 1, np.nan],
    "None": [0, None],
    "NA": pd.Series([0, None], dtype="Int64"),
    "columns": [[0], [1]],
    "none": [],
    "ragged": [[0], [1, 0]],
    "one": 1,
    "text": "01",
    "masked": np.ma.array([0, 1], mask=[0, 1]),
    "complex": [0j, 1 + 0j],
    "dates": np.array(["2020"], "datetime64[Y]"),
}


@pytest.mark.parametrize("labels", ZERO_ONE)
def test_0_and_1_in_any_form_are_labels(labels):
    found = binary_labels("y", labels, both=True)
    assert found.tolist() == [0, 1] and found.dtype.kind == "i"


@pytest.mark.parametrize("labels", NOT_LABELS.values(), ids=NOT_LABELS)
def test_what_is_no_label_is_refused_in_one_line(labels):
    with pytest.raises(UsageError, match=r"`y` must .* Received: ") as said:
        binary_labels("y", labels)
    assert "\n" not in str(said.value) and len(str(said.value)) < 150


def test_a_label_that_does_not_occur_leaves_a_metric_undefined():
    assert binary_labels("y", [1, 1]).tolist() == [1, 1]
    with pytest.raises(UndefinedMetricError, match="only 1"):
        binary_labels("y", [1, 1], both=True)


@pytest.mark.parametrize("labels", [[0, 3], [0, -1], [0.5], ["N"], [np.nan]])
def test_classes_are_counted_from_0(labels):
    assert class_labels("y", [True, 2.0, 0], 3).tolist() == [1, 2, 0]
    with pytest.raises(UsageError, match="`y` must be"):
        class_labels("y", labels, 3)


@pytest.mark.parametrize("values", [[0, 50], [-0.1], [np.nan], ["0.5"], []])
def test_probabilities_are_fractions(values):
    single = np.array([0.1, 1], "float32")
    assert probabilities_of("p", single).dtype == "float32"
    assert probabilities_of("p", [True, False]).tolist() == [1, 0]
    with pytest.raises(UsageError, match="`p` must"):
        probabilities_of("p", values)


def test_numbers_have_the_dimensions_asked_for():
    assert finite_numbers("x", np.array([[3]], "uint8"), 2).dtype == float
    for bad in ([1.0], [[np.inf]], [["a"]], np.ones((0, 2))):
        with pytest.raises(UsageError, match="`x` must"):
            finite_numbers("x", bad, ndim=2)


def test_lengths_that_differ_are_named():
    check_one_length(a=[1], b=[2])
    with pytest.raises(UsageError, match=r"`a`, `b` must .* Received: 1, 0"):
        check_one_length(a=[1], b=[])


def test_what_is_no_array_is_refused():
    assert as_array("x", np.ma.array([1, 2])).tolist() == [1, 2]
    for bad in (None, 3, {"a": 1}, (n for n in "ab"), [[1], [1, 2]]):
        with pytest.raises(UsageError, match="`x` must be an array"):
            as_array("x", bad)


def test_places_lie_among_so_many():
    check_places("rows", np.array([0, 2]), 3)
    check_places("rows", np.array([], int), 0)
    for wrong in ([3], [-1, 0]):
        with pytest.raises(UsageError, match="`rows` must be from 0 to 2"):
            check_places("rows", np.array(wrong), 3)
