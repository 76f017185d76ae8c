"""Jitter and shimmer: how much the periods of a voice differ.

The definitions are those of Praat, the program that most papers use. Jitter is
how much the length of one period differs from the next, shimmer how much its
size does; both are shares of the mean, not per cent.
"""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError

FEWEST = 6  # periods that five neighbours can be compared in


class Jitter(NamedTuple):
    """How much periods differ in length: shares of the mean period.

    Attributes:
        local: from one to the next.
        absolute: the same in seconds.
        rap: from the mean of three around it (relative average perturbation).
        ppq5: from the mean of five (period perturbation quotient).
        ddp: of one difference from the next; three times `rap`.
    """

    local: float
    absolute: float
    rap: float
    ppq5: float
    ddp: float


class Shimmer(NamedTuple):
    """How much periods differ in size: shares of the mean size.

    Attributes:
        local: from one to the next.
        db: the same on a logarithmic scale, dB.
        apq3: from the mean of three (amplitude perturbation quotient).
        apq5: from the mean of five.
        dda: of one difference from the next; three times `apq3`.
    """

    local: float
    db: float
    apq3: float
    apq5: float
    dda: float


def jitter(periods: np.ndarray) -> Jitter:
    """Jitter of consecutive periods of a voice.

    Args:
        periods: length of each in seconds, (periods,), six or more.

    Returns:
        Five measures.

    Raises:
        UsageError: fewer than six periods, or one that is not above 0.

    Example:
        >>> from medkeras.signal.perturbation import jitter
        >>> found = jitter([0.008, 0.010, 0.008, 0.010, 0.008, 0.010])
        >>> round(found.local, 4), round(found.rap, 4)
        (0.2222, 0.1481)

    Reference: Boersma and Weenink, Praat manual, "Voice 2. Jitter"
        (fon.hum.uva.nl/praat/manual/Voice_2__Jitter.html).
    Chapter: 3.1.3
    """
    periods = _positive("periods", periods)
    absolute = np.abs(np.diff(periods)).mean()
    mean = periods.mean()
    rap = _from_neighbors(periods, 3)
    return Jitter(
        local=float(absolute / mean),
        absolute=float(absolute),
        rap=rap,
        ppq5=_from_neighbors(periods, 5),
        ddp=3 * rap,
    )


def shimmer(amplitudes: np.ndarray) -> Shimmer:
    """Shimmer of consecutive periods of a voice.

    Args:
        amplitudes: size of each period, (periods,), six or more, any unit.

    Returns:
        Five measures.

    Raises:
        UsageError: fewer than six sizes, or one that is not above 0.

    Example:
        >>> from medkeras.signal.perturbation import shimmer
        >>> found = shimmer([1.0, 1.1, 1.0, 1.1, 1.0, 1.1])
        >>> round(found.local, 4), round(found.db, 4)
        (0.0952, 0.8279)

    Reference: Boersma and Weenink, Praat manual, "Voice 3. Shimmer"
        (fon.hum.uva.nl/praat/manual/Voice_3__Shimmer.html).
    Chapter: 3.1.3
    """
    amplitudes = _positive("amplitudes", amplitudes)
    differences = np.abs(np.diff(amplitudes)).mean()
    decibels = np.abs(20 * np.diff(np.log10(amplitudes))).mean()
    apq3 = _from_neighbors(amplitudes, 3)
    return Shimmer(
        local=float(differences / amplitudes.mean()),
        db=float(decibels),
        apq3=apq3,
        apq5=_from_neighbors(amplitudes, 5),
        dda=3 * apq3,
    )


def _positive(name, values):
    values = float_array(name, values, shape=("periods",))
    if len(values) < FEWEST or values.min() <= 0:
        raise UsageError(
            f"`{name}` must be {FEWEST} or more, all above 0. Received: "
            f"{len(values)}, smallest {values.min():g}"
        )
    return values


def _from_neighbors(values, count):
    """Mean distance from the mean of `count` around it, over the mean."""
    around = np.convolve(values, np.full(count, 1 / count), mode="valid")
    middle = values[count // 2 : len(values) - count // 2]
    return float(np.abs(middle - around).mean() / values.mean())
