"""Made-up vital signs: a rhythm of the day, a person's own level, decline."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.sizes import check_number, check_positive

# Of each sign: level of a person at rest, spread of the levels from person to
# person, height of the wave of the day, spread and memory (share that stays
# after five minutes) of what is left, change through a full decline.
SIGNS = {
    "pulse": (76.0, 9.0, 6.0, 4.0, 0.9, 40.0),
    "respiratory_rate": (16.0, 1.8, 1.0, 1.6, 0.8, 10.0),
    "saturation": (96.8, 0.9, 0.4, 0.7, 0.8, -7.0),
    "systolic_pressure": (124.0, 12.0, 7.0, 6.0, 0.85, -35.0),
    "temperature": (36.7, 0.2, 0.35, 0.12, 0.97, 1.9),
}
NAMES = tuple(SIGNS)
HIGHEST_AT = 17.0  # o'clock, of the wave of the day
MINUTES = 5.0  # from value to value
TOP = {"saturation": 100.0}


class VitalSigns(NamedTuple):
    """Vital signs of one person.

    Attributes:
        hours: (times,), since midnight of the first day.
        values: (times, 5), a column for each of `NAMES`.
        decline: (times,), from 0 to 1: how far the person has declined.
    """

    hours: np.ndarray
    values: np.ndarray
    decline: np.ndarray


def simulate_vital_signs(
    rng: np.random.Generator,
    hours: float,
    onset: float | None = None,
    lasts: float = 8.0,
    severity: float = 1.0,
    start: float = 12.0,
) -> VitalSigns:
    """Draw the vital signs of one person, every five minutes.

    Each sign is the person's own level, a wave of the day that is highest at
    17 o'clock, noise that remembers, and, from the onset on, a decline that
    begins slowly and is complete after some hours: pulse, breathing and
    temperature rise, blood pressure and oxygen fall.

    Args:
        rng: of all draws.
        hours: that are watched.
        onset: hours after the start at which the decline begins; None for
            never.
        lasts: hours until it is complete.
        severity: of the complete decline, 1 for the changes of `SIGNS`.
        start: o'clock at which the watch begins.

    Returns:
        The signs.

    Raises:
        UsageError: hours that are not positive, an onset or severity below 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.vital_signs_simulator import (
        ...     simulate_vital_signs)
        >>> rng = np.random.default_rng(0)
        >>> found = simulate_vital_signs(rng, hours=24, onset=10)
        >>> found.values.shape, float(found.decline[-1])
        ((288, 5), 1.0)

    Chapter: 3.4.5
    """
    check_positive("hours", hours)
    check_positive("lasts", lasts)
    check_number("severity", severity, 0)
    check_number("start", start, 0, 24)
    count = round(hours * 60 / MINUTES)
    elapsed = np.arange(count) * MINUTES / 60
    decline = np.zeros(count)
    if onset is not None:
        check_number("onset", onset, 0)
        part = ((elapsed - onset) / lasts).clip(0, 1)
        decline = part**2 * (3 - 2 * part)
    clock = start + elapsed
    wave = np.cos(2 * np.pi * (clock - HIGHEST_AT) / 24)
    columns = []
    for name, (level, spread, day, noise, memory, change) in SIGNS.items():
        own = level + spread * rng.normal()
        values = own + day * wave + noise * _remembering(rng, count, memory)
        values = values + severity * change * decline
        columns.append(values.clip(0, TOP.get(name, np.inf)))
    return VitalSigns(clock, np.stack(columns, axis=1), decline)


def _remembering(rng, count, memory):
    """Noise of variance 1 of which a share stays from value to value."""
    draws = rng.normal(size=count) * np.sqrt(1 - memory**2)
    noise = np.empty(count)
    last = rng.normal()
    for time, draw in enumerate(draws):
        last = memory * last + draw
        noise[time] = last
    return noise
