"""ECG features: how unusual each beat is within its own recording.

No label is read, but the whole recording is: the median beat, the median
interval and the mean rhythm of a patient are known only at its end. So these
features are for finished recordings, not for the first minutes of a monitor.
"""

import numpy as np
from scipy.ndimage import median_filter, uniform_filter1d

from medkeras.signal.template_alignment import (
    WINDOW,
    align_to_template,
    rows_by_record,
)
from medkeras.utils.errors import UsageError

LEADS = 2
WAVES = {"p": slice(4, 28), "qrs": slice(28, 46), "t": slice(46, 96)}
P_CORRELATED, QRS_CORRELATED = slice(8, 30), slice(24, 50)
NEAR, FAR = 31, 101  # beats of the neighbourhoods
FEW = 20  # regular beats below which all beats make the template
FEATURE_NAMES = (
    # Timing: logarithms of ratios of RR intervals, and their dispersion.
    "rr_previous_to_median_31",
    "rr_next_to_median_31",
    "rr_previous_to_median_9",
    "rr_previous_to_record_median",
    "rr_next_to_rr_previous",
    "rr_dispersion_median_31",
    "rr_previous_to_mean_31",
    "rr_next_to_mean_31",
    "rr_previous_to_record_mean",
    "rr_next_to_record_mean",
    "rr_dispersion_mean_31",
    "rr_dispersion_median_101",
    "rr_dispersion_mean_101",
    "rr_successive_difference_61",
    "late_beat_share_median",
    "late_beat_share_mean",
    # Shape: logarithm of the distance from the template, and correlation.
    *(f"{wave}_distance_lead_{lead}" for lead in (1, 2) for wave in WAVES),
    "qrs_correlation_lead_1",
    "qrs_correlation_lead_2",
    "p_correlation_lead_1",
    "p_correlation_lead_2",
    "qrs_width",
    "qrs_width_to_record_median",
    "amplitude_lead_1",
    "p_correlation_median_31_lead_1",
    "p_correlation_median_31_lead_2",
)


def extract_features(
    beats: np.ndarray, rr_previous: np.ndarray, rr_next: np.ndarray
) -> np.ndarray:
    """Describe the beats of one record by how unusual they are in it.

    Each beat is first shifted to where it fits the median beat best. A
    missing interval counts as the record's median.

    Args:
        beats: windows of ONE record in the order of time, (beats, 96, 2), in
            mV, 120 samples a second, R peak at sample 36.
        rr_previous: seconds from the previous R peak, NaN where there is
            none, (beats,).
        rr_next: seconds to the next R peak, NaN where there is none, (beats,).

    Returns:
        (beats, 31), float32, a column for each of `FEATURE_NAMES`.

    Raises:
        UsageError: other shapes, values that are not finite, or intervals
            that are not positive or all missing.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_features import extract_features
        >>> rng = np.random.default_rng(0)
        >>> rr = np.full(40, 0.8)
        >>> rr[20] = 0.4
        >>> x = extract_features(rng.normal(size=(40, 96, 2)), rr, rr)
        >>> x.shape, round(float(x[20, 0]), 2)  # log of one half
        ((40, 31), -0.69)

    Reference: de Chazal, O'Dwyer and Reilly 2004, "Automatic classification
        of heartbeats using ECG morphology and heartbeat interval features",
        doi:10.1109/TBME.2004.827359 (intervals relative to their mean).
    Chapter: 2.1.2
    """
    beats = np.asarray(beats)
    if beats.ndim != 3 or beats.shape[1:] != (WINDOW, LEADS):
        raise UsageError(
            f"`beats` must be (beats, {WINDOW}, {LEADS}). Received: shape "
            f"{beats.shape}"
        )
    aligned = align_to_template(beats)
    timing = _timing(
        _without_gaps("rr_previous", rr_previous, len(beats)),
        _without_gaps("rr_next", rr_next, len(beats)),
    )
    regular = np.abs(timing[0]) < 0.1
    if regular.sum() < FEW:
        regular[:] = True
    shapes = _shapes(aligned, regular)
    return np.stack([*timing, *shapes], axis=1).astype("float32")


