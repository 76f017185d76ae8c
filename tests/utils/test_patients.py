"""Ids of any one type; never two people in one, nor one in two."""

import datetime

import numpy as np
import pandas as pd
import pytest

from medkeras.utils.errors import UsageError
from medkeras.utils.patients import patient_codes

DAYS = [datetime.date(2020, 1, day) for day in (1, 2, 1)]
SAME = {
    "integers": [7, 3, 7],
    "numpy": np.array([7, 3, 7], "uint8"),
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
    "fractions": ([1.5, 2.5], "whole numbers"),
    "infinite": ([1.0, np.inf], "whole numbers"),
    "rounded": (np.array([2**24, 2**24 + 2], "float32"), "tell apart"),
    "rounded, double": ([2.0**53, 1.0], "tell apart"),
    "bool": ([True, False], "Received: bool"),
    "lists": ([[1], [2]], "Received: list"),
    "columns": (np.ones((3, 1)), r"shape \(3, 1\)"),
    "durations": (np.ones(2, "timedelta64[s]"), "timedelta64"),
    "complex": ([1j, 2j], "complex"),
    "one text": ("P001", "Received: 'P001'"),
    "masked": (np.ma.array([1, 2], mask=[0, 1]), "masked"),
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
