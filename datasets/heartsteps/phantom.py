"""Made-up people who fill in a made-up survey; nobody was asked."""

import numpy as np

ANSWERED = 0.9  # share of the questions about activity that have an answer


def people(num_people: int, seed: int) -> dict[str, np.ndarray]:
    """Draw people with ages from 20 to 90, one row each."""
    if not isinstance(num_people, int) or num_people < 1:
        raise ValueError(
            f"`num_people` must be at least 1. Received: {num_people!r}"
        )
    rng = np.random.default_rng(seed)
    n = num_people
    before = rng.lognormal(7.5, 0.7, n)  # MET minutes a week
    after = before * rng.lognormal(0.0, 0.5, n)
    efficacy = rng.integers(5, 26, n)
    columns = {
        "user": np.arange(1, n + 1),
        "gender": rng.integers(0, 2, n),
        "age": rng.integers(20, 91, n),
        "children": rng.integers(0, 4, n),
        "household": rng.integers(1, 6, n),
        "own_phone": rng.integers(0, 2, n),
        "total_days": rng.integers(30, 50, n),
        "phone_comfort": rng.integers(1, 6, n),
        "computer_comfort": rng.integers(1, 6, n),
        "fitness_app": rng.integers(0, 2, n),
        "fitness_tracker": rng.integers(0, 2, n),
        "conscientiousness": rng.integers(10, 29, n),
        "self_efficacy_before": efficacy,
        "self_efficacy_after": np.clip(
            efficacy + rng.integers(-3, 4, n), 5, 25
        ),
        "met_minutes_before": _gaps(rng, before),
        "met_minutes_after": _gaps(rng, after),
        "activity_level_before": _level(before),
        "activity_level_after": _level(after),
        "sitting_before": _gaps(rng, rng.uniform(200, 800, n)),
        "sitting_after": _gaps(rng, rng.uniform(200, 800, n)),
        "walking_days_before": rng.integers(0, 8, n),
    }
    whole = ("user", "gender")
    return {
        name: values.astype(np.int64 if name in whole else np.float32)
        for name, values in columns.items()
    }


def _level(minutes):
    """1 low, 2 moderate, 3 high, by MET minutes a week alone."""
    return 1 + (minutes >= 600).astype(int) + (minutes >= 3000)


def _gaps(rng, values):
    return np.where(rng.random(len(values)) < ANSWERED, values, np.nan)
