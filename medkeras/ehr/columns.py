"""From the columns of a data set to its visits."""

from collections.abc import Mapping

import numpy as np

from medkeras.ehr.ragged import Ragged
from medkeras.ehr.visits import Visits
from medkeras.utils.arrays import (
    as_array,
    check_one_length,
    class_labels,
    float_array,
)
from medkeras.utils.errors import UsageError

NEEDED = ("encounter", "patient", "start", "stay", "method")
KINDS = ("diagnosis", "procedure", "drug")


def texts(values) -> np.ndarray:
    """Bytes, as TensorFlow keeps texts, turned into texts.

    Args:
        values: bytes or texts, of any shape.

    Returns:
        Texts, of the same shape.

    Example:
        >>> from medkeras.ehr.columns import texts
        >>> texts([b"428", b""]).tolist()
        ['428', '']

    Chapter: 3.2.3
    """
    values = np.asarray(values)
    flat = [
        value.decode() if isinstance(value, bytes) else str(value)
        for value in values.ravel().tolist()
    ]
    return np.array(flat, dtype=str).reshape(values.shape)


def visits_of(columns: Mapping[str, np.ndarray]) -> Visits:
    """Visits of a data set of health records, such as `diabetes130`.

    Args:
        columns: as from `load(...).arrays(split)`: `encounter`, `patient`,
            `start` (days; NaN in all rows where the set has no dates: then
            the encounters' own order counts), `stay`, `method`, and of each
            kind ("diagnosis", "procedure", "drug") that is there (visits,
            most) texts, empty at the end.

    Returns:
        The visits by patient and time.

    Raises:
        UsageError: a column that is missing, lengths that differ, no kind of
            codes, a stay that ends before it begins, a method that is none,
            an encounter that stands there twice.

    Example:
        >>> from medkeras.ehr.columns import visits_of
        >>> from medkeras.ehr.simulator import simulate
        >>> visits = visits_of(simulate(20, seed=0))
        >>> len(visits.counts), sorted(visits.codes)
        (20, ['diagnosis', 'procedure'])

    Chapter: 3.2.3, 3.3.1
    """
    order, dated = order_of(columns)
    twice = len(order) - len(np.unique(np.asarray(columns["encounter"])))
    if twice:
        raise UsageError(
            f"`encounter` must name each visit once. Received: {twice} of "
            f"{len(order)} rows again"
        )
    kinds = [kind for kind in KINDS if kind in columns]
    if not kinds:
        raise UsageError(
            f"`columns` must have one of {', '.join(KINDS)}. Received: "
            f"{', '.join(columns)}"
        )
    taken = {name: np.asarray(columns[name])[order] for name in NEEDED}
    if not dated:
        new = np.r_[True, taken["patient"][1:] != taken["patient"][:-1]]
        first = np.flatnonzero(new)[np.cumsum(new) - 1]
        taken["start"] = np.arange(len(order)) - first
    return Visits(
        encounter=taken["encounter"],
        patient=taken["patient"],
        start=taken["start"].astype(float),
        stay=_days("stay", taken["stay"], low=0),
        method=class_labels("method", taken["method"], 3),
        codes={kind: _lists(kind, columns[kind], order) for kind in kinds},
        dated=dated,
    )


def visits_and_columns(
    columns: Mapping[str, np.ndarray],
) -> tuple[Visits, dict[str, np.ndarray]]:
    """Visits, and all columns in the visits' order.

    Args:
        columns: as of `visits_of`.

    Returns:
        The visits by patient and time, and the columns, a row a visit.

    Raises:
        UsageError: as `visits_of`.

    Example:
        >>> from medkeras.ehr.columns import visits_and_columns
        >>> from medkeras.ehr.simulator import simulate
        >>> visits, columns = visits_and_columns(simulate(20, seed=0))
        >>> bool((columns["encounter"] == visits.encounter).all())
        True

    Chapter: 3.2.3, 3.3.1
    """
    order, _ = order_of(columns)
    check_one_length(**columns)
    columns = {name: np.asarray(v)[order] for name, v in columns.items()}
    return visits_of(columns), columns


def order_of(columns: Mapping[str, np.ndarray]) -> tuple[np.ndarray, bool]:
    """Rows by patient and time, to bring other columns in the same order.

    Args:
        columns: as of `visits_of`.

    Returns:
        Numbers of rows, and whether there are dates.

    Raises:
        UsageError: a column that is missing, lengths that differ, dates in
            some rows only.

    Example:
        >>> from medkeras.ehr.columns import order_of
        >>> order_of(dict(encounter=[8, 7], patient=[1, 1], method=[1, 1],
        ...     start=[30.0, 0.0], stay=[1.0, 2.0]))
        (array([1, 0]), True)

    Chapter: 3.2.3, 3.3.1
    """
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise UsageError(
            f"`columns` must have {', '.join(NEEDED)}. Received: none named "
            f"{', '.join(missing)}"
        )
    check_one_length(**{name: columns[name] for name in NEEDED})
    start = _days("start", columns["start"])
    unknown = np.isnan(start)
    if unknown.any() and not unknown.all():
        raise UsageError(
            "`start` must be known in all rows or in none. Received: unknown "
            f"in {int(unknown.sum())} of {len(start)}"
        )
    dated = len(start) > 0 and not unknown.any()
    time = start if dated else np.zeros(len(start))
    keys = (
        np.asarray(columns["encounter"]),
        time,
        np.asarray(columns["patient"]),
    )
    return np.lexsort(keys), dated


def _days(name, values, **limits):
    return float_array(
        name, values, ("visits",), empty=True, missing=True, **limits
    )


def _lists(kind, table, order):
    """Texts of each row up to its first empty one."""
    table = as_array(kind, table)
    if table.ndim != 2 or len(table) != len(order):
        raise UsageError(
            f"`{kind}` must be of shape ({len(order)}, most). Received: "
            f"{table.shape}"
        )
    table = texts(table[order])
    there = np.logical_and.accumulate(table != "", axis=1)
    return Ragged(table[there], np.cumsum(there.sum(axis=1)))
