"""Made-up hearts: intervals from beat to beat with a known variability."""

import numpy as np

from medkeras.utils.sizes import (
    check_number,
    check_positive,
    check_seed,
    check_whole,
)

BREATH, VESSELS = 0.25, 0.1  # Hz, of breathing and of the vessels' tone
DAY = 86400.0
# Standard deviations, s, and the share of early beats, of both groups.
HEALTHY = {
    "breath": 0.014, "vessels": 0.02, "drift": 0.08, "night": 0.1,
    "ectopic": 0.002,
}  # fmt: skip
FAILING = {
    "breath": 0.010, "vessels": 0.012, "drift": 0.05, "night": 0.05,
    "ectopic": 0.01,
}  # fmt: skip
MEAN, MEAN_FAILING = 0.8, 0.7  # s, of the intervals
SPREAD = 0.4  # of the logarithms, from heart to heart


def simulate_intervals(
    rng: np.random.Generator,
    hours: float,
    mean: float = 0.8,
    breath: float = 0.012,
    vessels: float = 0.02,
    drift: float = 0.09,
    night: float = 0.1,
    ectopic: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the intervals of one heart.

    Each interval is the mean, two waves whose frequencies wander (breathing,
    the tone of the vessels), a slow 1/f drift, a longer interval at night,
    and noise of the clock. An ectopic beat comes early, with a pause after
    it; it never falls into the pause of another.

    Args:
        rng: of all draws.
        hours: that are recorded, from noon.
        mean: interval, s.
        breath: standard deviation of the wave of breathing, s.
        vessels: of the wave at 0.1 Hz, s.
        drift: of the 1/f drift, s.
        night: by how much intervals are longer at 3 o'clock than at 15, s.
        ectopic: share of beats that come early.

    Returns:
        Intervals, s, and truth values: from normal beat to normal beat.

    Raises:
        UsageError: hours or a mean that are not positive, sizes below 0, a
            share of ectopic beats above a half.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.beat_simulator import simulate_intervals
        >>> rng = np.random.default_rng(0)
        >>> intervals, normal = simulate_intervals(rng, hours=0.5)
        >>> bool(abs(intervals.sum() - 1800) < 3), bool(normal.all())
        (True, True)

    Chapter: 3.2.2
    """
    check_positive("hours", hours)
    check_number("mean", mean, 0.35, 1.8)
    sizes = {"breath": breath, "vessels": vessels, "drift": drift}
    for name, size in sizes.items():
        check_number(name, size, 0, 1)
    check_number("night", night, 0, 1)
    check_number("ectopic", ectopic, 0, 0.5)
    seconds = hours * 3600
    count = int(1.2 * seconds / mean) + 20
    time = mean * np.arange(count)
    clock = (time + DAY / 2) / DAY  # days since midnight
    values = mean + night / 2 * np.cos(2 * np.pi * (clock - 3 / 24))
    values += breath * _wave(rng, time, BREATH)
    values += vessels * _wave(rng, time, VESSELS)
    values += drift * _one_over_f(rng, count)
    intervals = values.clip(0.3, 2.0)
    normal = np.ones(count, bool)
    early = np.flatnonzero(rng.random(count - 2) < ectopic)
    early = early[np.append(True, np.diff(early) > 2)] if len(early) else early
    shift = 0.35 * intervals[early]
    intervals[early] -= shift
    intervals[early + 1] += shift
    normal[early] = normal[early + 1] = False
    kept = np.cumsum(intervals) <= seconds
    return intervals[kept], normal[kept]


def simulate_hearts(count: int, seed: int, failing: bool, hours: float):
    """Draw healthy hearts, or failing ones, which vary less.

    The groups overlap: each heart's mean and sizes are drawn around those of
    its group.

    Args:
        count: of hearts.
        seed: of all draws.
        failing: of which group.
        hours: that are recorded of each.

    Returns:
        For each heart its intervals, s, and truth values, as
        `simulate_intervals` gives them.

    Raises:
        UsageError: no whole number of at least 1, no seed, no positive hours.

    Example:
        >>> from medkeras.signal.beat_simulator import simulate_hearts
        >>> len(simulate_hearts(2, seed=0, failing=True, hours=0.1))
        2

    Chapter: 3.2.2
    """
    check_whole("count", count)
    check_seed(seed)
    rng = np.random.default_rng([seed, int(bool(failing))])
    usual = FAILING if failing else HEALTHY
    hearts = []
    for _ in range(count):
        own = {
            name: size * np.exp(rng.normal(0, SPREAD))
            for name, size in usual.items()
        }
        mean = rng.normal(MEAN_FAILING if failing else MEAN, 0.08)
        hearts.append(
            simulate_intervals(
                rng, hours, float(np.clip(mean, 0.45, 1.1)), **own
            )
        )
    return hearts


def _wave(rng, time, frequency):
    """A wave of variance 1 whose frequency and size wander."""
    step = time[1] - time[0] if len(time) > 1 else 1.0
    wander = _smooth(rng, len(time))
    phase = 2 * np.pi * np.cumsum(frequency * (1 + 0.08 * wander)) * step
    size = np.exp(0.2 * _smooth(rng, len(time)))
    wave = size * np.sin(phase + rng.uniform(0, 2 * np.pi))
    return wave / max(wave.std(), 1e-9)


def _smooth(rng, count, every=60):
    """Straight lines between normal values, one for each minute or so."""
    knots = rng.normal(size=count // every + 2)
    return np.interp(np.arange(count) / every, np.arange(len(knots)), knots)


def _one_over_f(rng, count):
    """Noise whose power falls as 1/f, of variance 1."""
    spectrum = rng.normal(size=(count // 2 + 1, 2)) @ [1, 1j]
    frequency = np.arange(len(spectrum), dtype=float)
    frequency[0] = np.inf
    noise = np.fft.irfft(spectrum / np.sqrt(frequency), count)
    return noise / max(noise.std(), 1e-9)
