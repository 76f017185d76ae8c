"""Template alignment: beats of one record, shifted onto their median.

Where no wave of the QRS stands out, annotators put the mark now on one wave,
now on another. Each window is then right, but their median is blurred, and
every beat looks unlike it.
"""

import numpy as np

from medkeras.utils.errors import UsageError

WINDOW = 96  # samples of a beat: 0.3 s before the R peak to 0.5 s after
MAX_SHIFT = 6  # samples a beat may be shifted, either way: 50 ms
ITERATIONS = 2  # the template is sharper after the first
QRS = slice(26, 52)  # samples of the window that are compared
SHIFT_PENALTY = 0.005  # of correlation a sample: among equals the mark stays


def align_to_template(beats: np.ndarray) -> np.ndarray:
    """Shift each beat of a record to where its QRS fits the median beat best.

    The fit is the correlation over all leads, each in units of its own
    height. What a shift uncovers at an end repeats the last value.

    Args:
        beats: windows of ONE record, (beats, 96, leads), in mV, 120 samples
            a second, the annotated R peak at sample 36.

    Returns:
        Shifted windows, (beats, 96, leads), in mV.

    Raises:
        UsageError: another shape, no beat, or values that are not finite.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.template_alignment import align_to_template
        >>> beats = np.zeros((5, 96, 2))
        >>> beats[:, 36] = 1.0
        >>> beats[4] = np.roll(beats[4], 3, axis=0)  # marked too early
        >>> align_to_template(beats)[4, 36]
        array([1., 1.])

    Reference: Woody 1967, "Characterization of an adaptive filter for the
        analysis of variable latency neuroelectric signals",
        doi:10.1007/BF02474247.
    Chapter: 2.1.2
    """
    beats = _checked(beats)
    padding = ((0, 0), (MAX_SHIFT, MAX_SHIFT), (0, 0))
    padded = np.pad(beats, padding, mode="edge")
    shifted = beats
    for _ in range(ITERATIONS):
        centred = shifted - np.median(shifted, axis=1, keepdims=True)
        template = np.median(centred, axis=0)  # (96, leads)
        starts = _best_starts(padded, template)[:, None]  # (beats, 1)
        samples = starts + np.arange(WINDOW)
        shifted = np.take_along_axis(padded, samples[..., None], axis=1)
    return shifted


def align_by_record(beats: np.ndarray, records: np.ndarray) -> np.ndarray:
    """Align the beats of many records, each record to its own template.

    Args:
        beats: windows, (beats, 96, leads), in mV.
        records: number or name of the record of each beat, (beats,).

    Returns:
        Shifted windows in the order given, (beats, 96, leads), in mV.

    Raises:
        UsageError: as `align_to_template`, or lengths that differ, or a beat
            without a record.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.template_alignment import align_by_record
        >>> beats = np.zeros((6, 96, 2))
        >>> beats[:, 36] = 1.0
        >>> align_by_record(beats, [100, 100, 100, 101, 101, 101]).shape
        (6, 96, 2)

    Chapter: 2.1.2
    """
    beats = _checked(beats)
    aligned = np.empty_like(beats)
    for rows in rows_by_record(records, len(beats)).values():
        aligned[rows] = align_to_template(beats[rows])
    return aligned


def rows_by_record(records: np.ndarray, num_beats: int) -> dict:
    """Row numbers of each record's beats, by record."""
    records = np.asarray(records)
    missing = records.dtype == object and any(r is None for r in records.flat)
    if records.shape != (num_beats,) or missing or np.any(records != records):
        raise UsageError(
            "`records` must name the record of each beat, "
            f"({num_beats},), none of them missing. Received: shape "
            f"{records.shape}, {records.ravel()[:4].tolist()}"
        )
    names = np.unique(records)
    return {name: np.flatnonzero(records == name) for name in names.tolist()}


def _checked(beats) -> np.ndarray:
    """The windows as float64, or one line that says what is wrong."""
    try:
        beats = np.asarray(beats, float)
    except (TypeError, ValueError):
        beats = np.full((0,), np.nan)
    fits = beats.ndim == 3 and len(beats) and beats.shape[1] == WINDOW
    if not fits or not beats.shape[2] or not np.isfinite(beats).all():
        bad = int((~np.isfinite(beats)).sum())
        raise UsageError(
            f"`beats` must be finite numbers, (beats, {WINDOW}, leads), one "
            f"beat or more. Received: shape {beats.shape}, {bad} values not "
            "finite"
        )
    return beats


def _best_starts(padded, template):
    """Where in its padded window each beat should begin."""
    scale = np.ptp(template, axis=0).clip(0.1)  # (leads,)
    template = template[QRS] / scale
    template = template - template.mean(axis=0)
    fits = []
    for start in range(2 * MAX_SHIFT + 1):
        part = padded[:, start + QRS.start : start + QRS.stop] / scale
        part = part - part.mean(axis=1, keepdims=True)
        norm = np.sqrt(np.sum(part**2, axis=(1, 2)) + 1e-6)
        product = np.sum(part * template, axis=(1, 2))
        shift = abs(start - MAX_SHIFT)
        penalty = SHIFT_PENALTY * np.linalg.norm(template) * shift
        fits.append(product / norm - penalty)
    return np.argmax(fits, axis=0)
