"""NEWS2, the early warning score of British hospitals, by its table."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError

# Last value of each row of the table but the last, and the points of all rows.
TABLE = {
    "respiratory_rate": ((8, 11, 20, 24), (3, 1, 0, 2, 3)),
    "saturation": ((91, 93, 95), (3, 2, 1, 0)),
    "systolic_pressure": ((90, 100, 110, 219), (3, 2, 1, 0, 3)),
    "pulse": ((40, 50, 90, 110, 130), (3, 1, 0, 1, 2, 3)),
    "temperature": ((35.0, 36.0, 38.0, 39.0), (3, 1, 0, 1, 2)),
}
# Scale 2, for lungs that must not have more: 93 % or more costs points on
# oxygen only.
ON_AIR = ((83, 85, 87), (3, 2, 1, 0))
ON_OXYGEN = ((83, 85, 87, 92, 94, 96), (3, 2, 1, 0, 1, 2, 3))
OXYGEN, NOT_ALERT = 2, 3
STEP = {"temperature": 0.1}  # of the table's values; whole numbers elsewhere
POSSIBLE = {
    "respiratory_rate": (0, 120),
    "saturation": (0, 100),
    "systolic_pressure": (0, 350),
    "pulse": (0, 350),
    "temperature": (20, 46),
}


class News2(NamedTuple):
    """Points of one or many observations.

    Attributes:
        total: 0 to 20; NaN where a part is missing.
        parts: points of each part by name, NaN where it is missing.
        response: "low" (0 to 4), "one part" (3 in a part, else low),
            "medium" (5 or 6), "high" (7 or more), "" where unknown.
    """

    total: np.ndarray
    parts: dict
    response: np.ndarray


def news2(
    respiratory_rate,
    saturation,
    systolic_pressure,
    pulse,
    temperature,
    supplemental_oxygen=False,
    alert=True,
    scale: int = 1,
) -> News2:
    """Score vital signs by the table of NEWS2.

    Values between two rows of the table are first rounded to its steps, whole
    numbers, tenths of a degree; halves go up.

    Args:
        respiratory_rate: breaths a minute.
        saturation: of the blood with oxygen, SpO2, %.
        systolic_pressure: mmHg.
        pulse: beats a minute.
        temperature: °C.
        supplemental_oxygen: whether oxygen is given.
        alert: False for new confusion, or an answer to voice or pain only, or
            none.
        scale: of the saturation; 2 for those whose target is 88 to 92 %.

    Returns:
        Points; all arguments may be arrays of one shape or numbers, NaN for
        what was not measured.

    Raises:
        UsageError: values that no patient has, such as a temperature in
            Fahrenheit, shapes that do not fit, a scale other than 1 or 2.

    Example:
        >>> from medkeras.signal.news2 import news2
        >>> found = news2(22, 93, 105, 112, 38.5)
        >>> int(found.total), str(found.response)
        (8, 'high')

    Reference: Royal College of Physicians 2017, National Early Warning Score
        (NEWS) 2; the table from memory, its boundaries checked against
        Smith et al. 2013 for NEWS, doi:10.1016/j.resuscitation.2012.12.016
        (unverified).
    Chapter: 3.4.5
    """
    if scale not in (1, 2):
        raise UsageError(f"`scale` must be 1 or 2. Received: {scale!r}")
    given = {
        "respiratory_rate": respiratory_rate,
        "saturation": saturation,
        "systolic_pressure": systolic_pressure,
        "pulse": pulse,
        "temperature": temperature,
    }
    values = {name: _possible(name, value) for name, value in given.items()}
    oxygen, awake = np.asarray(supplemental_oxygen), np.asarray(alert)
    try:
        *rows, oxygen, awake = np.broadcast_arrays(
            *values.values(), oxygen, awake
        )
    except ValueError:
        shapes = [np.shape(value) for value in (*given.values(), oxygen, awake)]
        raise UsageError(
            f"all parts must have one shape. Received: {shapes}"
        ) from None
    values = dict(zip(values, rows, strict=True))
    parts = {name: _points(values[name], *TABLE[name]) for name in TABLE}
    if scale == 2:
        parts["saturation"] = np.where(
            oxygen.astype(bool),
            _points(values["saturation"], *ON_OXYGEN),
            _points(values["saturation"], *ON_AIR),
        )
    parts["supplemental_oxygen"] = OXYGEN * oxygen.astype(bool)
    parts["consciousness"] = NOT_ALERT * ~awake.astype(bool)
    total = np.sum(list(parts.values()), axis=0, dtype=float)
    return News2(total, parts, _response(total, parts))


def _possible(name, value):
    """Numbers rounded to the table's steps, NaN kept; others refused."""
    values = float_array(name, value, None, *POSSIBLE[name], missing=True)
    values = values.astype(float)  # tenths of a degree need their digits
    step = STEP.get(name, 1)
    return np.floor(np.round(values / step, 6) + 0.5) * step


def _points(values, last, points):
    """Points of the rows of the table in which values lie."""
    # A small amount keeps 36.1 apart from 36.0 whatever their last bits are.
    row = np.searchsorted(np.add(last, 1e-6), values)
    return np.where(
        np.isnan(values), np.nan, np.take(points, row.clip(0, len(last)))
    )


def _response(total, parts):
    """What the score asks for."""
    single = np.max(list(parts.values()), axis=0) == 3
    words = np.select(
        [np.isnan(total), total >= 7, total >= 5, single],
        ["", "high", "medium", "one part"],
        "low",
    )
    return words[()]
