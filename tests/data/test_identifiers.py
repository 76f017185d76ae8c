import datetime
import decimal
import uuid

import numpy as np
import pandas as pd
import pytest

from medkeras.data.identifiers import (
    class_names,
    patient_ids,
    patient_numbers,
    require_one_naming,
)
from medkeras.utils.errors import UsageError

DAY = datetime.date(2024, 5, 17)


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        ([7, 8.0, np.int8(9)], [7, 8, 9]),
        (range(3), [0, 1, 2]),
        ((b"a", np.bytes_(b"b")), [b"a", b"b"]),
        (np.array(["P1", "P2"]), ["P1", "P2"]),
        (pd.Series(["b", "a"], dtype="category"), ["b", "a"]),
        (pd.array([3, 4], dtype="Int32"), [3, 4]),
        ([True, False], [True, False]),
        ([decimal.Decimal("2"), 3], [2, 3]),
        (
            [DAY, np.datetime64("2024-05-18"), pd.Timestamp("2024-05-19")],
            [pd.Timestamp(DAY) + pd.Timedelta(days=k) for k in range(3)],
        ),
        ([2**63, 2**63 + 1], [2**63, 2**63 + 1]),
        ([], []),
    ],
)
def test_identifiers_become_what_compares_exactly(values, ids):
    assert patient_ids("groups", values) == ids


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ([1, None], r"1 without, first row 1 \(None\)"),
        ([1.0, np.nan, np.nan], "2 without, first row 1"),
        (["a", np.nan], "1 without, first row 1"),
        (np.array(["a", np.nan]), "1 without, first row 1"),  # "nan" by now
        (np.array([b"a", b""]), "1 without, first row 1"),
        (["a", "\t"], "1 without, first row 1"),
        ([pd.NaT, DAY], "1 without, first row 0"),
        (np.array(["2020", "NaT"], "datetime64[s]"), "1 without, first row 1"),
        (np.ma.array([1, 2], mask=[True, False]), "1 without, first row 0"),
        (pd.Series(["a", None], dtype="category"), "1 without, first row 1"),
        ([7, "7"], r"numbers \(7\) and text \('7'\)"),
        ([True, 2], r"truth values \(True\) and numbers \(2\)"),
        ([DAY, 1], "dates .* and numbers"),
        (
            [pd.Timestamp("2024", tz="UTC"), pd.Timestamp("2024")],
            "spell|times with a zone .* and dates",
        ),
        (["7", "7.0"], "spell each patient in one way. Received: '7' and"),
        (["a", "a "], "spell each patient"),
        ([1.0, np.inf], "name each patient exactly"),
        ([2.0**53], "name each patient exactly"),
        (np.array([2**24], np.float32), "name each patient exactly"),
        ([uuid.uuid4()], "by numbers, text, bytes or dates. Received: UUID"),
        ([1 + 2j], "by numbers, text, bytes or dates. Received: complex"),
        ([("a", 1), ("b", 2)], "shape .*examples"),
        (np.ones((3, 1)), r"Received: shape \(3, 1\)"),
        (pd.DataFrame({"p": [1, 2]}), r"Received: shape \(2, 1\)"),
        ("abc", r"Received: shape \(\), str"),
        ({1, 2}, r"Received: shape \(\), set"),
        (iter([1]), r"Received: shape \(\)"),
        (None, r"Received: shape \(\), NoneType"),
        (5, r"Received: shape \(\), int"),
    ],
)
def test_who_cannot_be_told_apart_is_refused(values, finding):
    with pytest.raises(UsageError, match=finding) as caught:
        patient_ids("groups", values)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("`groups` must")


def test_one_name_a_row():
    with pytest.raises(UsageError, match=r"each of the 3 rows\. Received: 2"):
        patient_ids("groups", [1, 2], rows=3)


def test_lists_are_compared_with_one_another():
    require_one_naming({"a": ["7"], "b": ["8"]})
    for other in ([7], [b"7"], ["07"], ["7 "]):
        with pytest.raises(UsageError, match=r"^`a` and `b` must"):
            require_one_naming({"a": ["7"], "b": other})


def test_patients_are_numbered_in_order():
    patients, numbers = patient_numbers(["b", "a", "c", "a"])
    assert patients == ["a", "b", "c"]
    assert numbers.tolist() == [1, 0, 2, 0]
    assert patient_numbers([])[1].shape == (0,)


def test_classes_are_no_measurements():
    assert class_names("labels", [0.0, 1.0]) == [0, 1]
    with pytest.raises(UsageError, match=r"Received: 0\.4"):
        class_names("labels", [0.4, 1.0])
    with pytest.raises(UsageError, match="the class of every row"):
        class_names("labels", ["ill", None])
