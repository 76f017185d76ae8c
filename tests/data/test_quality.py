"""Quality of tables whose faults are known."""

import numpy as np
import pandas as pd
import pytest

from medkeras.data.quality import (
    completeness,
    timeliness,
    uniqueness,
    validity,
)
from medkeras.utils.errors import UsageError

TABLE = pd.DataFrame(
    {"patient": [1, 2, 2, 4], "bmi": [0.0, 30.0, np.nan, 20.0]}
)


def test_completeness_counts_what_was_measured():
    assert completeness(TABLE).to_dict() == {"patient": 1.0, "bmi": 0.75}


def test_validity_leaves_missing_values_out_and_counts_the_ends():
    assert validity(TABLE, {"bmi": (20, 60)})["bmi"] == pytest.approx(2 / 3)
    nothing = pd.DataFrame({"bmi": [np.nan]})
    assert np.isnan(validity(nothing, {"bmi": (0, 1)})["bmi"])


def test_uniqueness_by_key_and_by_row():
    assert uniqueness(TABLE, "patient") == 0.75
    assert uniqueness(TABLE) == 1.0
    visits = TABLE.assign(day=[1, 1, 2, 1])
    assert uniqueness(visits, ["patient", "day"]) == 1.0
    assert uniqueness(visits, ["day"]) == 0.5


def test_timeliness_refuses_the_old_the_late_and_the_missing():
    needed = pd.Series(pd.to_datetime(["2024-01-10"] * 5))
    measured = pd.Series(
        pd.to_datetime(
            ["2024-01-10", "2024-01-03", "2024-01-02", "2024-01-11", None]
        )
    )
    assert timeliness(measured, needed, pd.Timedelta(days=7)) == 0.4


def test_errors_name_what_was_received():
    with pytest.raises(UsageError, match="glucose"):
        validity(TABLE, {"glucose": (0, 1)})
    with pytest.raises(UsageError, match="age"):
        uniqueness(TABLE, "age")
    with pytest.raises(UsageError, match="rows"):
        uniqueness(TABLE.iloc[:0])
    with pytest.raises(UsageError, match="one length"):
        days = pd.Series(pd.to_datetime(["2024-01-10"] * 4))
        timeliness(days, days[:2], pd.Timedelta(1))


@pytest.mark.parametrize(
    "patients", [[1, 2, np.nan, np.nan], [None, "a", "a", None], [7, "7", 8, 9]]
)
def test_records_without_a_patient_are_not_one_patients(patients):
    table = pd.DataFrame({"patient": pd.Series(patients, dtype=object)})
    with pytest.raises(UsageError, match="`patient` must name"):
        uniqueness(table, "patient")


def test_text_of_blanks_was_not_measured():
    table = pd.DataFrame({"smoker": ["yes", "", " ", None]})
    assert completeness(table)["smoker"] == 0.25


def test_an_infinite_value_is_not_possible():
    table = pd.DataFrame({"bmi": [np.inf, 20.0]})
    assert validity(table, {"bmi": (0, np.inf)})["bmi"] == 0.5


@pytest.mark.parametrize("limits", [(5, 1), (np.nan, 1), 5, ("a", "b"), None])
def test_limits_must_be_a_range(limits):
    with pytest.raises(UsageError, match="lowest and the highest"):
        validity(TABLE, {"bmi": limits})


def test_a_decision_has_a_time():
    days = pd.Series(pd.to_datetime(["2024-01-10", None]))
    with pytest.raises(UsageError, match="1 without"):
        timeliness(days, days, pd.Timedelta(days=1))
    for limit in (7, "7 days", pd.NaT, pd.Timedelta(days=-1)):
        with pytest.raises(UsageError, match="`limit` must be a duration"):
            timeliness(days[:1], days[:1], limit)
    with pytest.raises(UsageError, match="time zone"):
        timeliness(days[:1].dt.tz_localize("UTC"), days[:1], pd.Timedelta(1))
