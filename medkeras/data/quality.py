"""Four questions to a table before anything learns from it."""

from collections.abc import Mapping, Sequence

import pandas as pd

from medkeras.utils.errors import UsageError


def completeness(table: pd.DataFrame) -> pd.Series:
    """Share of each column that was measured.

    Args:
        table: a row a record; missing values are NaN.

    Returns:
        Shares between 0 and 1, by column.

    Example:
        >>> import pandas as pd
        >>> from medkeras.data.quality import completeness
        >>> completeness(pd.DataFrame({"bmi": [31.0, None]}))["bmi"]
        np.float64(0.5)

    Chapter: 2.0
    """
    return table.notna().mean()


def validity(
    table: pd.DataFrame, ranges: Mapping[str, tuple[float, float]]
) -> pd.Series:
    """Share of the measured values that are possible.

    Args:
        table: a row a record; missing values are not counted.
        ranges: lowest and highest possible value by column.

    Returns:
        Shares between 0 and 1 by column of `ranges`; NaN if nothing was
        measured.

    Raises:
        UsageError: a column that the table does not have.

    Example:
        >>> import pandas as pd
        >>> from medkeras.data.quality import validity
        >>> table = pd.DataFrame({"bmi": [0.0, 31.0, 25.0, None]})
        >>> round(validity(table, {"bmi": (10, 100)})["bmi"], 3)
        np.float64(0.667)

    Chapter: 2.0
    """
    _demand(table, ranges)
    return pd.Series(
        {
            name: table[name].dropna().between(low, high).mean()
            for name, (low, high) in ranges.items()
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
            None compares whole rows.

    Returns:
        A share between 0 and 1; 1 means no duplicate.

    Raises:
        UsageError: a column that the table does not have, or no rows.

    Example:
        >>> import pandas as pd
        >>> from medkeras.data.quality import uniqueness
        >>> uniqueness(pd.DataFrame({"patient": [1, 2, 2, 3]}), "patient")
        0.75

    Chapter: 2.0
    """
    names = [key] if isinstance(key, str) else key
    _demand(table, names or [])
    if table.empty:
        raise UsageError("`table` must have rows. Received: none")
    return float(1 - table.duplicated(subset=names).mean())


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
        UsageError: lengths differ.

    Example:
        >>> import pandas as pd
        >>> from medkeras.data.quality import timeliness
        >>> days = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-09"]))
        >>> noon = pd.Series(pd.to_datetime(["2024-01-02", "2024-01-08"]))
        >>> timeliness(days, noon, pd.Timedelta(days=7))
        0.5

    Chapter: 2.0
    """
    if len(measured) != len(needed):
        raise UsageError(
            "`measured` and `needed` must have one length. Received: "
            f"{len(measured)} and {len(needed)}"
        )
    age = needed.reset_index(drop=True) - measured.reset_index(drop=True)
    return float(age.between(pd.Timedelta(0), limit).mean())


def _demand(table, names):
    unknown = [name for name in names if name not in table.columns]
    if unknown:
        raise UsageError(
            f"columns must be among {list(table.columns)}. Received: {unknown}"
        )
