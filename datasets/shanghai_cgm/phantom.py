"""Made-up glucose of people with diabetes: meals, insulin, a wave of the day.

Glucose is pulled back to a person's own level. A meal lets it rise for an hour
or two; insulin, given with most meals in type 1, lets it fall, later and for
longer, at times too far. Both are written down for most of the meals.
"""

import numpy as np

STEP = 15  # minutes
# By type of diabetes: level and its spread from person to person (mg/dl), rise
# after a meal, fall by its insulin, noise of a step.
KINDS = {1: (128.0, 22.0, 240.0, 170.0, 6.0), 2: (92.0, 16.0, 140.0, 55.0, 4.5)}
MEALS = (7.5, 12.0, 18.0)  # o'clock
PULL, MEMORY = 0.06, 0.6  # share of the way back a step; of the drift kept
WRITTEN = 0.8  # share of the meals
RESOLUTION = 1.8  # mg/dl, a tenth of a mmol/l
LOW, HIGH = 39.6, 500.0  # what a sensor shows at most


def wears(counts: dict, days: int, most: int, seed: int) -> dict:
    """Draw wears of glucose sensors, one or two a person.

    Args:
        counts: how many people of each type of diabetes, {1: ..., 2: ...}.
        days: of the longest wear.
        most: steps of the arrays; NaN after a wear's end.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        Columns by name, as the reader of the real files makes them.

    Raises:
        ValueError: no people or days, or arrays too short for the days.

    Example:
        >>> from medkeras_datasets.shanghai_cgm import phantom
        >>> phantom.wears({1: 1, 2: 2}, 3, 288, seed=0)["glucose"].shape[1]
        288
    """
    whole = isinstance(days, int | np.integer) and days >= 1
    if not whole or sum(counts.values()) < 1 or days * 96 > most:
        raise ValueError(
            "`counts` and `days` must be at least 1, and `most` hold the days. "
            f"Received: {counts}, {days!r}, {most!r}"
        )
    rng = np.random.default_rng(seed)
    rows = []
    for kind, count in counts.items():
        for number in range(count):
            person = _person(rng, kind)
            for wear in range(1 + (rng.random() < 0.2)):
                length = int(days * 96 * rng.uniform(0.5, 1))
                row = _wear(rng, person, length, most)
                patient = 1000 * kind + number
                row |= {"wear": f"{patient}_{wear}", "patient": patient}
                rows.append(row | {"type": kind} | person["about"])
    columns = {key: np.stack([row[key] for row in rows]) for key in rows[0]}
    for key, values in columns.items():
        if values.dtype == np.float64:
            columns[key] = values.astype(np.float32)
    return columns


def _person(rng, kind):
    level, spread, rise, fall, noise = KINDS[kind]
    about = {
        "age": float(np.clip(rng.normal(55, 14), 18, 90).round()),
        "male": float(rng.random() < 0.5),
        "hba1c": float(np.clip(rng.normal(65, 15), 30, 140).round()),
        "years": float(np.round(rng.gamma(2, 5))),
    }
    return {
        "level": level + spread * rng.normal(),
        "rise": rise * np.exp(0.25 * rng.normal()),
        "fall": fall * np.exp(0.25 * rng.normal()),
        "noise": noise,
        "about": about,
    }


def _wear(rng, person, length, most):
    """Glucose with its meals; a few short gaps where the sensor was away."""
    start = float(rng.uniform(8, 18))
    clock = start + np.arange(length) * STEP / 60
    push, meal, insulin = _meals(rng, person, clock)
    wave = 12 * np.sin(2 * np.pi * (clock - 9) / 24)
    glucose = np.empty(length)
    value, drift = person["level"], 0.0
    for step in range(length):
        drift = MEMORY * drift + person["noise"] * rng.normal()
        back = PULL * (person["level"] + wave[step] - value)
        value = float(np.clip(value + back + push[step] + drift, LOW, HIGH))
        glucose[step] = value
    glucose = np.round(glucose / RESOLUTION) * RESOLUTION
    if rng.random() < 0.2:
        away = int(rng.integers(0, length - 8))
        glucose[away : away + int(rng.integers(1, 8))] = np.nan
    columns = {"glucose": glucose, "meal": meal, "insulin": insulin}
    empty = {"glucose": np.nan, "meal": 0.0, "insulin": 0.0}
    for key, values in columns.items():
        whole = np.full(most, empty[key], np.float32)
        whole[:length] = values
        columns[key] = whole
    return columns | {"start": start, "length": np.int64(length)}


def _meals(rng, person, clock):
    """What each step adds, and which meals and doses were written down."""
    push = np.zeros(len(clock))
    meal, insulin = np.zeros((2, len(clock)))
    after = np.arange(1, 25)  # six hours
    for day in range(int(clock[-1] // 24) + 1):
        for hour in MEALS:
            at = day * 24 + hour + 0.5 * rng.normal()
            step = int(np.searchsorted(clock, at))
            if at < clock[0] or step >= len(clock):
                continue
            size = np.exp(0.35 * rng.normal())
            dose = size * np.exp(0.3 * rng.normal())
            rise = _shape(after, 3.0) * person["rise"] * size
            fall = _shape(after, 6.0) * person["fall"] * dose
            left = min(len(after), len(clock) - step)
            push[step : step + left] += (rise - fall)[:left]
            written = rng.random() < WRITTEN
            meal[step] = written
            insulin[step] = written and person["fall"] > 50
    return push, meal, insulin


def _shape(steps, peak):
    """A rise and a slow end, of sum 1."""
    shape = steps * np.exp(-steps / peak)
    return shape / shape.sum()
