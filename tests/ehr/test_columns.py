"""Columns of data sets become visits, whatever order they came in."""

import numpy as np
import pytest

from medkeras.ehr.columns import (
    order_of,
    texts,
    visits_and_columns,
    visits_of,
)
from medkeras.ehr.simulator import simulate
from medkeras.utils.errors import UsageError


def columns():
    return {
        "encounter": np.array([3, 1, 2]),
        "patient": np.array([5, 5, 4]),
        "start": np.array([40.0, 0.0, 0.0]),
        "stay": np.array([1.0, 2.0, 3.0]),
        "method": np.array([1, 2, 1]),
        "diagnosis": np.array(
            [[b"428", b""], [b"250", b"401"], [b"", b""]], object
        ),
    }


def test_by_patient_and_time():
    visits = visits_of(columns())
    assert visits.encounter.tolist() == [2, 1, 3]
    assert visits.gap.tolist() == [0, 0, 38]
    assert [row.tolist() for row in visits.codes["diagnosis"]] == [
        [], ["250", "401"], ["428"],
    ]  # fmt: skip


def test_without_dates_by_the_number_of_the_encounter():
    undated = columns() | {"start": np.full(3, np.nan)}
    visits = visits_of(undated)
    assert not visits.dated and visits.encounter.tolist() == [2, 1, 3]
    assert visits.start.tolist() == [0, 0, 1]


def test_shuffled_columns_give_the_same_visits():
    drawn = simulate(30, seed=0)
    rows = np.random.default_rng(0).permutation(len(drawn["patient"]))
    shuffled = {name: values[rows] for name, values in drawn.items()}
    order, _ = order_of(shuffled)
    np.testing.assert_array_equal(shuffled["label"][order], drawn["label"])
    one, other = visits_of(drawn), visits_of(shuffled)
    np.testing.assert_array_equal(one.start, other.start)
    np.testing.assert_array_equal(
        one.codes["procedure"].values, other.codes["procedure"].values
    )


def test_bytes_and_texts():
    assert texts([[b"a", "b"]]).tolist() == [["a", "b"]]


def test_what_does_not_fit_is_refused():
    for change, message in (
        ({"start": np.array([0.0, np.nan, 1.0])}, "unknown in 1 of 3"),
        ({"stay": np.array([1.0])}, "stay"),
        ({"stay": np.array([1.0, -2.0, 1.0])}, "`stay` must be 0 or more"),
        ({"start": ["soon", "late", "now"]}, "`start` must be real"),
        ({"start": [0.0, np.inf, 1.0]}, "`start` must be finite"),
        ({"method": [1, 2, 7]}, "`method` must be classes from 0 to 2"),
        ({"encounter": [1, 1, 2]}, "once. Received: 1 of 3 rows again"),
        (
            {"diagnosis": np.array(["428"] * 3)},
            r"\(3, most\). Received: \(3,\)",
        ),
        ({"diagnosis": np.array([["428"]] * 2)}, r"\(3, most\)"),
    ):
        with pytest.raises(UsageError, match=message):
            visits_of(columns() | change)
    for gone, message in (
        ("method", "none named method"), ("diagnosis", "must have one of"),
    ):  # fmt: skip
        left = {k: v for k, v in columns().items() if k != gone}
        with pytest.raises(UsageError, match=message):
            visits_of(left)


def test_a_column_of_another_length_is_refused():
    with pytest.raises(UsageError, match="must be of one length"):
        visits_and_columns(columns() | {"label": [7, 8]})


def test_columns_come_in_the_order_of_the_visits():
    visits, ordered = visits_and_columns(columns() | {"label": [7, 8, 9]})
    assert ordered["encounter"].tolist() == visits.encounter.tolist()
    assert ordered["label"].tolist() == [9, 8, 7]
    assert visits.earlier.tolist() == [0, 0, 1]
