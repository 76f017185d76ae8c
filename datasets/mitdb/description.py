"""Numbers that compare each beat with what is usual for its patient.

No label is read, but the whole recording is: the usual beat, the usual
interval and the mean rhythm of a patient are known only at its end. So this
is for finished recordings, not for the first minutes of a monitor.
"""

import numpy as np
from medkeras_datasets.mitdb.alignment import aligned
from scipy.ndimage import median_filter, uniform_filter1d

PARTS = {"P": slice(4, 28), "QRS": slice(28, 46), "T": slice(46, 96)}
NEAR, FAR = 31, 101  # beats of the neighbourhoods
FEW = 20  # ordinary beats below which all beats count as ordinary
NAMES = (
    "early", "late", "early among 9", "early in record", "pause", "unrest",
    "early to mean", "late to mean", "early to record's mean",
    "late to record's mean", "unrest to mean", "unrest among 101",
    "unrest to mean among 101", "unrest of neighbours", "late beats",
    "late beats to mean",
    *(f"{part} apart, lead {lead}" for lead in (1, 2) for part in PARTS),
    "QRS alike, lead 1", "QRS alike, lead 2", "P alike, lead 1",
    "P alike, lead 2", "width", "width to usual", "height",
    "steady P, lead 1", "steady P, lead 2",
)  # fmt: skip


def describe(
    beats: np.ndarray, before: np.ndarray, after: np.ndarray
) -> np.ndarray:
    """Describe the beats of one record by how unusual they are in it.

    Shapes are compared after each beat has been shifted to where it fits the
    usual one best.

    Args:
        beats: windows around the R peaks, (beats, 96, 2), in mV.
        before: seconds from the previous peak, NaN where there is none.
        after: seconds to the next peak, NaN where there is none.

    Returns:
        (beats, 31), a column for each of `NAMES`.

    Example:
        >>> import numpy as np
        >>> from medkeras_datasets.mitdb import description
        >>> draw = np.random.default_rng(0).normal
        >>> rhythm = np.full(40, 0.8)
        >>> rhythm[20] = 0.4
        >>> x = description.describe(draw(size=(40, 96, 2)), rhythm, rhythm)
        >>> x.shape, round(float(x[20, 0]), 2)  # log of one half
        ((40, 31), -0.69)

    Chapter: 2.1.2
    """
    rhythm = _timing(_known(before), _known(after))
    usual = np.abs(rhythm[0]) < 0.1
    if usual.sum() < FEW:
        usual[:] = True
    shapes = _shapes(aligned(beats), usual)
    return np.stack([*rhythm, *shapes], axis=1).astype("float32")


def _known(seconds):
    seconds = np.asarray(seconds, float)
    return np.where(np.isnan(seconds), np.nanmedian(seconds), seconds)


def _timing(before, after):
    """Logarithms of intervals, divided by several kinds of usual ones."""
    usual = median_filter(before, NEAR, mode="nearest")
    mean = uniform_filter1d(before, NEAR, mode="nearest")
    early, to_mean = np.log(before / usual), np.log(before / mean)
    jump = np.abs(np.diff(np.log(before), prepend=np.log(before[0])))
    return [
        early,
        np.log(after / usual),
        np.log(before / median_filter(before, 9, mode="nearest")),
        np.log(before / np.median(before)),
        np.log(after / before),
        5 * _around(np.abs(early), NEAR),
        # Where early beats are the rule, a median is theirs; pauses lift a
        # mean.
        to_mean,
        np.log(after / mean),
        np.log(before / before.mean()),
        np.log(after / before.mean()),
        5 * _around(np.abs(to_mean), NEAR),
        # Of fibrillating atria: no interval resembles the one before.
        5 * _around(np.abs(early), FAR),
        5 * _around(np.abs(to_mean), FAR),
        5 * _around(jump, 61),
        _late_share(early),
        _late_share(to_mean),
    ]


def _around(values, size):
    return median_filter(values, size, mode="nearest")


def _late_share(early):
    """Share of beats around that come late, but not after an early one."""
    previous = np.append(0.0, early[:-1])
    late = (early > 0.1) & (previous > -0.1)
    return uniform_filter1d(late.astype(float), 61, mode="nearest")


def _shapes(beats, usual):
    """Distances from the record's median beat, and sizes."""
    beats = beats - np.median(beats, axis=1, keepdims=True)
    median = np.median(beats[usual], axis=0)
    scale = np.ptp(median, axis=0).clip(0.1)  # (leads,)
    scaled, median = beats / scale, median / scale
    apart = [
        np.log(0.01 + np.sqrt(np.mean(square[:, part], axis=1)))
        for square in np.moveaxis((scaled - median) ** 2, 2, 0)
        for part in PARTS.values()
    ]
    qrs, p = (
        [_alike(scaled[:, place, lead], median[place, lead]) for lead in (0, 1)]
        for place in (slice(24, 50), slice(8, 30))
    )
    slope = np.abs(np.diff(scaled, axis=1)).sum(axis=2)[:, 20:60]
    width = slope.sum(axis=1) / slope.max(axis=1).clip(1e-3)
    return [
        *apart,
        *qrs,
        *p,
        width / 10,
        np.log((width / np.median(width[usual]).clip(0.1)).clip(0.01)),
        np.log(np.ptp(beats[..., 0], axis=1).clip(0.05)),
        *(_around(one, NEAR) for one in p),
    ]


def _alike(pieces, usual):
    """Correlation of each piece with the usual one."""
    pieces = pieces - pieces.mean(axis=1, keepdims=True)
    usual = usual - usual.mean()
    lengths = np.sum(pieces**2, axis=1) * np.sum(usual**2)
    return pieces @ usual / np.sqrt(lengths + 1e-6)
