"""Heart-rate variability of a day: of pieces of it, and of the whole."""

import numpy as np

from medkeras.signal.heart_rate_variability import (
    FEWEST,
    HeartRateVariability,
    heart_rate_variability,
    normal_intervals,
)
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_positive

FEWEST_BEATS = 2 * FEWEST  # normal ones that a piece must have
DAY_MEASURES = (
    *("mean", "sdnn", "rmssd", "pnn50", "lf", "hf", "lf_hf"),
    *("dfa_alpha1", "sample_entropy", "sdnn_day", "sdann"),
)
LOGGED = ("sdnn", "rmssd", "lf", "hf", "lf_hf", "sdnn_day", "sdann")


def segment_variability(
    intervals: np.ndarray,
    minutes: float = 5.0,
    every: float = 5.0,
    least: float = 0.8,
) -> tuple[np.ndarray, np.ndarray]:
    """Measures of variability of pieces of a recording.

    Args:
        intervals: s from beat to beat, (intervals,), in the order of time;
            NaN at the end is left out.
        minutes: length of a piece.
        every: minutes from the start of a piece to that of the next.
        least: share of a piece's beats that must be normal.

    Returns:
        Start of each piece, s, (pieces,), and measures (pieces, 9) in the
        order of `HeartRateVariability`; NaN where too little is normal.

    Raises:
        UsageError: intervals that are no row of numbers above 0, lengths
            that are not positive, a recording shorter than one piece.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.day_variability import segment_variability
        >>> rng = np.random.default_rng(0)
        >>> starts, found = segment_variability(rng.normal(0.8, 0.05, 2000))
        >>> starts.tolist(), found.shape
        ([0.0, 300.0, 600.0, 900.0, 1200.0], (5, 9))

    Reference: Task Force 1996, doi:10.1161/01.CIR.93.5.1043.
    Chapter: 3.2.2
    """
    check_positive("minutes", minutes)
    check_positive("every", every)
    check_number("least", least, 0, 1)
    intervals = _known(intervals)
    normal = normal_intervals(intervals)
    ends = np.cumsum(intervals)
    length = 60.0 * minutes
    if not len(ends) or ends[-1] < length:
        raise UsageError(
            f"`intervals` must last {minutes:g} minutes or more. Received: "
            f"{ends[-1] / 60 if len(ends) else 0:.2g} minutes"
        )
    starts = np.arange(0, ends[-1] - length + 1e-9, 60.0 * every)
    found = np.full((len(starts), len(HeartRateVariability._fields)), np.nan)
    for row, start in enumerate(starts):
        first, last = np.searchsorted(ends, (start, start + length))
        usable = normal[first:last]
        enough = usable.sum() >= max(FEWEST_BEATS, least * len(usable))
        if len(usable) and enough:
            found[row] = heart_rate_variability(intervals[first:last], usable)
    return starts, found


def day_variability(
    intervals: np.ndarray, minutes: float = 5.0, every: float = 20.0
) -> dict[str, float]:
    """Measures of a whole recording, a number each.

    Of pieces, the medians of their measures; of the whole, the standard
    deviation of all normal intervals (SDNN of the day) and that of the
    pieces' means (SDANN). Those that spread over powers of ten are given as
    logarithms.

    Args:
        intervals: s from beat to beat, (intervals,).
        minutes: length of a piece.
        every: minutes from piece to piece: the slow measures of all pieces
            of a day take seconds.

    Returns:
        A number for each of `DAY_MEASURES`; NaN where no piece is normal
        enough.

    Raises:
        UsageError: as `segment_variability`.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.day_variability import day_variability
        >>> rng = np.random.default_rng(0)
        >>> found = day_variability(rng.normal(0.8, 0.05, 6000))
        >>> round(float(np.exp(found["sdnn_day"])))
        49

    Reference: Task Force 1996, doi:10.1161/01.CIR.93.5.1043.
    Chapter: 3.2.2
    """
    _, pieces = segment_variability(intervals, minutes, every)
    intervals = _known(intervals)
    kept = intervals[normal_intervals(intervals)]
    known = np.isfinite(pieces[:, 0])
    found = dict.fromkeys(DAY_MEASURES, float("nan"))
    if known.any():
        middle = np.nanmedian(pieces[known], axis=0)
        found |= dict(zip(HeartRateVariability._fields, middle, strict=True))
        found["sdnn_day"] = 1000 * kept.std()
        found["sdann"] = 1000 * pieces[known, 0].std()
    for name in LOGGED:
        above = found[name] > 0
        found[name] = np.log(found[name]) if above else float("nan")
    return {name: float(value) for name, value in found.items()}


def mean_variability(days: np.ndarray) -> np.ndarray:
    """Measures of variability of days that were cut into pieces.

    Args:
        days: s from beat to beat, (days, pieces, beats), NaN after the last
            of each piece.

    Returns:
        (days, 9), the mean over the pieces that are normal enough, in the
        order of `HeartRateVariability`; NaN for a day without any.

    Raises:
        UsageError: another number of axes, intervals below 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.day_variability import mean_variability
        >>> rng = np.random.default_rng(0)
        >>> mean_variability(rng.normal(0.8, 0.05, (2, 3, 200))).shape
        (2, 9)

    Chapter: 3.2.2
    """
    days = float_array(
        "days", days, ("days", "pieces", "beats"), 0.0, missing=True
    )
    found = np.full((len(days), len(HeartRateVariability._fields)), np.nan)
    for row, day in enumerate(days):
        measured = []
        for piece in day:
            kept = piece[np.isfinite(piece) & (piece > 0)]
            normal = normal_intervals(kept)
            if normal.sum() >= FEWEST_BEATS:
                measured.append(heart_rate_variability(kept, normal))
        if measured:
            found[row] = np.mean(measured, axis=0)
    return found


def _known(intervals):
    """The intervals without NaN, all above 0."""
    intervals = float_array(
        "intervals", intervals, ("intervals",), empty=True, missing=True
    )
    return float_array(
        "intervals", intervals[np.isfinite(intervals)], low=1e-3, empty=True
    )
