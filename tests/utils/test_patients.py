"""Ids of any one type; never two people in one, nor one in two."""

import datetime
import decimal
import uuid

import numpy as np
import pandas as pd
import pytest

from medkeras.utils.errors import UsageError
from medkeras.utils.patients import (
    class_names,
    patient_codes,
    patient_ids,
    patient_numbers,
    require_one_naming,
)

DAYS = [datetime.date(2020, 1, day) for day in (1, 2, 1)]
SAME = {
    "integers": [7, 3, 7],
    "numpy": np.array([7, 3, 7], "uint8"),
    "numpy of either sign": np.array([7, -3, 7], "int8"),
    "whole floats": np.array([7.0, 3.0, 7.0]),
    "mixed numbers": [7, 3.0, 7],
    "text": ["P007", "P003", "P007"],
    "fixed text": np.array(["P007", "P003", "P007"]),
    "objects": np.array(["P007", "P003", "P007"], object),
    "bytes": [b"P007", b"P003", b"P007"],
    "fixed bytes": np.array([b"P007", b"P003", b"P007"]),
    "categories": pd.Categorical(["b", "a", "b"], categories=["a", "b", "c"]),
    "series": pd.Series(["b", "a", "b"], index=[5, 5, 9]),
    "nullable": pd.Series([7, 3, 7], dtype="Int64"),
    "dates": DAYS,
    "times": np.array(DAYS, "datetime64[s]"),
    "timestamps": pd.Series(pd.to_datetime(DAYS)).dt.tz_localize("UTC"),
    "large": [10**30, 3, 10**30],
}
MISSING = {
    "NaN": [1.0, np.nan],
    "all NaN": np.full(3, np.nan),
    "None": ["a", None],
    "NA": pd.Series([1, None], dtype="Int64"),
    "NaT": np.array(["2020-01-01", "NaT"], "datetime64[D]"),
    "pandas NaT": [pd.Timestamp(0), pd.NaT],
    "text of NaN": np.array(["a", np.nan]),
    "category": pd.Categorical(["a", None]),
    "empty text": ["a", ""],
    "blank bytes": [b"a", b"  "],
    "object NaN": np.array([1, np.nan], object),
}
REFUSED = {
    "7 and '7'": ([7, "7"], "one type"),
    "text and bytes": (["a", b"a"], "one type"),
    "date and time": ([DAYS[0], datetime.datetime(2020, 1, 1)], "one type"),
    "fractions": ([1.5, 2.5], "by whole numbers|whole numbers or text"),
    "infinite": ([1.0, np.inf], "by whole numbers|whole numbers or text"),
    "rounded": (np.array([2**24, 2**24 + 2], "float32"), "tell apart"),
    "rounded, double": ([2.0**53, 1.0], "tell apart"),
    "bool": ([True, False], "Received: bool"),
    "lists": ([[1], [2]], "shape rows of list"),
    "columns": (np.ones((3, 1)), r"shape \(3, 1\)"),
    "durations": (np.ones(2, "timedelta64[s]"), "timedelta64"),
    "complex": ([1j, 2j], "complex"),
    "one text": ("P001", "Received: str, shape"),
    "masked": (np.ma.array([1, 2], mask=[0, 1]), r"first row 1 \(masked\)"),
}


@pytest.mark.parametrize("ids", SAME.values(), ids=SAME)
def test_two_patients_of_any_type_are_two(ids):
    codes, patients = patient_codes("patients", ids)
    assert codes[0] == codes[2] != codes[1]
    assert sorted(codes.tolist()) in ([0, 0, 1], [0, 1, 1])
    assert len(patients) == 2
    assert patients[codes[0]] == next(iter(ids))


@pytest.mark.parametrize("ids", MISSING.values(), ids=MISSING)
def test_who_is_not_named_is_no_patient(ids):
    with pytest.raises(UsageError, match="`patients` must name") as said:
        patient_codes("patients", ids)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("ids, message", REFUSED.values(), ids=REFUSED)
def test_what_may_confuse_two_patients_is_refused(ids, message):
    with pytest.raises(UsageError, match=message) as said:
        patient_codes("patients", ids)
    assert "\n" not in str(said.value)


def test_no_rows_are_no_patients():
    codes, patients = patient_codes("patients", [])
    assert len(codes) == len(patients) == 0


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
        ([decimal.Decimal("2"), 3], [2, 3]),
        ([DAY, DAY], [DAY, DAY]),
        (
            [np.datetime64("2024-05-17"), pd.Timestamp("2024-05-17")],
            [pd.Timestamp(DAY), pd.Timestamp(DAY)],
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
        ([1, True], r"numbers \(1\) and truth values"),
        ([True, 2], r"truth values \(True\) and numbers \(2\)"),
        ([0.5, 1.0], r"whole numbers, text.* Received: float 0\.5"),
        ([DAY, 1], "dates .* and numbers"),
        (
            [pd.Timestamp("2024", tz="UTC"), pd.Timestamp("2024")],
            "times with a zone .* and times",
        ),
        (["7", "7.0"], "spell each patient in one way. Received: '7' and"),
        (["a", "a "], "spell each patient"),
        ([1.0, np.inf], "name each patient exactly"),
        ([2.0**53], "name each patient exactly"),
        (np.array([2**24], np.float32), "name each patient exactly"),
        ([uuid.uuid4()], "by numbers, text, bytes or dates. Received: UUID"),
        ([1 + 2j], "by numbers, text, bytes or dates. Received: complex"),
        ([("a", 1), ("b", 2)], "one id a row"),
        (pd.DataFrame({"p": [1, 2]}), r"DataFrame, shape \(2, 1\)"),
        ({1, 2}, r"Received: set, shape \(\)"),
        (iter([1]), r"Received: list_iterator, shape \(\)"),
        (None, r"Received: NoneType, shape \(\)"),
        (5, r"Received: int, shape \(\)"),
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
    with pytest.raises(UsageError, match="a class in every row"):
        class_names("labels", ["ill", None])
