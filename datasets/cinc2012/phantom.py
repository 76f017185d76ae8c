"""Made-up stays in intensive care: the sicker, the more is measured and wrong.

A stay has a severity that nobody sees. Values drift with it, laboratory tests
are asked for more often, and the chance of death rises; so what is missing
tells something, as it does on real wards.
"""

import numpy as np

# Level, spread from person to person, noise, change by one unit of severity.
SIGNS = {
    "HR": (85.0, 10.0, 5.0, 9.0),
    "RespRate": (18.0, 2.5, 2.0, 2.5),
    "SysABP": (120.0, 12.0, 7.0, -9.0),
    "Temp": (37.0, 0.3, 0.25, 0.25),
    "SaO2": (97.0, 0.8, 0.8, -0.9),
    "GCS": (14.0, 0.6, 0.5, -1.8),
}
TESTS = {
    "BUN": (20.0, 6.0, 2.0, 8.0),
    "Creatinine": (1.0, 0.25, 0.1, 0.35),
    "Lactate": (1.6, 0.4, 0.3, 0.9),
    "WBC": (10.0, 2.5, 1.0, 2.0),
}
BASE, SLOPE = -2.4, 1.3  # log odds of death


def stays(count: int, seed: int, hours: int, parameters) -> dict:
    """Draw stays.

    Args:
        count: how many.
        seed: seed of all draws; the same seed gives the same bytes.
        hours: of each.
        parameters: names of all columns; those that are not drawn are NaN.

    Returns:
        Columns by name, (stays,): `stay`, `age`, `male`, `height`, `weight`,
        `unit`, `saps`, `sofa`, `label`, and `hourly` (stays, hours,
        parameters).

    Raises:
        ValueError: fewer than one stay.

    Example:
        >>> from medkeras_datasets.cinc2012 import phantom
        >>> phantom.stays(3, 0, 48, ["HR", "BUN"])["hourly"].shape
        (3, 48, 2)
    """
    if not isinstance(count, int | np.integer) or count < 1:
        raise ValueError(
            f"`count` must be a whole number of at least 1. Received: {count!r}"
        )
    rng = np.random.default_rng(seed)
    severity = rng.normal(size=count)
    slope = rng.normal(0, 0.7, count)  # gets better or worse over the stay
    end = severity + slope
    risk = 1 / (1 + np.exp(-(BASE + SLOPE * end)))
    course = np.linspace(0, 1, hours)
    sick = severity[:, None] + slope[:, None] * course
    hourly = np.full((count, hours, len(parameters)), np.nan, np.float32)
    for names, often in ((SIGNS, 0.85), (TESTS, 0.08)):
        for name, (level, spread, noise, change) in names.items():
            if name not in parameters:
                continue
            own = level + spread * rng.normal(size=(count, 1))
            values = own + change * sick + noise * rng.normal(size=sick.shape)
            asked = often * (1 + 0.6 * sick * (names is TESTS)).clip(0.1, 4)
            there = rng.random(sick.shape) < asked
            place = list(parameters).index(name)
            hourly[..., place] = np.where(there, values.clip(0), np.nan)
    age = (62 + 15 * rng.normal(size=count)).clip(18, 95).round()
    return {
        "stay": np.arange(count),
        "age": age.astype(np.float32),
        "male": (rng.random(count) < 0.56).astype(np.float32),
        "height": np.full(count, np.nan, np.float32),
        "weight": (80 + 18 * rng.normal(size=count)).astype(np.float32),
        "unit": rng.integers(1, 5, count),
        "saps": (14 + 3 * severity + 2 * rng.normal(size=count))
        .round()
        .astype(np.float32),
        "sofa": (6 + 2 * severity + 2 * rng.normal(size=count))
        .clip(0)
        .round()
        .astype(np.float32),
        "label": (rng.random(count) < risk).astype(np.int64),
        "hourly": hourly,
    }
