"""Ages, counts and classes of a table as words, so that a sentence has them."""

from collections.abc import Mapping, Sequence

import numpy as np

from medkeras.ehr.columns import texts
from medkeras.ehr.ragged import Ragged
from medkeras.utils.arrays import check_one_length, float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

MISSING = "?"


class MeasuredWords:
    """One word for each cell of a table: the column and where the value lies.

    A model that reads codes reads a table, too, once its cells are words:
    "stay:2" for a stay in the third part of all stays of the training rows,
    "A1Cresult:>8" for a class. What is missing says so: "stay:?".

    Args:
        columns: of the training rows, by name, (rows,) each.
        numeric: names of those that are measured; the borders of their parts
            are quantiles of the training rows. The others are classes.
        parts: of a measured column; fewer where many values are equal.

    Attributes:
        borders: for each measured column the inner borders, rising; a value
            on a border belongs to the part above.

    Raises:
        UsageError: names that no column has, no rows, unlike lengths, or
            fewer than two parts.

    Example:
        >>> from medkeras.ehr.measured_words import MeasuredWords
        >>> train = {"stay": [1.0, 2.0, 3.0, 9.0], "sex": ["f", "m", "m", "f"]}
        >>> words = MeasuredWords(train, numeric=["stay"], parts=2)
        >>> rows = {"stay": [40.0, float("nan")], "sex": ["f", "x"]}
        >>> [row.tolist() for row in words.of(rows)]
        [['stay:1', 'sex:f'], ['stay:?', 'sex:x']]

    Chapter: 3.2.3, 3.3.1
    """

    def __init__(
        self,
        columns: Mapping[str, Sequence],
        numeric: Sequence[str] = (),
        parts: int = 8,
    ):
        check_whole("parts", parts, 2)
        missing = [name for name in numeric if name not in columns]
        if missing or not columns or isinstance(numeric, str):
            raise UsageError(
                f"`numeric` must be among {', '.join(columns) or 'none'}. "
                f"Received: {numeric}"
            )
        self.names = tuple(columns)
        self.borders = {}
        self._check(columns)
        shares = np.arange(1, parts) / parts
        for name in numeric:
            values = _measured(name, columns[name])
            values = values[~np.isnan(values)]
            if not len(values):
                self.borders[name] = np.zeros(0)
                continue
            # Borders are values that occur, so that equal ones stay together.
            borders = np.quantile(values, shares, method="higher")
            # A border at the lowest value would leave a part below it empty.
            self.borders[name] = np.unique(borders[borders > values.min()])

    def of(self, columns: Mapping[str, Sequence]) -> Ragged:
        """Words of other rows.

        Args:
            columns: at least those of the training rows.

        Returns:
            Of each row a word for each column, in the training rows' order.

        Raises:
            UsageError: a column that is missing, unlike lengths, texts in a
                measured column.
        """
        count = self._check(columns)
        words = [self._column(name, columns[name]) for name in self.names]
        table = np.stack(words, axis=1)
        ends = np.arange(1, count + 1) * len(self.names)
        return Ragged(table.ravel(), ends)

    def _check(self, columns):
        """All columns are there and equally long; returns how long."""
        missing = [name for name in self.names if name not in columns]
        if missing:
            raise UsageError(
                f"`columns` must have {', '.join(self.names)}. Received: none "
                f"named {', '.join(missing)}"
            )
        given = {name: columns[name] for name in self.names}
        check_one_length(**given)
        count = len(given[self.names[0]])
        if not count:
            raise UsageError("`columns` must have rows. Received: none")
        return count

    def _column(self, name, values):
        """(rows,) words."""
        if name not in self.borders:
            return np.char.add(f"{name}:", texts(values))
        values = _measured(name, values)
        part = np.searchsorted(self.borders[name], values, side="right")
        place = np.where(np.isnan(values), MISSING, part.astype(str))
        return np.char.add(f"{name}:", place)


def _measured(name, values):
    """(rows,) numbers, NaN where unknown."""
    return float_array(name, values, ("rows",), missing=True)
