"""Rows of unlike lengths against plain lists of lists."""

import numpy as np
import pytest

from medkeras.ehr.ragged import Ragged
from medkeras.utils.errors import UsageError

LISTS = [[], [3, 1, 4], [1], [], [5, 9, 2, 6], []]
ROWS = Ragged.from_lists(LISTS)


def as_lists(ragged):
    return [row.tolist() for row in ragged]


def test_what_goes_in_comes_out():
    assert as_lists(ROWS) == LISTS
    assert len(ROWS) == 6 and ROWS.lengths.tolist() == [0, 3, 1, 0, 4, 0]
    assert ROWS[-2].tolist() == [5, 9, 2, 6]
    with pytest.raises(IndexError):
        ROWS[6]


def test_rows_say_where_each_value_stands():
    assert ROWS.rows.tolist() == [1, 1, 1, 2, 4, 4, 4, 4]


def test_pairs_in_any_order_keep_their_order_within_a_row():
    pairs = Ragged.from_pairs([2, 0, 2, 0], ["c", "a", "d", "b"], 4)
    assert as_lists(pairs) == [["a", "b"], [], ["c", "d"], []]


@pytest.mark.parametrize("chosen", [[4, 1], [0, 3], [], [1, 1], [5, 4, 0]])
def test_take_is_that_of_lists(chosen):
    assert as_lists(ROWS.take(np.array(chosen, int))) == [
        LISTS[row] for row in chosen
    ]
    which = np.isin(np.arange(6), chosen)
    assert as_lists(ROWS.take(which)) == [
        row for row, kept in zip(LISTS, which, strict=True) if kept
    ]


def test_keep_leaves_rows_that_become_empty():
    kept = ROWS.keep(ROWS.values > 3)
    assert as_lists(kept) == [[], [4], [], [], [5, 9, 6], []]


def test_padded_at_the_end():
    assert ROWS.padded().tolist()[1] == [3, 1, 4, 0]
    assert ROWS.padded(2, fill=-1).tolist() == [
        [-1, -1], [3, 1], [1, -1], [-1, -1], [5, 9], [-1, -1],
    ]  # fmt: skip
    assert ROWS.padded(2, last=True).tolist()[4] == [2, 6]
    assert ROWS.padded(0).shape == (6, 0)


def test_long_words_are_not_cut_by_a_short_fill():
    words = Ragged.from_lists([["heart", "a"], []])
    assert words.padded(fill="?").tolist() == [["heart", "a"], ["?", "?"]]


def test_nothing_at_all():
    empty = Ragged.from_lists([])
    assert len(empty) == 0 and empty.padded().shape == (0, 0)


def test_what_does_not_fit_is_refused():
    with pytest.raises(UsageError, match="rise"):
        Ragged([1, 2], [2, 1])
    with pytest.raises(UsageError, match="end at the 2 values"):
        Ragged([1, 2], [1])
    with pytest.raises(UsageError, match="from 0 to 1"):
        Ragged.from_pairs([0, 2], [1, 1], 2)
    with pytest.raises(UsageError, match="which"):
        ROWS.keep([True])
