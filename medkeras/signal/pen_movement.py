"""How fast and how smoothly a pen moves, in units a second.

Never in units a sample: tablets differ in how often they look.
"""

from typing import NamedTuple

import numpy as np
from scipy.signal import butter, sosfiltfilt

from medkeras.signal.tremor import FEWEST, resample
from medkeras.utils.arrays import check_one_length, float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive

CUTOFF = 15.0  # Hz; hands do not move faster, roundings of a tablet do


class Kinematics(NamedTuple):
    """Movement of the pen along its path, at even times.

    Attributes:
        time: seconds.
        speed: places a second.
        acceleration: by which the speed grows, a second.
        jerk: by which the acceleration grows, a second.
    """

    time: np.ndarray
    speed: np.ndarray
    acceleration: np.ndarray
    jerk: np.ndarray


def kinematics(
    x: np.ndarray,
    y: np.ndarray,
    time: np.ndarray,
    cutoff: float | None = CUTOFF,
) -> Kinematics:
    """Speed, acceleration and jerk along the path of the pen.

    Args:
        x: place to the right, any unit, (samples,).
        y: place upwards, the same unit, (samples,).
        time: seconds, never falling; uneven times are resampled to their
            median interval.
        cutoff: frequency in Hz above which movement is smoothed away; None:
            not at all.

    Returns:
        Four arrays of one length.

    Raises:
        UsageError: lengths that differ, fewer than 32 samples, values that are
            not finite, a time that falls.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.pen_movement import kinematics
        >>> time = np.arange(100) / 100
        >>> found = kinematics(3 * time, 4 * time, time)
        >>> round(float(found.speed[50]), 6)
        5.0

    Reference: Drotar et al. 2016, doi:10.1016/j.artmed.2016.01.004 (kinematic
        features of handwriting in Parkinson's disease).
    Chapter: 3.1.3
    """
    places, interval = _even_places(x, y, time)
    if cutoff is not None:
        check_positive("cutoff", cutoff)
        if cutoff < 0.5 / interval:
            low_pass = butter(2, cutoff, fs=1 / interval, output="sos")
            places = sosfiltfilt(low_pass, places, axis=0)
    velocity = np.gradient(places, interval, axis=0)
    speed = np.hypot(velocity[:, 0], velocity[:, 1])
    acceleration = np.gradient(speed, interval)
    return Kinematics(
        time=float(np.min(time)) + interval * np.arange(len(speed)),
        speed=speed,
        acceleration=acceleration,
        jerk=np.gradient(acceleration, interval),
    )


def count_inversions(values: np.ndarray) -> int:
    """How often a speed or an acceleration turns from rising to falling, or
    the other way: its local extremes.

    Args:
        values: (samples,), two or more.

    Returns:
        Number of turns; a level stretch is none of its own.

    Raises:
        UsageError: no row of finite numbers.

    Example:
        >>> from medkeras.signal.pen_movement import count_inversions
        >>> count_inversions([0, 2, 2, 1, 3])  # at 2, and at 1
        2

    Chapter: 3.1.3
    """
    values = float_array("values", values, shape=("samples",))
    steps = np.sign(np.diff(values))
    steps = steps[steps != 0]
    return int((steps[1:] != steps[:-1]).sum())


def _even_places(x, y, time):
    x = float_array("x", x, shape=("samples",))
    y = float_array("y", y, shape=("samples",))
    check_one_length(x=x, y=y, time=np.asarray(time))
    places, interval = resample(np.stack([x, y], axis=1), time)
    if len(places) < FEWEST:
        raise UsageError(
            f"a recording must have {FEWEST} samples at even times. "
            f"Received: {len(places)}"
        )
    return places, interval
