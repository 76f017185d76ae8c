"""Features of handwriting on a tablet: a table, a row a recording.

A recording is five columns of one length: x and y of the pen, its pressure,
whether it is on the paper, and the time in seconds. The measures are those of
`pen_movement`, `pen_strokes` and `tremor`.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from medkeras.signal.pen_movement import count_inversions, kinematics
from medkeras.signal.pen_strokes import paper_times, size_decay, stroke_sizes
from medkeras.signal.tremor import resample, tremor_spectrum
from medkeras.utils.arrays import binary_labels, check_one_length, float_array
from medkeras.utils.errors import UsageError

COLUMNS = ("x", "y", "pressure", "on_paper", "time")


def handwriting_features(x, y, pressure, on_paper, time) -> dict[str, float]:
    """Describe a recording by some twenty numbers, all by name.

    Args:
        x: place to the right, any unit, (samples,).
        y: place upwards, the same unit, (samples,).
        pressure: of the pen, any unit, (samples,).
        on_paper: 1 where the pen touches, else 0, (samples,).
        time: seconds, never falling, (samples,).

    Returns:
        Times in seconds; speed, acceleration, jerk (means of their sizes on
        the paper), inversions a second; pressure; heights of the strokes and
        their decay; frequency (Hz) and share of the tremor. NaN where one
        cannot be told.

    Raises:
        UsageError: as `kinematics`; a pen that never touches the paper.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.handwriting import handwriting_features
        >>> time = np.arange(0, 4, 0.01)
        >>> found = handwriting_features(
        ...     time, np.sin(9 * time), 0 * time + 1, 0 * time + 1, time)
        >>> round(found["stroke_size_mean"], 1), found["in_air_time"]
        (1.9, 0.0)

    Chapter: 3.1.3
    """
    pressure = float_array("pressure", pressure, shape=("samples",))
    on_paper = binary_labels("on_paper", on_paper)
    check_one_length(
        x=np.asarray(x), pressure=pressure, on_paper=on_paper,
        time=np.asarray(time),
    )  # fmt: skip
    if not on_paper.any():
        raise UsageError("the pen must touch the paper. Received: never")
    movement = kinematics(x, y, time)
    touching, _ = resample(on_paper.astype(float), time)
    touching = touching > 0.5
    on, air = paper_times(on_paper, time)
    sizes = stroke_sizes(y, on_paper)
    return {
        "duration": on + air,
        "on_paper_time": on,
        "in_air_time": air,
        **_moving(movement, touching),
        **_pressing(pressure[on_paper == 1], np.asarray(time)[on_paper == 1]),
        "num_strokes": float(len(sizes)),
        "stroke_size_mean": float(sizes.mean()) if len(sizes) else np.nan,
        "stroke_size_decay": size_decay(sizes),
        **_shaking(x, y, time),
    }


def feature_table(recordings: Iterable[np.ndarray]) -> pd.DataFrame:
    """Features of many recordings, a row each in the order given.

    Args:
        recordings: arrays (samples, 5), columns as in `COLUMNS`: x, y,
            pressure, on_paper, time; or one array (recordings, samples, 5).
            Rows of NaN at the end are padding.

    Returns:
        A column for each of the numbers of `handwriting_features`.

    Raises:
        UsageError: as `handwriting_features`, with the recording's number;
            another number of columns; no recording.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.handwriting import feature_table
        >>> time = np.arange(0, 2, 0.01)
        >>> ones = np.ones(200)
        >>> wave = np.stack([time, np.sin(9 * time), ones, ones, time], axis=1)
        >>> feature_table([wave, wave[:100]]).shape
        (2, 21)

    Chapter: 3.1.3
    """
    rows = []
    for number, recording in enumerate(recordings):
        try:
            rows.append(handwriting_features(*_columns(recording)))
        except UsageError as error:
            raise UsageError(f"recording {number}: {error}") from None
    if not rows:
        raise UsageError("`recordings` must hold one or more. Received: none")
    return pd.DataFrame(rows)


def _columns(recording):
    """The five columns of a recording, without the padding at its end."""
    recording = np.asarray(recording)
    if recording.ndim != 2 or recording.shape[1] != len(COLUMNS):
        raise UsageError(
            f"(samples, 5) expected: {', '.join(COLUMNS)}. Received: shape "
            f"{recording.shape}"
        )
    known = np.flatnonzero(~np.isnan(recording.astype(float)).all(axis=1))
    return recording[: known[-1] + 1 if len(known) else 0].T


def _moving(movement, touching):
    """Means on the paper; the pen is lifted and set down at other speeds."""
    touching = touching if touching.any() else np.ones(len(touching), bool)
    speed = movement.speed[touching]
    interval = movement.time[1] - movement.time[0]
    seconds = len(speed) * interval
    found = {
        "path_length": float(speed.sum() * interval),
        "speed_mean": float(speed.mean()),
        "speed_sd": float(speed.std()),
        "speed_max": float(speed.max()),
    }
    for name in ("acceleration", "jerk"):
        found[f"{name}_mean"] = float(
            np.abs(getattr(movement, name)[touching]).mean()
        )
    for name in ("speed", "acceleration"):
        values = getattr(movement, name)[touching]
        turns = count_inversions(values)
        found[f"{name}_inversions"] = float(turns)
        found[f"{name}_inversions_rate"] = turns / seconds
    return found


def _pressing(pressure, time):
    """Mean and spread of the pressure, and its change a second."""
    slope = np.nan
    if np.ptp(time) > 0:
        slope = float(np.polyfit(time - time[0], pressure, 1)[0])
    return {
        "pressure_mean": float(pressure.mean()),
        "pressure_sd": float(pressure.std()),
        "pressure_slope": slope,
    }


def _shaking(x, y, time):
    try:
        found = tremor_spectrum(x, y, time)
    except UsageError:  # sampled too seldom to show one
        return {"tremor_frequency": np.nan, "tremor_share": np.nan}
    return {"tremor_frequency": found.frequency, "tremor_share": found.share}
