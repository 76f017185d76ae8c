"""What was known at a visit, and nothing of what came later."""

import numpy as np
import pytest

from medkeras.ehr.histories import (
    histories,
    network_inputs,
    readmitted,
    rows_until,
)
from medkeras.ehr.ragged import Ragged
from medkeras.ehr.visits import visits_from_lists
from medkeras.ehr.vocabulary import Vocabulary
from medkeras.utils.errors import UsageError


def three_patients():
    return visits_from_lists(
        [
            [(0, 2, 1, {"diagnosis": ["a", "b"]})],
            [
                (0, 1, 2, {"diagnosis": ["b"]}),
                (31, 4, 1, {"diagnosis": ["c", "a", "b"]}),
                (100, 10, 1, {}),
            ],
            [(0, 5, 1, {"diagnosis": ["c"]}), (400, 1, 2, {})],
        ]
    )


def laid_out(ends, **options):
    visits = three_patients()
    words = visits.codes["diagnosis"]
    numbers = Vocabulary(["a", "b", "c"]).encode(words)
    return histories(visits, ends, {"diagnosis": numbers}, **options)


def test_rows_end_where_they_are_told():
    rows = rows_until(three_patients(), [0, 1, 3, 3, 5])
    assert [row.tolist() for row in rows] == [
        [0], [1], [1, 2, 3], [1, 2, 3], [4, 5],
    ]  # fmt: skip


def test_arrays_by_hand():
    out = laid_out([2, 5], most_visits=3, most_codes=2)
    assert out.mask.tolist() == [[True, True, False]] * 2
    assert out.codes["diagnosis"].tolist() == [
        [[4, 0], [5, 3], [0, 0]],
        [[5, 0], [0, 0], [0, 0]],
    ]
    assert out.method.tolist() == [[2, 1, 0], [1, 2, 0]]
    assert out.elapsed.tolist() == [[0, 31, 0], [0, 400, 0]]
    # To the end of the last visit: days 35 and 401.
    assert out.until.tolist() == [[35, 4, 0], [401, 1, 0]]


def test_the_most_recent_visits_are_kept():
    out = laid_out([3], most_visits=2)
    assert out.elapsed.tolist() == [[31, 69]]
    assert out.mask.all()


def test_what_comes_later_changes_nothing():
    """The same history, whatever the future brings."""
    visits = three_patients()
    early = visits.take(np.arange(len(visits)) != 3)
    numbers = Vocabulary(["a", "b", "c"])
    for one, other in zip(
        histories(
            visits, [2],
            {"diagnosis": numbers.encode(visits.codes["diagnosis"])},
        ),
        histories(
            early, [2],
            {"diagnosis": numbers.encode(early.codes["diagnosis"])},
        ),
        strict=True,
    ):  # fmt: skip
        if isinstance(one, dict):
            one, other = one["diagnosis"], other["diagnosis"]
        np.testing.assert_array_equal(one, other)


def test_readmission_counts_from_the_end_of_the_stay():
    visits = three_patients()
    # Patient 1: 30 days from day 1 to 31, 65 days from day 35 to 100.
    assert readmitted(visits, 30).tolist() == [0, 1, 0, 0, 0, 0]
    assert readmitted(visits, 29.9).tolist() == [0] * 6
    assert readmitted(visits, 65).tolist() == [0, 1, 1, 0, 0, 0]
    # Patient 2's second visit was planned.
    assert readmitted(visits, 500).tolist() == [0, 1, 1, 0, 0, 0]
    assert readmitted(visits, 500, method=0).tolist() == [0, 1, 1, 0, 1, 0]


def test_what_does_not_fit_is_refused():
    visits = three_patients()
    with pytest.raises(UsageError, match="ends"):
        rows_until(visits, [6])
    with pytest.raises(UsageError, match="must have 6 visits"):
        histories(visits, [0], {"drug": visits.codes["diagnosis"].take([0])})
    with pytest.raises(UsageError, match="whole numbers, as from"):
        histories(visits, [0], {"diagnosis": visits.codes["diagnosis"]})
    with pytest.raises(UsageError, match="days"):
        readmitted(visits, 0)


def test_networks_read_numbers_even_where_times_are_unknown():
    visits = visits_from_lists([[(0, 0, 1, {}), (30, 0, 2, {})]])
    codes = Ragged.from_lists([[3, 4], [5]])
    rows = histories(visits, [0, 1], {"a": codes, "b": codes}, 3, 2)
    rows = rows._replace(elapsed=np.full_like(rows.elapsed, np.nan))
    found = network_inputs(rows, "a", "b")
    assert found["diagnosis"][1].tolist() == [[3, 4], [5, 0], [0, 0]]
    assert not found["elapsed"].any()
    assert {values.dtype.name for values in found.values()} == {"float32"}
    with pytest.raises(UsageError, match="codes of kind 'procedure'"):
        network_inputs(rows, "a")