def extract_features_by_record(
    beats: np.ndarray,
    rr_previous: np.ndarray,
    rr_next: np.ndarray,
    records: np.ndarray,
) -> np.ndarray:
    """Extract the features of many records, each within itself.

    Args:
        beats: windows, (beats, 96, 2), in mV; within a record in the order of
            time.
        rr_previous: seconds from the previous R peak, or NaN, (beats,).
        rr_next: seconds to the next R peak, or NaN, (beats,).
        records: number or name of the record of each beat, (beats,).

    Returns:
        (beats, 31), float32, rows in the order given, a column for each of
        `FEATURE_NAMES`.

    Raises:
        UsageError: as `extract_features`, naming the record, or lengths that
            differ, or a beat without a record.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ecg_features import extract_features_by_record
        >>> beats = np.random.default_rng(0).normal(size=(60, 96, 2))
        >>> rr = np.full(60, 0.8)
        >>> extract_features_by_record(beats, rr, rr, [100] * 60).shape
        (60, 31)

    Chapter: 2.1.2
    """
    beats, rr_previous, rr_next = map(np.asarray, (beats, rr_previous, rr_next))
    rows_of = rows_by_record(records, len(beats))
    if not len(rr_previous) == len(rr_next) == len(beats):
        raise UsageError(
            "`rr_previous` and `rr_next` must have a value for each of the "
            f"{len(beats)} beats. Received: {len(rr_previous)} and "
            f"{len(rr_next)}"
        )
    features = np.zeros((len(beats), len(FEATURE_NAMES)), "float32")
    for record, rows in rows_of.items():
        try:
            features[rows] = extract_features(
                beats[rows], rr_previous[rows], rr_next[rows]
            )
        except UsageError as error:
            raise UsageError(f"record {record}: {error}") from None
    return features


def _without_gaps(name, seconds, num_beats):
    """Intervals in which the record's median stands for a missing one."""
    seconds = np.asarray(seconds, float)
    known = seconds[~np.isnan(seconds)]
    fits = seconds.shape == (num_beats,) and len(known)
    if not fits or not (np.isfinite(known) & (known > 0)).all():
        raise UsageError(
            f"`{name}` must be seconds above 0, NaN where unknown, "
            f"({num_beats},), not all of them unknown. Received: shape "
            f"{seconds.shape}, {len(known)} known"
            + (f", {known.min():g} to {known.max():g}" if len(known) else "")
        )
    return np.where(np.isnan(seconds), np.median(known), seconds)


def _timing(rr_previous, rr_next):
    """Logarithms of intervals, divided by several reference intervals."""
    median = _running_median(rr_previous, NEAR)
    mean = uniform_filter1d(rr_previous, NEAR, mode="nearest")
    to_median, to_mean = (
        np.log(rr_previous / median),
        np.log(rr_previous / mean),
    )
    logs = np.log(rr_previous)
    change = np.abs(np.diff(logs, prepend=logs[0]))
    return [
        to_median,
        np.log(rr_next / median),
        np.log(rr_previous / _running_median(rr_previous, 9)),
        np.log(rr_previous / np.median(rr_previous)),
        np.log(rr_next / rr_previous),
        5 * _running_median(np.abs(to_median), NEAR),
        # Where early beats are the rule, a median is theirs; pauses lift a
        # mean.
        to_mean,
        np.log(rr_next / mean),
        np.log(rr_previous / rr_previous.mean()),
        np.log(rr_next / rr_previous.mean()),
        5 * _running_median(np.abs(to_mean), NEAR),
        # Of fibrillating atria: no interval resembles the one before.
        5 * _running_median(np.abs(to_median), FAR),
        5 * _running_median(np.abs(to_mean), FAR),
        5 * _running_median(change, 61),
        _late_beat_share(to_median),
        _late_beat_share(to_mean),
    ]


def _running_median(values, size):
    return median_filter(values, size, mode="nearest")


def _late_beat_share(to_reference):
    """Share of beats around that come late, but not after an early one."""
    previous = np.append(0.0, to_reference[:-1])
    late = (to_reference > 0.1) & (previous > -0.1)
    return uniform_filter1d(late.astype(float), 61, mode="nearest")


def _shapes(beats, regular):
    """Distances from the record's median beat, correlations, and sizes."""
    beats = beats - np.median(beats, axis=1, keepdims=True)
    template = np.median(beats[regular], axis=0)
    scale = np.ptp(template, axis=0).clip(0.1)  # (leads,)
    scaled, template = beats / scale, template / scale
    distances = [
        np.log(0.01 + np.sqrt(np.mean(square[:, wave], axis=1)))
        for square in np.moveaxis((scaled - template) ** 2, 2, 0)
        for wave in WAVES.values()
    ]
    qrs, p = (
        [_correlation(scaled[:, s, lead], template[s, lead]) for lead in (0, 1)]
        for s in (QRS_CORRELATED, P_CORRELATED)
    )
    slope = np.abs(np.diff(scaled, axis=1)).sum(axis=2)[:, 20:60]
    width = slope.sum(axis=1) / slope.max(axis=1).clip(1e-3)
    usual_width = np.median(width[regular]).clip(0.1)
    return [
        *distances,
        *qrs,
        *p,
        width / 10,
        np.log((width / usual_width).clip(0.01)),
        np.log(np.ptp(beats[..., 0], axis=1).clip(0.05)),
        *(_running_median(each, NEAR) for each in p),
    ]


def _correlation(parts, template):
    """Correlation of the same part of each beat with the template's."""
    parts = parts - parts.mean(axis=1, keepdims=True)
    template = template - template.mean()
    norms = np.sum(parts**2, axis=1) * np.sum(template**2)
    return parts @ template / np.sqrt(norms + 1e-6)
