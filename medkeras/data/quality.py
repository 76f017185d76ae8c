"""Four questions to a table before anything learns from it."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.patients import identifiers


def completeness(table: pd.DataFrame) -> pd.Series:
    """Share of each column that was measured.

    Args:
        table: a row a record; missing values are NaN, None, NaT, or text
            of nothing but blanks.

    Returns:
        Shares between 0 and 1, by column.

    Raises:
        UsageError: no table, or one without rows.

    Example:
        >>> import pandas as pd
        >>> from medkeras.data.quality import completeness
        >>> completeness(pd.DataFrame({"bmi": [31.0, None]}))["bmi"]
        np.float64(0.5)

    Chapter: 2.0.1
    """
    _require_table(table)
    return table.apply(lambda column: 1 - _missing(column).mean()).astype(float)


def validity(
    table: pd.DataFrame, ranges: Mapping[str, tuple[float, float]]
) -> pd.Series:
    """Share of the measured values that are possible.

    Args:
        table: a row a record; missing values are not counted.
        ranges: lowest and highest possible value by column; both count as
            possible, and either may be infinite.

    Returns:
        Shares between 0 and 1 by column of `ranges`; NaN if nothing was
        measured.

    Raises:
        UsageError: no table, one without rows, a column that it does not
            have, or limits that are no range of the column's values.

    Example:
        >>> import pandas as pd
        >>> from medkeras.data.quality import validity
        >>> table = pd.DataFrame({"bmi": [0.0, 31.0, 25.0, None]})
        >>> round(validity(table, {"bmi": (10, 100)})["bmi"], 3)
        np.float64(0.667)

    Chapter: 2.0.1
    """
    _require_table(table)
    if not isinstance(ranges, Mapping):
        raise UsageError(
            "`ranges` must give (lowest, highest) by column. "
            f"Received: {one_line(repr(ranges))}"
        )
    _require_columns(table, ranges)
    return pd.Series(
        {
            name: _share_within(name, table[name], limits)
            for name, limits in ranges.items()
        },
        dtype=float,
    )


def uniqueness(
    table: pd.DataFrame, key: str | Sequence[str] | None = None
) -> float:
    """Share of rows that repeat no earlier one.

    Args:
        table: a row a record.
        key: columns that name a record, such as the patient and the day;
            None compares whole rows, in which missing equals missing.

    Returns:
        A share between 0 and 1; 1 means no duplicate.

    Raises:
        UsageError: a column that the table does not have, no rows, or a key
            that is missing or of two kinds (7 and "7") in some row.

    Example:
        >>> import pandas as pd
        >>> from medkeras.data.quality import uniqueness
        >>> uniqueness(pd.DataFrame({"patient": [1, 2, 2, 3]}), "patient")
        0.75

    Chapter: 2.0.1
    """
    _require_table(table)
    if key is None:
        names = list(table.columns)
        records = table
    else:
        is_one = isinstance(key, str) or not isinstance(key, Sequence)
        names = [key] if is_one else list(key)
        _require_columns(table, names)
        # Two rows without a patient are not one patient's.
        columns = {
            name: identifiers(str(name), table[name], noun="record")
            for name in names
        }
        records = pd.DataFrame(columns)
    if not names:
        raise UsageError("`key` must name a column. Received: none")
    try:
        repeated = records.duplicated()
    except TypeError as error:  # cells that are lists
        raise UsageError(
            f"`table` must hold cells that can be compared. Received: {error}"
        ) from error
    return float(1 - repeated.mean())


def timeliness(
    measured: pd.Series, needed: pd.Series, limit: pd.Timedelta
) -> float:
    """Share of records that were there, and fresh enough, when needed.

    Args:
        measured: time of each measurement; NaT if there is none.
        needed: time of the decision it should serve.
        limit: greatest age of a useful measurement.

    Returns:
        A share between 0 and 1. A measurement made after the decision does
        not count: using it would be a leak from the future.

    Raises:
        UsageError: lengths differ, no records, what is no time, a decision
            without a time, or a limit that is no duration.

    Example:
        >>> import pandas as pd
        >>> from medkeras.data.quality import timeliness
        >>> days = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-09"]))
        >>> noon = pd.Series(pd.to_datetime(["2024-01-02", "2024-01-08"]))
        >>> timeliness(days, noon, pd.Timedelta(days=7))
        0.5

    Chapter: 2.0.1
    """
    measured, needed = _times("measured", measured), _times("needed", needed)
    if len(measured) != len(needed):
        raise UsageError(
            "`measured` and `needed` must have one length. Received: "
            f"{len(measured)} and {len(needed)}"
        )
    if needed.isna().any():
        raise UsageError(
            "`needed` must be a time in every record. Received: "
            f"{needed.isna().sum()} without"
        )
    if not _is_duration(limit):
        raise UsageError(
            "`limit` must be a duration of 0 or more, such as "
            f"pd.Timedelta(days=7). Received: {one_line(repr(limit))}"
        )
    try:
        age = needed - measured
    except TypeError as error:
        raise UsageError(
            "`measured` and `needed` must both have a time zone, or neither. "
            f"Received: {measured.dtype} and {needed.dtype}"
        ) from error
    return float(age.between(pd.Timedelta(0), limit).mean())


def _missing(column: pd.Series) -> pd.Series:
    blank = column.map(lambda cell: isinstance(cell, str) and not cell.strip())
    return column.isna() | blank.astype(bool)


def _share_within(name: Hashable, column: pd.Series, limits) -> float:
    values = column[~_missing(column)]
    try:
        low, high = limits
        if not low <= high:  # NaN is no limit either
            raise ValueError("the lowest value is not below the highest")
        possible = values.between(low, high)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"`ranges[{name!r}]` must be the lowest and the highest value of "
            f"a column of that kind. Received: {one_line(repr(limits))} for "
            f"{column.dtype} ({one_line(error)})"
        ) from error
    if pd.api.types.is_numeric_dtype(values):
        possible &= np.isfinite(values.astype(float))  # (0, inf) is a range
    return possible.mean() if len(values) else float("nan")


def _require_table(table) -> None:
    if not isinstance(table, pd.DataFrame) or table.empty:
        shape = getattr(table, "shape", "no rows")
        raise UsageError(
            "`table` must be a pandas.DataFrame with rows. Received: "
            f"{type(table).__name__}, {shape}"
        )
    if table.columns.has_duplicates:
        twice = table.columns[table.columns.duplicated()][0]
        raise UsageError(
            f"`table` must have columns of different names. Received: {twice!r}"
            " twice"
        )


def _require_columns(table, names) -> None:
    unknown = [name for name in names if not _is_column(name, table)]
    if unknown:
        raise UsageError(
            f"columns must be among {one_line(list(table.columns))}. "
            f"Received: {one_line(unknown)}"
        )


def _is_column(name, table) -> bool:
    try:
        return name in table.columns
    except TypeError:  # what cannot name anything, such as an array
        return False


def _times(name: str, values) -> pd.Series:
    """Times as a column with rows numbered from 0."""
    try:
        times = pd.Series(list(values))
        if len(times) and times.isna().all():
            times = times.astype("datetime64[ns]")
    except (TypeError, ValueError):
        times = pd.Series(dtype=object)
    if times.empty or not pd.api.types.is_datetime64_any_dtype(times):
        raise UsageError(
            f"`{name}` must be times, one a record, such as pd.to_datetime "
            f"makes. Received: {type(values).__name__} of {times.dtype}"
        )
    return times


def _is_duration(limit) -> bool:
    try:
        long = pd.Timedelta(limit) >= pd.Timedelta(0)
        return bool(long) and not isinstance(limit, int | float | str)
    except (TypeError, ValueError):
        return False
