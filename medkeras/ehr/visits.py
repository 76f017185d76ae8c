"""A patient's visits: when, how long, how urgent, with which codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from medkeras.ehr.ragged import Ragged
from medkeras.utils.errors import DataError

COLUMNS = ("encounter", "patient", "start", "end", "method")
UNKNOWN, UNPLANNED, PLANNED = 0, 1, 2
HOURS = 24.0


@dataclass(frozen=True)
class Visits:
    """Visits of many patients, each patient's together and in their order.

    Attributes:
        encounter: (visits,), identifiers.
        patient: (visits,), identifiers; equal ones stand together.
        start: (visits,), days since the patient's first visit began; the
            place in the order (0, 1, ...) where there are no dates.
        stay: (visits,), days from start to end; NaN where unknown.
        method: (visits,), 1 unplanned, 2 planned, 0 unknown.
        codes: for each kind ("diagnosis", ...) the codes of each visit.
        dated: False where `start` is a place in the order.
        notes: what was left out or looks wrong, a line each.

    Example:
        >>> import pandas as pd
        >>> from medkeras.ehr.visits import visits_from_tables
        >>> days = pd.to_datetime(["2024-01-01", "2024-02-10"])
        >>> table = pd.DataFrame(dict(encounter=[7, 8], patient=[1, 1],
        ...     start=days, end=days + pd.Timedelta(days=2), method=[1, 2]))
        >>> codes = pd.DataFrame(dict(encounter=[7, 8, 8],
        ...     code=["428", "428", "250"]))
        >>> visits = visits_from_tables(table, {"diagnosis": codes})
        >>> visits.start.tolist(), visits.codes["diagnosis"].lengths.tolist()
        ([0.0, 40.0], [1, 2])

    Chapter: 3.2.3, 3.3.1
    """

    encounter: np.ndarray
    patient: np.ndarray
    start: np.ndarray
    stay: np.ndarray
    method: np.ndarray
    codes: Mapping[str, Ragged]
    dated: bool = True
    notes: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.patient)

    @property
    def first(self) -> np.ndarray:
        """(patients,), in which row each patient's first visit stands."""
        new = np.ones(len(self), bool)
        new[1:] = self.patient[1:] != self.patient[:-1]
        return np.flatnonzero(new)

    @property
    def counts(self) -> np.ndarray:
        """(patients,), how many visits each patient has."""
        return np.diff(self.first, append=len(self))

    @property
    def person(self) -> np.ndarray:
        """(visits,), the patient's number: 0, 1, ... in this order."""
        return np.repeat(np.arange(len(self.first)), self.counts)

    @property
    def earlier(self) -> np.ndarray:
        """(visits,), how many visits the patient had before."""
        return np.arange(len(self)) - self.first[self.person]

    @property
    def gap(self) -> np.ndarray:
        """(visits,), days since the visit before ended; 0 for the first.

        Where visits overlap 0, where there are no dates or no end NaN.
        """
        gap = np.zeros(len(self))
        end = self.start + self.stay
        gap[1:] = np.maximum(self.start[1:] - end[:-1], 0)
        if not self.dated:
            gap[:] = np.nan
        gap[self.first] = 0.0
        return gap

    @property
    def elapsed(self) -> np.ndarray:
        """(visits,), days since the visit before began; 0 for the first."""
        elapsed = np.diff(self.start, prepend=0.0)
        if not self.dated:
            elapsed[:] = np.nan
        elapsed[self.first] = 0.0
        return elapsed

    def take(self, rows) -> "Visits":
        """Chosen visits, in the order that they have.

        Args:
            rows: (visits,), a truth value each.
        """
        rows = np.flatnonzero(np.asarray(rows, bool))
        columns = {
            name: getattr(self, name)[rows]
            for name in ("encounter", "patient", "start", "stay", "method")
        }
        codes = {kind: lists.take(rows) for kind, lists in self.codes.items()}
        return Visits(**columns, codes=codes, dated=self.dated)


def visits_from_tables(
    admissions: pd.DataFrame, codes: Mapping[str, pd.DataFrame]
) -> Visits:
    """Put the tables of a record system in order.

    What cannot be used is left out and counted in `notes`: a second row of an
    encounter, an end before its start, one that names no patient, codes of an
    encounter that is not there. Encounters without a diagnosis or an end and
    patients with one visit are kept and counted.

    Args:
        admissions: a row an encounter, with `encounter`, `patient`, `start`
            and `end` (times, or texts such as "2024-03-01 12:30"; both NaT in
            all rows where the set has none: then the encounters' own order
            counts), `method` (1 unplanned, 2 planned, 0 unknown).
        codes: for each kind a table with `encounter` and `code`, a row each,
            in the order of the record.

    Returns:
        The visits by patient, start and encounter.

    Raises:
        DataError: a column that is missing, numbers for times, or no usable
            encounter.

    Example:
        See `Visits`.

    Chapter: 3.2.3, 3.3.1
    """
    _check_columns("admissions", admissions, COLUMNS)
    for kind, table in codes.items():
        _check_columns(f"codes[{kind!r}]", table, ("encounter", "code"))
    notes = []
    table = _usable(admissions[list(COLUMNS)], notes)
    dated = bool(table["start"].notna().any())
    order = ["patient", "start", "encounter"]
    table = table.sort_values(order, kind="stable", ignore_index=True)
    lists = _code_lists(table["encounter"], codes, notes)
    visits = _visits(table, lists, dated)
    _count_what_looks_wrong(visits, notes)
    return Visits(**{**vars(visits), "notes": tuple(notes)})


