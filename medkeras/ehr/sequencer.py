"""A record as a sentence: codes are words, and so is the time between."""

from collections.abc import Sequence

import numpy as np

from medkeras.ehr.histories import rows_until
from medkeras.ehr.ragged import Ragged
from medkeras.ehr.visits import HOURS, Visits
from medkeras.utils.arrays import check_one_length, float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

MONTH = 365.25 / 12  # days
# A gap of exactly so many months belongs to the word that begins there.
MONTHS = (1, 3, 6, 12)
GAP_WORDS = ("0-1m", "1-3m", "3-6m", "6-12m", "12+m")
TRANSFER = "TRANSFER"
TIME_WORDS = (*GAP_WORDS, TRANSFER)
CLOSE, CLOSE_BY_TRANSFER = 12, 24  # hours between parts of one episode


def gap_words(days) -> np.ndarray:
    """Words for the time between two visits.

    Args:
        days: from the end of the one to the start of the next, 0 or more.

    Returns:
        "0-1m", "1-3m", "3-6m", "6-12m" or "12+m", in the shape of `days`;
        exactly one month is "1-3m".

    Raises:
        UsageError: negative or missing days.

    Example:
        >>> from medkeras.ehr.sequencer import MONTH, gap_words
        >>> gap_words([3, MONTH, 400]).tolist()
        ['0-1m', '1-3m', '12+m']

    Reference: Nguyen et al. 2017, doi:10.1109/JBHI.2016.2633963; the bounds
        of the five words from memory (unverified).
    Chapter: 3.3.1
    """
    days = float_array("days", days, low=0, empty=True)
    borders = np.multiply(MONTHS, MONTH)
    return np.array(GAP_WORDS)[np.searchsorted(borders, days, side="right")]


def sentences(
    visits: Visits,
    ends=None,
    kinds: Sequence[str] = ("diagnosis", "procedure"),
    transferred=None,
    most_words: int = 100,
    rng: np.random.Generator | None = None,
) -> Ragged:
    """Write each history as a sentence of codes and times.

    Between two visits stands the word of the time that passed. Visits less
    than 12 hours apart, or less than 24 where the second began as a transfer
    from elsewhere, are parts of one episode: TRANSFER stands between them.
    Without dates nothing stands between visits.

    Args:
        visits: of many patients.
        ends: (histories,), rows of the last visits; None for each patient's
            last.
        kinds: of codes, in this order within a visit; one that the visits do
            not have is an error.
        transferred: (visits,), truth values: began as a transfer. None for
            nobody.
        most_words: the last so many words of a sentence are kept.
        rng: shuffles the codes within a visit, which says that their order
            means nothing; None keeps the order of the record.

    Returns:
        Words of each history.

    Raises:
        UsageError: kinds or rows that are not there, a size below 1.

    Example:
        >>> from medkeras.ehr.sequencer import sentences
        >>> from medkeras.ehr.visits import visits_from_lists
        >>> visits = visits_from_lists(
        ...     [[(0, 2, 1, {"diagnosis": ["428", "250"]}),
        ...       (32, 1, 2, {"diagnosis": ["401"]})]])
        >>> sentences(visits, kinds=["diagnosis"])[0].tolist()
        ['428', '250', '0-1m', '401']

    Reference: Nguyen et al. 2017, doi:10.1109/JBHI.2016.2633963.
    Chapter: 3.3.1
    """
    check_whole("most_words", most_words)
    missing = [kind for kind in kinds if kind not in visits.codes]
    if missing or isinstance(kinds, str):
        raise UsageError(
            f"`kinds` must be among {', '.join(visits.codes)}. Received: "
            f"{kinds}"
        )
    if ends is None:
        ends = visits.first + visits.counts - 1
    rows = rows_until(visits, ends)
    pieces = [_between(visits, rows, transferred)]
    for place, kind in enumerate(kinds):
        chosen = visits.codes[kind].take(rows.values)
        key = np.full(len(chosen.values), place, float)
        if rng is not None:
            key = rng.random(len(chosen.values))
        pieces.append((chosen.rows, 1 + key, chosen.values))
    visit, key, words = (
        np.concatenate(part) for part in zip(*pieces, strict=True)
    )
    order = np.lexsort((np.arange(len(key)), key, visit))
    history = rows.rows[visit[order]]
    text = Ragged.from_pairs(history, words[order].astype(str), len(rows))
    from_the_end = text.ends[text.rows] - np.arange(len(text.values))
    return text.keep(from_the_end <= most_words)


def _between(visits, rows, transferred):
    """The word before each visit but a history's first: (visit, key, word)."""
    if transferred is None:
        transferred = np.zeros(len(visits), bool)
    transferred = np.asarray(transferred, bool)
    check_one_length(transferred=transferred, patient=visits.patient)
    if not visits.dated:
        return np.zeros(0, int), np.zeros(0), np.zeros(0, str)
    gap = visits.gap
    if np.isnan(gap).any():
        raise UsageError("`visits` must have an end each. Received: some NaN")
    hours = gap * HOURS
    joined = (hours < CLOSE) | (transferred & (hours < CLOSE_BY_TRANSFER))
    words = np.where(joined, TRANSFER, gap_words(gap))
    later = np.ones(len(rows.values), bool)
    later[(rows.ends - rows.lengths)[rows.lengths > 0]] = False
    visit = np.flatnonzero(later)
    return visit, np.zeros(len(visit)), words[rows.values[visit]]
