"""What was known at a visit: the visits up to it, laid out in arrays."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from medkeras.ehr.ragged import Ragged
from medkeras.ehr.visits import UNPLANNED, Visits
from medkeras.utils.arrays import class_labels
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_whole


class Histories(NamedTuple):
    """Histories of equal width; a missing visit stands at the end.

    Attributes:
        codes: for each kind (histories, visits, codes), 0 for no code.
        method: (histories, visits), 1 unplanned, 2 planned, 0 unknown.
        elapsed: (histories, visits), days since the visit before began.
        until: (histories, visits), days from the visit's start to the last
            visit's end, or to its start where no end is known.
        mask: (histories, visits), False where there is no visit.

    Example:
        >>> from medkeras.ehr.histories import Histories
        >>> Histories._fields
        ('codes', 'method', 'elapsed', 'until', 'mask')

    Chapter: 3.2.3
    """

    codes: Mapping[str, np.ndarray]
    method: np.ndarray
    elapsed: np.ndarray
    until: np.ndarray
    mask: np.ndarray


def rows_until(visits: Visits, ends) -> Ragged:
    """For each history the rows of its visits, from the first to the last.

    Nothing after the last visit is in it: that is the future.

    Args:
        visits: of many patients.
        ends: (histories,), rows of the last visits; a patient may have
            several histories.

    Returns:
        Rows of each history.

    Raises:
        UsageError: a row that is not there.

    Example:
        >>> from medkeras.ehr.histories import rows_until
        >>> from medkeras.ehr.visits import visits_from_lists
        >>> visits = visits_from_lists(
        ...     [[(0, 0, 1, {}), (30, 0, 1, {}), (90, 0, 2, {})]])
        >>> [rows.tolist() for rows in rows_until(visits, [1, 2])]
        [[0, 1], [0, 1, 2]]

    Chapter: 3.2.3, 3.3.1
    """
    ends = class_labels("ends", ends, max(len(visits), 1))
    first = visits.first[visits.person[ends]]
    lengths = ends - first + 1
    stops = np.cumsum(lengths)
    within = np.arange(lengths.sum()) - np.repeat(stops - lengths, lengths)
    return Ragged(np.repeat(first, lengths) + within, stops)


def histories(
    visits: Visits,
    ends,
    numbers: Mapping[str, Ragged],
    most_visits: int = 30,
    most_codes: int = 20,
) -> Histories:
    """Lay histories out in arrays; the most recent visits are kept.

    Args:
        visits: of many patients.
        ends: (histories,), rows of the last visits.
        numbers: for each kind the numbers of each visit's codes, as from
            `Vocabulary.encode`; 0 is no code.
        most_visits: width along time.
        most_codes: of a kind in one visit; the first are kept.

    Returns:
        The histories; the time since the visit before is kept for the first
        visit shown, too, if there was one.

    Raises:
        UsageError: sizes below 1, rows that are not there, numbers of other
            visits, or codes that are no numbers.

    Example:
        >>> from medkeras.ehr.histories import histories
        >>> from medkeras.ehr.visits import visits_from_lists
        >>> visits = visits_from_lists(
        ...     [[(0, 0, 1, {}), (30, 0, 1, {}), (90, 0, 2, {})]])
        >>> out = histories(visits, [0, 2], {}, most_visits=2)
        >>> out.mask.tolist(), out.elapsed.tolist()
        ([[True, False], [True, True]], [[0.0, 0.0], [30.0, 60.0]])

    Reference: Pham et al. 2017, doi:10.1016/j.jbi.2017.04.001.
    Chapter: 3.2.3
    """
    check_whole("most_visits", most_visits)
    check_whole("most_codes", most_codes)
    for kind, lists in numbers.items():
        if len(lists) != len(visits):
            raise UsageError(
                f"`numbers[{kind!r}]` must have {len(visits)} visits. "
                f"Received: {len(lists)}"
            )
        if lists.values.dtype.kind not in "iu" and len(lists.values):
            raise UsageError(
                f"`numbers[{kind!r}]` must be whole numbers, as from "
                f"`Vocabulary.encode`. Received: {lists.values.dtype}"
            )
    rows = rows_until(visits, ends).padded(most_visits, fill=-1, last=True)
    mask = rows >= 0
    ends = np.asarray(ends, np.int64)
    stay = np.nan_to_num(visits.stay[ends])
    now = (visits.start[ends] + stay)[:, None]
    return Histories(
        codes={
            kind: np.where(mask[..., None], lists.padded(most_codes)[rows], 0)
            for kind, lists in numbers.items()
        },
        method=np.where(mask, visits.method[rows], 0),
        elapsed=np.where(mask, visits.elapsed[rows], 0).astype(np.float32),
        until=np.where(mask, now - visits.start[rows], 0).astype(np.float32),
        mask=mask,
    )


def readmitted(visits: Visits, days: float, method: int = UNPLANNED):
    """Whether the next visit begins within some days after this one's end.

    Args:
        visits: of many patients, with dates.
        days: within which it counts.
        method: of the next visit: 1 unplanned, 2 planned; 0 for any.

    Returns:
        (visits,), 1 or 0; a patient's last visit has 0, which may only mean
        that nobody looked any further.

    Raises:
        UsageError: no dates, or no positive number of days.

    Example:
        >>> from medkeras.ehr.histories import readmitted
        >>> from medkeras.ehr.visits import visits_from_lists
        >>> visits = visits_from_lists(
        ...     [[(0, 0, 1, {}), (30, 0, 1, {}), (90, 0, 2, {})]])
        >>> readmitted(visits, days=45, method=0).tolist()
        [1, 0, 0]

    Chapter: 3.2.3, 3.3.1
    """
    check_positive("days", days)
    check_whole("method", method, 0, 2)
    if not visits.dated:
        raise UsageError("`visits` must have dates. Received: an order only")
    soon = np.zeros(len(visits), np.int64)
    same = visits.patient[1:] == visits.patient[:-1]
    kind = (visits.method[1:] == method) | (method == 0)
    soon[:-1] = same & kind & (visits.gap[1:] <= days)
    return soon


def network_inputs(
    rows: Histories,
    diagnosis: str = "diagnosis",
    intervention: str = "procedure",
) -> dict[str, np.ndarray]:
    """What `medkeras.models.deepcare` reads of histories.

    Where the records have no dates, times are unknown: they become 0, and a
    model must not be asked to use them.

    Args:
        rows: as from `histories`.
        diagnosis: kind of codes that say what was found.
        intervention: kind of codes that say what was done.

    Returns:
        Arrays by name, float32: `diagnosis` and `intervention` (histories,
        visits, codes), `method`, `elapsed`, `until`, `mask` (histories,
        visits).

    Raises:
        UsageError: a kind that the histories do not have.

    Example:
        >>> import numpy as np
        >>> from medkeras.ehr.histories import histories, network_inputs
        >>> from medkeras.ehr.ragged import Ragged
        >>> from medkeras.ehr.visits import visits_from_lists
        >>> visits = visits_from_lists([[(0, 0, 1, {}), (30, 0, 1, {})]])
        >>> codes = Ragged.from_lists([[3], [4]])
        >>> rows = histories(visits, [1], {"a": codes, "b": codes}, 2, 1)
        >>> network_inputs(rows, "a", "b")["diagnosis"].tolist()
        [[[3.0], [4.0]]]

    Chapter: 3.2.3
    """
    for kind in (diagnosis, intervention):
        if kind not in rows.codes:
            raise UsageError(
                f"`rows` must have codes of kind {kind!r}. Received: "
                f"{', '.join(rows.codes) or 'none'}"
            )
    found = {
        "diagnosis": rows.codes[diagnosis],
        "intervention": rows.codes[intervention],
        "method": rows.method,
        "elapsed": rows.elapsed,
        "until": rows.until,
        "mask": rows.mask,
    }
    return {
        name: np.nan_to_num(values).astype(np.float32)
        for name, values in found.items()
    }
