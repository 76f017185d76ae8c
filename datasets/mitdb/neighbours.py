"""The beats of one record that resemble a beat most.

What a heart does once it does again: beats of one person that look alike and
come alike early mostly have one cause. So an answer for a beat may listen to
the answers for its nearest neighbours. No label is read; like the
description, this needs the whole recording.
"""

import numpy as np
from medkeras_datasets.mitdb.alignment import aligned
from sklearn.neighbors import NearestNeighbors

RHYTHM_WEIGHT = 0.5  # an interval off by 10 % counts as 5 % of the QRS height


def alike(beats: np.ndarray, rhythm: np.ndarray, count: int = 10) -> np.ndarray:
    """Find for each beat of a record the others that resemble it most.

    The distance joins the root mean squared difference of the windows, laid
    on each other, in units of the usual beat's height, and the difference of
    the timing.

    Args:
        beats: windows of one record, (beats, 96, 2), in mV.
        rhythm: logarithms of the interval before and after, each divided by
            the usual one, (beats, 2).
        count: how many; fewer if the record has no more.

    Returns:
        Row numbers, the nearest first, (beats, count). Never the beat itself.

    Example:
        >>> import numpy as np
        >>> from medkeras_datasets.mitdb.neighbours import alike
        >>> beats = np.zeros((4, 96, 2))
        >>> beats[:, 36] = [[1, 1], [1, 1], [1, 1], [-1, 2]]
        >>> rhythm = np.log([[1, 1], [1, 1], [0.5, 1.5], [0.6, 1.4]])
        >>> alike(beats, rhythm, count=1).ravel().tolist()
        [1, 0, 0, 2]

    Reference: Cover and Hart 1967, doi:10.1109/TIT.1967.1053964.
    Chapter: 2.1.2
    """
    laid = aligned(beats)
    laid = laid - np.median(laid, axis=1, keepdims=True)
    height = np.ptp(np.median(laid, axis=0), axis=0).clip(0.1)  # (leads,)
    shape = (laid / height).reshape(len(laid), -1)
    place = np.hstack(
        [shape / np.sqrt(shape.shape[1]), RHYTHM_WEIGHT * np.asarray(rhythm)]
    )
    search = NearestNeighbors(n_neighbors=min(count, len(place) - 1))
    return search.fit(place).kneighbors(return_distance=False)
