"""Made-up days of ECG of patients with high blood pressure, risk known.

The log odds of an event rise with age, with a heart rate that varies little,
and with a lowered ST segment; nothing else acts. Everybody has waves of his
own heights, by which his windows can be told from anybody else's.
"""

import numpy as np

RATE = 128  # samples a second
WINDOWS, SECONDS = 8, 10  # of a day, and their length
SAMPLES = RATE * SECONDS
SEGMENT, BEATS = 300.0, 900  # s of intervals from a window's start, and room
LEADS = 3
# Log odds for one standard deviation, and those of the patient in the middle.
EFFECT = {"age": 0.3, "variability": -1.0, "st": -1.0}
MIDDLE = -1.2
ST_MEAN, ST_SPREAD = -0.08, 0.06  # mV, in windows where the ST segment is low
ST_SHARE = 0.6  # of the windows
# s from the R peak, width in s, mV, as in textbooks; each person's differ.
WAVES = np.array(
    [
        (-0.17, 0.022, 0.13),
        (-0.027, 0.009, -0.10),
        (0.0, 0.011, 1.0),
        (0.027, 0.010, -0.22),
        (0.27, 0.045, 0.30),
    ]
)
ST_FROM, ST_TO = 0.08, 0.20  # s from the R peak
AROUND = np.arange(-45, 70)  # samples around an R peak that its waves reach
OWN = 0.3  # spread of the logarithm of each wave's height
NOISE, BASELINE = 0.03, 0.1  # mV
OFF, OFF_NOISE = 0.06, 0.001  # share of windows with the leads off, mV
# Measures of the clinical table that no label depends on: mean, spread.
TABLE = {
    "weight": (76, 13), "height": (166, 9), "systolic_pressure": (138, 19),
    "diastolic_pressure": (79, 9), "intima_media": (2.2, 0.8),
    "mass_index": (130, 25), "ejection_fraction": (60, 7),
}  # fmt: skip


def days(count: int, seed: int, chance: bool = False) -> dict[str, np.ndarray]:
    """Draw patients with a day of ECG each.

    Args:
        count: how many.
        seed: of all draws; the same seed gives the same bytes.
        chance: labels by the toss of a coin: nothing acts.

    Returns:
        `record`, the clinical table, `label`, `windows` (patients, 8, 1280,
        3) in mV, `intervals` (patients, 8, 900) in s with NaN after the
        last, and what no model may read: `true_log_odds`, `st` (mV) and
        `variability` (logarithm).

    Raises:
        ValueError: fewer than one patient.

    Example:
        >>> from medkeras_datasets.sharee import phantom
        >>> phantom.days(2, seed=0)["windows"].shape
        (2, 8, 1280, 3)
    """
    if not isinstance(count, int | np.integer) or count < 1:
        raise ValueError(
            f"`count` must be a whole number of at least 1. Received: {count!r}"
        )
    rng = np.random.default_rng(seed)
    z = {name: rng.normal(size=count) for name in EFFECT}
    risk = MIDDLE + sum(EFFECT[name] * z[name] for name in EFFECT)
    if chance:
        risk = np.zeros(count)
    label = rng.random(count) < 1 / (1 + np.exp(-risk))
    st = ST_MEAN + ST_SPREAD * z["st"]
    variability = 0.45 * z["variability"]
    drawn = [_day(rng, *known) for known in zip(st, variability, strict=True)]
    table = {
        name: rng.normal(*each, count).astype(np.float32)
        for name, each in TABLE.items()
    }
    kinds = np.array(["myocardial infarction", "stroke", "syncope"])
    event = rng.choice(kinds, count, p=[0.6, 0.2, 0.2])
    event = np.where(label, event, "none")
    return {
        "record": np.array([f"made-up {seed}-{k:03d}" for k in range(count)]),
        "age": (72 + 7 * z["age"]).astype(np.float32),
        "male": (rng.random(count) < 0.6).astype(np.float32),
        "smoker": (rng.random(count) < 0.2).astype(np.float32),
        **table,
        "event": event,
        "label": label.astype(np.int64),
        "windows": np.stack([windows for windows, _ in drawn]),
        "intervals": np.stack([intervals for _, intervals in drawn]),
        "true_log_odds": risk.astype(np.float32),
        "st": st,
        "variability": variability,
    }


def _day(rng, st, variability):
    """Windows (8, 1280, 3) in mV and intervals (8, 900) in s of a person."""
    intervals = _intervals(rng, variability)
    low = np.where(rng.random(WINDOWS) < ST_SHARE, st, 0.0)
    heights = WAVES[:, 2] * np.exp(rng.normal(0, OWN, (LEADS, len(WAVES))))
    windows = np.stack(
        [
            _window(rng, intervals[k], heights, low[k] + rng.normal(0, 0.01))
            for k in range(WINDOWS)
        ]
    )
    off = rng.random(WINDOWS) < OFF
    windows[off] = rng.normal(0, OFF_NOISE, windows[off].shape)
    ended = np.cumsum(intervals, axis=1) > SEGMENT
    intervals[ended] = np.nan
    return windows.astype(np.float32), intervals.astype(np.float32)


def _intervals(rng, variability):
    """Intervals of five minutes of each window, s, (8, 900)."""
    mean = np.clip(rng.normal(0.85, 0.1), 0.55, 1.2)
    hour = 24 * np.arange(WINDOWS) / WINDOWS
    usual = mean + 0.05 * np.cos(2 * np.pi * (hour - 3) / 24)
    usual = usual + rng.normal(0, 0.03, WINDOWS)
    time = usual[:, None] * np.arange(BEATS)
    size = np.exp(variability)
    phase = rng.uniform(0, 2 * np.pi, (2, WINDOWS, 1))
    waves = 0.022 * np.sin(2 * np.pi * 0.25 * time + phase[0])
    waves += 0.03 * np.sin(2 * np.pi * 0.1 * time + phase[1])
    noise = rng.normal(0, 0.012, time.shape)
    return (usual[:, None] + size * (waves + noise)).clip(0.34, 1.9)


def _window(rng, intervals, heights, st):
    """Ten seconds in three leads, mV, (1280, 3)."""
    beats = np.cumsum(intervals[:60]) - rng.uniform(0.3, 0.8)
    beats = beats[beats < SECONDS + 0.5]
    samples = np.round(beats * RATE).astype(int)[:, None] + AROUND
    away = samples / RATE - beats[:, None]  # s from each R peak
    late = np.sqrt(np.mean(intervals[:60]) / 0.85)  # of the T wave
    places = np.where(WAVES[:, 0] > 0.1, late, 1.0) * WAVES[:, 0]
    far = (away - places[:, None, None]) / WAVES[:, 1, None, None]
    shapes = np.tensordot(heights, np.exp(-(far**2) / 2), 1)
    inside = _step((away - ST_FROM) / 0.01) * _step((ST_TO - away) / 0.01)
    shapes += st * inside  # (leads, beats, samples around)
    time = np.arange(SAMPLES) / RATE
    phase = rng.uniform(0, 2 * np.pi, LEADS)
    signal = BASELINE * np.sin(2 * np.pi * 0.25 * time + phase[:, None])
    signal += rng.normal(0, NOISE, signal.shape)
    there = (samples >= 0) & (samples < SAMPLES)
    for lead, shape in zip(signal, shapes, strict=True):
        np.add.at(lead, samples[there], shape[there])
    return signal.T


def _step(values):
    """From 0 far below 0 to 1 far above."""
    return 1 / (1 + np.exp(-values.clip(-50, 50)))
