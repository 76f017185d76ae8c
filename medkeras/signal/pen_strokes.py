"""Strokes of a pen: on the paper and in the air, how high, how shrinking."""

import numpy as np
from scipy.signal import find_peaks

from medkeras.signal.tremor import checked_time
from medkeras.utils.arrays import binary_labels, check_one_length, float_array
from medkeras.utils.errors import UsageError

LEAST_STROKE = 0.05  # share of the height below which a turn is no stroke
FEWEST_STROKES = 4  # that a decay is fitted to


def paper_times(on_paper: np.ndarray, time: np.ndarray) -> tuple[float, float]:
    """Seconds on the paper, and in the air between the first and last touch.

    Args:
        on_paper: 1 where the pen touches, else 0, (samples,).
        time: seconds, never falling, (samples,).

    Returns:
        Seconds on the paper and in the air; an interval counts as its first
        sample.

    Raises:
        UsageError: other values than 0 and 1, lengths that differ, a time that
            falls.

    Example:
        >>> from medkeras.signal.pen_strokes import paper_times
        >>> paper_times([0, 1, 1, 0, 1, 0], [0, 1, 2, 3, 5, 6])
        (3.0, 2.0)

    Chapter: 3.1.3
    """
    on_paper = binary_labels("on_paper", on_paper)
    time = checked_time(time)
    check_one_length(on_paper=on_paper, time=time)
    touches = np.flatnonzero(on_paper)
    if not len(touches):
        return 0.0, 0.0
    intervals = np.diff(time)
    between = np.arange(len(intervals))
    writing = (between >= touches[0]) & (between <= touches[-1])
    down = on_paper[:-1] == 1
    return (
        float(intervals[writing & down].sum()),
        float(intervals[writing & ~down].sum()),
    )


def stroke_sizes(y: np.ndarray, on_paper: np.ndarray) -> np.ndarray:
    """Heights of the strokes up and down, in the order of writing.

    Args:
        y: place upwards, any unit, (samples,).
        on_paper: 1 where the pen touches, else 0, (samples,).

    Returns:
        (strokes,), in the unit of `y`: from turn to turn on the paper; turns
        of less than a twentieth of the whole height are no turns.

    Raises:
        UsageError: lengths that differ, other values than 0 and 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.pen_strokes import stroke_sizes
        >>> y = [0, 2, 4, 2, 0, 1, 2, 1, 0]
        >>> stroke_sizes(y, np.ones(9, int)).tolist()
        [4.0, 4.0, 2.0, 2.0]

    Chapter: 3.1.3
    """
    y = float_array("y", y, shape=("samples",))
    on_paper = binary_labels("on_paper", on_paper)
    check_one_length(y=y, on_paper=on_paper)
    sizes = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on_paper, [0]])))
    least = LEAST_STROKE * np.ptp(y[on_paper == 1]) if on_paper.any() else 0
    for start, end in edges.reshape(-1, 2):
        part = y[start:end]
        turns = [
            find_peaks(side * part, prominence=max(least, 1e-12))[0]
            for side in (1, -1)
        ]
        ends = np.unique(np.concatenate([[0], *turns, [len(part) - 1]]))
        heights = np.abs(np.diff(part[ends]))
        sizes.append(heights[heights > least])
    return np.concatenate(sizes) if sizes else np.zeros(0)


def size_decay(sizes: np.ndarray) -> float:
    """By which share the strokes grow from one to the next; micrographia,
    handwriting that shrinks, is below 0.

    Args:
        sizes: of `stroke_sizes`, above 0, (strokes,).

    Returns:
        Slope of the straight line through the logarithms of the sizes, turned
        into a share; NaN for fewer than four strokes.

    Raises:
        UsageError: no row of numbers, or a size that is not above 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.pen_strokes import size_decay
        >>> round(size_decay(10 * 0.97 ** np.arange(12)), 4)
        -0.03

    Chapter: 3.1.3
    """
    sizes = float_array("sizes", sizes, shape=("strokes",), empty=True)
    if len(sizes) and sizes.min() <= 0:
        raise UsageError(
            f"`sizes` must be above 0. Received: smallest {sizes.min():g}"
        )
    if len(sizes) < FEWEST_STROKES:
        return float("nan")
    slope = np.polyfit(np.arange(len(sizes)), np.log(sizes), 1)[0]
    return float(np.expm1(slope))
