"""A data set of one's own: a CSV file that a task reads like any other."""

import os
from collections.abc import Iterable

import numpy as np
import pandas as pd

from medkeras.tasks.examples import Examples
from medkeras.utils.errors import DataError, UsageError, nearest, one_line

PROVENANCES = ("real", "synthetic")
LARGEST = 1e15  # squares of it, which scaling sums, fit in single precision


class CsvTable:
    """A table with one outcome, read once and checked.

    Args:
        path: of the CSV file; its first line names the columns.
        label: column of 0 and 1, what is asked.
        person: column that says whose row it is.
        columns: that are read; None for all others.
        provenance: "real" or "synthetic". Nobody can see it from the
            numbers, so it must be said.

    Attributes:
        name: of the file.
        columns: names of the columns that are read.
        banner: one line on what it is.

    Raises:
        UsageError: names that are none, one column for label and person.
        DataError: a file that is not there or no table, a column that is
            missing or holds text, an outcome other than 0 and 1.

    Example:
        >>> import pathlib, tempfile
        >>> from medkeras.tasks.tables import CsvTable
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "ward.csv"
        >>> _ = file.write_text("who,age,fell\\n1,80,1\\n2,70,0\\n")
        >>> CsvTable(file, "fell", "who", provenance="synthetic")
        ward.csv: synthetic data, 2 rows of 2 people, 1 with fell

    Chapter: 3.4.1
    """

    def __init__(
        self,
        path,
        label: str,
        person: str,
        columns: Iterable[str] | None = None,
        *,
        provenance: str,
    ):
        if provenance not in PROVENANCES:
            hint = nearest(str(provenance), PROVENANCES)
            raise UsageError(
                f"`provenance` must be one of {', '.join(PROVENANCES)}. "
                f"Received: {provenance!r}{hint}"
            )
        columns = _check_names(path, label, person, columns)
        self.name, self.provenance = os.path.basename(path), provenance
        table = _table(path, self.name)
        rest = [name for name in table if name not in (label, person)]
        self.columns = tuple(rest if columns is None else columns)
        for name in (label, person, *self.columns):
            _check_there(name, table, self.name)
        if not self.columns:
            raise DataError(f"{self.name}: no column is left to learn from")
        for name in {label, person} & set(self.columns):
            raise DataError(f"{self.name}: {name!r} cannot be learnt from")
        self._labels = _outcomes(table[label], self.name)
        self._people = _people(table[person], self.name)
        self._values = np.column_stack(
            [_numbers(table[name], self.name) for name in self.columns]
        )
        self.banner = (
            f"{self.name}: {provenance} data, {len(table)} rows of "
            f"{len(np.unique(self._people))} people, {self._labels.sum()} with "
            f"{label}"
        )

    def __repr__(self) -> str:
        """The line that says what it is."""
        return self.banner

    def examples(self) -> Examples:
        """All rows: network and plain model read the same columns."""
        values = self._values
        return Examples(values, values, self._labels, self._people)


def read_table(dataset: CsvTable) -> Examples:
    """What a task reads of a table of one's own.

    Args:
        dataset: the table.

    Returns:
        All rows; the split is by person.

    Example:
        >>> import pathlib, tempfile
        >>> from medkeras.tasks.tables import CsvTable, read_table
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "ward.csv"
        >>> _ = file.write_text("who,age,fell\\n1,80,1\\n2,70,0\\n")
        >>> table = CsvTable(file, "fell", "who", provenance="synthetic")
        >>> read_table(table).labels.tolist()
        [1, 0]

    Chapter: 3.4.1
    """
    return dataset.examples()


def _check_names(path, label, person, columns):
    """The columns as a list; what can name no file or column is refused."""
    if not isinstance(path, (str, os.PathLike)):
        raise UsageError(f"`path` must name a file. Received: {path!r}")
    if isinstance(columns, str) or not isinstance(columns, Iterable | None):
        raise UsageError(
            "`columns` must be a list of names of columns. Received: "
            f"{one_line(repr(columns))}"
        )
    columns = None if columns is None else list(columns)
    given = {"label": label, "person": person}
    given |= {f"columns[{k}]": each for k, each in enumerate(columns or ())}
    for field, name in given.items():
        if not isinstance(name, str):
            raise UsageError(
                f"`{field}` must be the name of a column. Received: "
                f"{one_line(repr(name))}"
            )
    if len(set(columns or ())) < len(columns or ()):
        raise UsageError(
            "each of `columns` must be named once. Received: "
            f"{one_line(repr(columns))}"
        )
    if label == person:
        raise UsageError(
            "`label` and `person` must be two columns. Received: "
            f"{label!r} for both"
        )
    return columns


def _table(path, name):
    try:
        table = pd.read_csv(path)
    except OSError as error:
        raise DataError(f"{name}: {error.strerror or error}") from None
    except (ValueError, EOFError) as error:
        raise DataError(f"{name}: no CSV table: {one_line(error)}") from None
    if table.empty:
        raise DataError(f"{name}: no rows")
    return table


def _check_there(name, table, file):
    if name not in table.columns:
        allowed = [str(each) for each in table.columns]
        raise DataError(
            f"{file}: no column {name!r}. There are {', '.join(allowed)}"
            f"{nearest(str(name), allowed)}"
        )


def _outcomes(column, file):
    right = column.isin([0, 1])
    if not right.all():
        row = int(np.flatnonzero(~right)[0])
        raise DataError(
            f"{file}: {column.name!r} must be 0 or 1. Received: "
            f"{one_line(column.iloc[row])} in row {row + 1}"
        )
    labels = column.to_numpy().astype(int)
    if len(np.unique(labels)) < 2:
        raise DataError(
            f"{file}: {column.name!r} must hold both 0 and 1. Received: only "
            f"{labels[0]}"
        )
    return labels


def _people(column, file):
    if column.isna().any():
        row = int(np.flatnonzero(column.isna())[0])
        raise DataError(f"{file}: row {row + 1} has no {column.name!r}")
    parts = pd.api.types.is_float_dtype(column) and column % 1 != 0
    if np.any(parts):
        row = int(np.flatnonzero(parts)[0])
        raise DataError(
            f"{file}: {column.name!r} must be text or whole numbers. Received: "
            f"{column.iloc[row]} in row {row + 1}"
        )
    return column.to_numpy()


def _numbers(column, file):
    if not pd.api.types.is_numeric_dtype(column):
        no_number = pd.to_numeric(column, errors="coerce").isna()
        worst = column[no_number & column.notna()]
        row = int(worst.index[0]) if len(worst) else 0
        raise DataError(
            f"{file}: {column.name!r} must hold numbers. Received: "
            f"{one_line(repr(column.iloc[row]))} in row {row + 1}; make "
            "columns of 0 and 1 of it, leave its field empty where it stands "
            "for a gap, or leave it out by `columns`"
        )
    values = column.to_numpy(float)
    values = np.where(np.isfinite(values), values, np.nan)
    if np.nanmax(np.abs(values), initial=0) > LARGEST:
        row = int(np.nanargmax(np.abs(values)))
        raise DataError(
            f"{file}: {column.name!r} must stay within {LARGEST:.0e}. "
            f"Received: {values[row]} in row {row + 1}"
        )
    return values
