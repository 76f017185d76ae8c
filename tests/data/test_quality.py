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
    assert uniqueness(TABLE, ["patient", "bmi"]) == 1.0


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
        timeliness(TABLE["bmi"], TABLE["bmi"][:2], pd.Timedelta(1))
