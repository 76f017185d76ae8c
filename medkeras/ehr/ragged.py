"""Lists of unlike lengths, end to end in one array."""

from collections.abc import Iterable

import numpy as np

from medkeras.utils.arrays import as_array, check_one_length, check_places
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_whole


class Ragged:
    """Rows of unlike lengths: codes of visits, words of sentences.

    A list of lists of a hundred thousand visits is slow and large; here all
    values stand in one array, and `ends` says where each row ends.

    Args:
        values: of all rows, one row after the other.
        ends: (rows,), how many values stand in this row and those before.

    Raises:
        UsageError: ends that fall, or whose last is not the number of values.

    Example:
        >>> from medkeras.ehr.ragged import Ragged
        >>> codes = Ragged.from_lists([["428", "250"], [], ["401"]])
        >>> codes.lengths.tolist(), codes[0].tolist()
        ([2, 0, 1], ['428', '250'])
        >>> codes.padded(fill="").tolist()
        [['428', '250'], ['', ''], ['401', '']]

    Chapter: 3.2.3
    """

    def __init__(self, values, ends):
        self.values = np.asarray(values)
        self.ends = np.asarray(ends, np.int64)
        steps = np.diff(self.ends, prepend=0)
        last = self.ends[-1] if len(self.ends) else 0
        if self.values.ndim != 1 or (steps < 0).any():
            raise UsageError(
                "`ends` must rise along one list of `values`. Received: "
                f"{one_line(self.ends)}"
            )
        if last != len(self.values):
            raise UsageError(
                f"`ends` must end at the {len(self.values)} values. Received: "
                f"{last}"
            )

    @classmethod
    def from_lists(cls, lists: Iterable) -> "Ragged":
        """Join lists; all of them hold one kind of value."""
        lists = [list(row) for row in lists]
        values = [value for row in lists for value in row]
        return cls(np.array(values), np.cumsum([len(row) for row in lists]))

    @classmethod
    def from_pairs(cls, rows, values, count: int) -> "Ragged":
        """Values of rows in any order; within a row their order is kept.

        Args:
            rows: (values,), whole numbers from 0 to count - 1.
            values: (values,).
            count: of rows; one that is not named is empty.
        """
        check_whole("count", count, 0)
        rows, values = as_array("rows", rows), as_array("values", values)
        check_one_length(rows=rows, values=values)
        check_places("rows", rows, count)
        rows = rows.astype(np.int64)
        order = np.argsort(rows, kind="stable")
        lengths = np.bincount(rows, minlength=count)
        return cls(values[order], np.cumsum(lengths))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, row: int) -> np.ndarray:
        """Values of one row."""
        row = range(len(self))[row]
        first = self.ends[row - 1] if row else 0
        return self.values[first : self.ends[row]]

    def __iter__(self):
        return (self[row] for row in range(len(self)))

    @property
    def lengths(self) -> np.ndarray:
        """(rows,), how many values each row has."""
        return np.diff(self.ends, prepend=0)

    @property
    def rows(self) -> np.ndarray:
        """(values,), in which row each value stands."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def take(self, rows) -> "Ragged":
        """Chosen rows, in the order given.

        Args:
            rows: numbers of rows, or one truth value a row.
        """
        rows = np.arange(len(self))[np.asarray(rows)]
        lengths = self.lengths[rows]
        ends = np.cumsum(lengths)
        # Place of each value: where its row began, plus its place in it.
        began = np.repeat((self.ends - self.lengths)[rows], lengths)
        within = np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths)
        return Ragged(self.values[began + within], ends)

    def keep(self, which) -> "Ragged":
        """Chosen values; a row that loses all of them stays, empty.

        Args:
            which: (values,), a truth value each.
        """
        which = np.asarray(which, bool)
        check_one_length(which=which, values=self.values)
        counts = np.bincount(self.rows[which], minlength=len(self))
        return Ragged(self.values[which], np.cumsum(counts))

    def padded(
        self, width: int | None = None, fill=0, last: bool = False
    ) -> np.ndarray:
        """All rows in one array, the missing places filled at the end.

        Args:
            width: of the array; None for the longest row.
            fill: stands where a row has ended.
            last: of a row that is too long, the last values are kept and
                not the first.

        Returns:
            (rows, width).
        """
        lengths = self.lengths
        if width is None:
            width = int(lengths.max(initial=0))
        check_whole("width", width, 0)
        kept = np.minimum(lengths, width)
        within = np.arange(width)
        there = within < kept[:, None]
        first = self.ends - (kept if last else lengths)
        kind = np.result_type(self.values, np.asarray(fill))
        table = np.full((len(self), width), fill, kind)
        table[there] = self.values[(first[:, None] + within)[there]]
        return table
