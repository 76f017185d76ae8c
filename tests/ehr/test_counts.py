"""Counts of codes up to a visit."""

import numpy as np
import pytest

from medkeras.ehr.counts import codes_until, count_codes
from medkeras.ehr.histories import rows_until
from medkeras.ehr.ragged import Ragged
from medkeras.ehr.visits import visits_from_lists
from medkeras.utils.errors import UsageError

VISITS = visits_from_lists(
    [
        [(0, 1, 1, {"diagnosis": ["a", "b"]}), (9, 1, 1, {"diagnosis": []})],
        [(0, 1, 1, {"diagnosis": ["c"]}), (9, 1, 1, {"diagnosis": ["a"]})],
    ]
)


def test_a_history_has_what_stands_in_its_visits_and_nothing_later():
    rows = rows_until(VISITS, [0, 1, 2, 3])
    found = codes_until(rows, VISITS.codes["diagnosis"])
    assert [words.tolist() for words in found] == [
        ["a", "b"], ["a", "b"], ["c"], ["c", "a"],
    ]  # fmt: skip


def test_a_history_of_no_visits_is_empty():
    found = codes_until(Ragged.from_lists([[], [0]]), VISITS.codes["diagnosis"])
    assert found.lengths.tolist() == [0, 2]


def test_counts_equal_numpy_on_random_rows():
    rng = np.random.default_rng(0)
    lists = [rng.integers(0, 9, rng.integers(0, 30)) for _ in range(40)]
    found = count_codes(Ragged.from_lists(lists), 9)
    expected = np.stack([np.bincount(row, minlength=9) for row in lists])
    expected[:, 0] = 0
    np.testing.assert_array_equal(found.toarray(), expected)
    assert found.has_canonical_format


def test_what_cannot_be_is_refused():
    numbers = Ragged.from_lists([[1, 5]])
    with pytest.raises(UsageError, match="from 0 to 4"):
        count_codes(numbers, 5)
    with pytest.raises(UsageError, match="size"):
        count_codes(numbers, 0)
