"""Pieces of a signal, joined for one curve with gaps between them."""

import numpy as np

from medkeras.utils.errors import UsageError


def join_segments(
    times: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Join windows into one curve that breaks between them.

    Args:
        times: of each sample, (segments, samples), or (samples,) if all
            segments share them; in s.
        values: (segments, samples).

    Returns:
        Times and values, (segments * (samples + 1),) each. After every
        segment its last time stands once more, with the value NaN.

    Raises:
        UsageError: shapes that do not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.segments import join_segments
        >>> _, y = join_segments([0.0, 0.1], np.array([[1, 2], [3, 4]]))
        >>> y
        array([ 1.,  2., nan,  3.,  4., nan])

    Chapter: 2.1.2
    """
    values = np.asarray(values, float)
    times = np.asarray(times, float)
    if values.ndim != 2 or times.shape not in (values.shape, values.shape[1:]):
        raise UsageError(
            "`values` must be (segments, samples) and `times` the same or "
            f"(samples,). Received: {values.shape} and {times.shape}"
        )
    times = np.broadcast_to(times, values.shape)
    gap = np.full((len(values), 1), np.nan)
    times = np.hstack([times, times[:, -1:]])
    return times.ravel(), np.hstack([values, gap]).ravel()