def visits_from_lists(patients: Sequence[Sequence[tuple]]) -> Visits:
    """A few visits written by hand, for examples and checks.

    Args:
        patients: for each patient a list of visits, each (day on which it
            starts, days that it lasts, method, {kind: codes}).

    Returns:
        The visits; patients and encounters are numbered from 0.

    Raises:
        DataError: no visit, or one that ends before it starts.

    Example:
        >>> from medkeras.ehr.visits import visits_from_lists
        >>> visits = visits_from_lists(
        ...     [[(0, 2, 1, {"diagnosis": ["428"]}), (32, 1, 2, {})]])
        >>> visits.gap.tolist()
        [0.0, 30.0]

    Chapter: 3.2.3, 3.3.1
    """
    rows, codes = [], {}
    begin = pd.Timestamp("2000-01-01")
    for person, visits in enumerate(patients):
        for day, stay, method, lists in visits:
            start = begin + pd.Timedelta(days=day)
            end = start + pd.Timedelta(days=stay)
            for kind, names in lists.items():
                codes.setdefault(kind, []).extend(
                    (len(rows), name) for name in names
                )
            rows.append((len(rows), person, start, end, method))
    tables = {
        kind: pd.DataFrame(pairs, columns=["encounter", "code"])
        for kind, pairs in codes.items()
    }
    return visits_from_tables(pd.DataFrame(rows, columns=COLUMNS), tables)


def _check_columns(name, table, columns):
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise DataError(
            f"{name}: expected the columns {', '.join(columns)}; found none "
            f"named {', '.join(missing)}"
        )


def _usable(table, notes):
    """Encounters once each, with an end that is not before the start."""
    times = {name: _times(name, table[name], notes) for name in COLUMNS[2:4]}
    table = table.assign(**times)
    undated = table["start"].isna() & table["start"].notna().any()
    kept = pd.Series(True, index=table.index)
    for lost, why in (
        (table[["encounter", "patient"]].isna().any(axis=1), "name nobody"),
        (table["encounter"].duplicated(), "stand there a second time"),
        (table["end"] < table["start"], "end before they start"),
        (undated, "have no start though others do"),
    ):
        lost = lost & kept
        if lost.any():
            notes.append(f"{int(lost.sum())} encounters {why}: left out")
        kept &= ~lost
    table = table[kept]
    if table.empty:
        raise DataError("admissions: expected an encounter; found none to use")
    known = table["method"].isin([UNPLANNED, PLANNED])
    odd = int((~known & (table["method"].fillna(UNKNOWN) != UNKNOWN)).sum())
    if odd:
        notes.append(f"{odd} encounters with a method that is none: unknown")
    return table.assign(method=table["method"].where(known, UNKNOWN))


def _times(name, values, notes):
    """Times, or texts of year, month and day; others are unknown."""
    if pd.api.types.is_numeric_dtype(values) and values.notna().any():
        raise DataError(f"admissions: expected times in {name}; found numbers")
    times = pd.to_datetime(values, errors="coerce", format="ISO8601", utc=True)
    lost = int((times.isna() & values.notna()).sum())
    if lost:
        notes.append(f"{lost} cells of {name} are no times: unknown")
    return times.dt.tz_localize(None)


def _code_lists(encounters, codes, notes):
    """For each kind the codes of each visit."""
    place = pd.Series(np.arange(len(encounters)), index=encounters)
    lists = {}
    for kind, table in codes.items():
        row = table["encounter"].map(place)
        known = row.notna() & table["code"].notna()
        if not known.all():
            lost = int((~known).sum())
            notes.append(f"{lost} rows of {kind} lack a code or encounter")
        values = table["code"][known].astype(str).to_numpy()
        lists[kind] = Ragged.from_pairs(
            row[known].to_numpy(np.int64), values.astype(str), len(encounters)
        )
    return lists


def _visits(table, lists, dated):
    patient = table["patient"].to_numpy()
    day = pd.Timedelta(days=1)
    if dated:
        first = table.groupby("patient")["start"].transform("min")
        start = ((table["start"] - first) / day).to_numpy(float)
        stay = ((table["end"] - table["start"]) / day).to_numpy(float)
    else:
        start = table.groupby("patient").cumcount().to_numpy(float)
        stay = np.full(len(table), np.nan)
    return Visits(
        encounter=table["encounter"].to_numpy(),
        patient=patient,
        start=start,
        stay=stay,
        method=table["method"].to_numpy(np.int64),
        codes=lists,
        dated=dated,
    )


def _count_what_looks_wrong(visits, notes):
    """Kept, and said."""
    if visits.dated and np.isnan(visits.stay).any():
        lost = int(np.isnan(visits.stay).sum())
        notes.append(f"{lost} encounters have no end: how long is unknown")
    for kind, lists in visits.codes.items():
        empty = int((lists.lengths == 0).sum())
        if empty:
            notes.append(f"{empty} of {len(visits)} visits have no {kind}")
    alone = int((visits.counts == 1).sum())
    if alone:
        people = len(visits.counts)
        notes.append(f"{alone} of {people} patients have one visit only")
