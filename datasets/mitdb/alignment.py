"""Windows of one record, shifted so that their beats lie on each other.

The people who annotated a record put the mark now on one wave of the QRS, now
on another where none stands out. Each window is then right and the median of
all of them is blurred, so that every beat looks unusual.
"""

import numpy as np

REACH = 6  # samples a beat may be shifted, either way: 50 ms
ROUNDS = 2  # the usual beat is sharper after the first
NEAR_QRS = slice(26, 52)  # samples of the window
STEP_COST = 0.005  # of correlation a sample: among equals the mark is kept


def aligned(beats: np.ndarray) -> np.ndarray:
    """Shift each window to where its QRS fits the record's median beat best.

    The fit is the correlation over both leads, each in units of its own
    height. What a shift uncovers at an end repeats the last value.

    Args:
        beats: windows of one record, (beats, 96, 2), in mV.

    Returns:
        Shifted windows, (beats, 96, 2).

    Example:
        >>> import numpy as np
        >>> from medkeras_datasets.mitdb.alignment import aligned
        >>> beats = np.zeros((5, 96, 2))
        >>> beats[:, 36] = 1.0
        >>> beats[4] = np.roll(beats[4], 3, axis=0)  # marked too early
        >>> aligned(beats)[4, 36]
        array([1., 1.])

    Chapter: 2.1.2
    """
    beats = np.asarray(beats, float)
    padded = np.pad(beats, ((0, 0), (REACH, REACH), (0, 0)), mode="edge")
    shifted = beats
    for _ in range(ROUNDS):
        centred = shifted - np.median(shifted, axis=1, keepdims=True)
        usual = np.median(centred, axis=0)
        starts = _best_starts(padded, usual)[:, None]  # (beats, 1)
        places = starts + np.arange(beats.shape[1])
        shifted = np.take_along_axis(padded, places[..., None], axis=1)
    return shifted


def _best_starts(padded, usual):
    """Where in its padded window each beat should begin."""
    scale = np.ptp(usual, axis=0).clip(0.1)  # (leads,)
    usual = usual[NEAR_QRS] / scale
    usual = usual - usual.mean(axis=0)
    fits = []
    for start in range(2 * REACH + 1):
        moved = slice(start + NEAR_QRS.start, start + NEAR_QRS.stop)
        piece = padded[:, moved] / scale
        piece = piece - piece.mean(axis=1, keepdims=True)
        length = np.sqrt(np.sum(piece**2, axis=(1, 2)) + 1e-6)
        together = np.sum(piece * usual, axis=(1, 2))
        cost = STEP_COST * np.linalg.norm(usual) * abs(start - REACH)
        fits.append(together / length - cost)
    return np.argmax(fits, axis=0)
