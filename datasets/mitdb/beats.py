"""From an annotated ECG to single beats: classes, rhythm, windows."""

import numpy as np

RATE = 360  # samples per second
DECIMATION = 3  # a window keeps every third sample: 120 a second
BEFORE, AFTER = 36, 60  # kept samples before the R peak, and from it on
LENGTH = BEFORE + AFTER
LOCAL = 10  # beats of the local mean
CLASSES = ("N", "S", "V", "F", "Q")
# Beat symbols of the annotations by class of the standard AAMI EC57.
SYMBOLS = {
    "N": "NLRej",  # normal, bundle branch blocks, escape beats
    "S": "AaJS",  # supraventricular ectopic
    "V": "VE",  # ventricular ectopic, ventricular escape
    "F": "F",  # fusion of a ventricular and a normal beat
    "Q": "/fQ",  # paced, fusion with paced, unclassifiable
}
CLASS_OF = {
    symbol: CLASSES.index(name)
    for name, symbols in SYMBOLS.items()
    for symbol in symbols
}
# Annotations that are no beats: rhythm, noise, waves, comments.
NO_BEAT = set("[!]x()ptu`'^|~+sTD=\"@")


def rhythm(peaks: np.ndarray, rate: float = RATE) -> dict[str, np.ndarray]:
    """Times between successive beats of one record, for each beat.

    Args:
        peaks: sample of each R peak, rising.
        rate: samples per second.

    Returns:
        `rr_previous` and `rr_next`, seconds to the neighbours; `rr_local`,
        mean of the last ten `rr_previous`; `rr_record`, mean of all of them
        so far. NaN where there is no neighbour.

    Example:
        >>> from medkeras_datasets.mitdb import beats
        >>> beats.rhythm([0, 360, 900])["rr_previous"].tolist()
        [nan, 1.0, 1.5]

    Chapter: 2.1.2
    """
    between = np.diff(np.asarray(peaks, float)) / rate
    total = np.concatenate([[0.0], np.cumsum(between)])
    count = np.arange(len(total))
    recent = np.minimum(count, LOCAL)
    with np.errstate(invalid="ignore"):  # 0 / 0 before the second beat
        local = (total - total[count - recent]) / recent
        so_far = total / count
    return {
        "rr_previous": np.append(np.nan, between),
        "rr_next": np.append(between, np.nan),
        "rr_local": local,
        "rr_record": so_far,
    }


def windows(signal: np.ndarray, peaks: np.ndarray):
    """Cut a window around each R peak, from 0.3 s before to 0.5 s after.

    The signal is averaged over three samples and every third is kept,
    counted from the peak: the sample at index 36 is the annotated one.

    Args:
        signal: mV, (samples, leads) at 360 samples per second.
        peaks: sample of each R peak.

    Returns:
        Windows (beats, 96, leads) at 120 samples per second, and which of
        the peaks have a whole window; the others have no row.

    Example:
        >>> import numpy as np
        >>> from medkeras_datasets.mitdb import beats
        >>> cut, whole = beats.windows(np.zeros((720, 2)), [10, 300])
        >>> cut.shape, whole.tolist()
        ((1, 96, 2), [False, True])

    Chapter: 2.1.2
    """
    peaks = np.asarray(peaks)
    padded = np.pad(signal, ((1, 1), (0, 0)), mode="edge")
    smooth = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    places = peaks[:, None] + DECIMATION * np.arange(-BEFORE, AFTER)
    whole = (places[:, 0] >= 0) & (places[:, -1] < len(signal))
    return smooth[places[whole]], whole
