"""Made-up windows of a telephone's accelerometer: steps, or none.

Each person walks, runs and climbs at a rhythm and with a force of their own,
and carries the telephone their own way: a new person is harder than a new
window of a known one.
"""

import numpy as np

RATE, SECONDS = 20, 10  # samples a second, length of a window
GRAVITY = 9.8  # m/s²
# Steps a second and force of a step, m/s²; none for sitting and standing.
STEPS = ((1.9, 4.0), (2.7, 9.0), (1.6, 3.2), (1.8, 4.6), (0.0, 0.0), (0.0, 0.0))
UPRIGHT = (1.0, 1.0, 1.0, 1.0, 0.1, 1.0)  # share of gravity on the y axis


def windows(num_users: int, each: int, seed: int) -> dict[str, np.ndarray]:
    """Draw windows of all activities of each user.

    Args:
        num_users: how many people.
        each: windows of each activity of a person.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        `user`, `label` (windows,) and `measures` (windows, 43), in the order
        of the real table.

    Raises:
        ValueError: fewer than one user or window.

    Example:
        >>> from medkeras_datasets.wisdm import phantom
        >>> phantom.windows(2, 3, seed=0)["measures"].shape
        (36, 43)
    """
    for name, value in (("num_users", num_users), ("each", each)):
        if not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(
                f"`{name}` must be a whole number of at least 1. Received: "
                f"{value!r}"
            )
    rng = np.random.default_rng(seed)
    users, labels, measures = [], [], []
    for user in range(num_users):
        pace, force = np.exp(rng.normal(0, (0.08, 0.25)))
        tilt = rng.normal(0, 0.35, 3)
        for label in np.repeat(np.arange(len(STEPS)), each):
            users.append(user)
            labels.append(label)
            measures.append(_window(rng, int(label), pace, force, tilt))
    return {
        "user": np.array(users, np.int64),
        "label": np.array(labels, np.int64),
        "measures": np.array(measures, np.float32),
    }


def _window(rng, label, pace, force, tilt):
    """Measures of ten seconds."""
    time = np.arange(RATE * SECONDS) / RATE
    rate, strength = STEPS[label]
    phase = 2 * np.pi * (rate * pace * time + rng.random())
    step = np.maximum(np.sin(phase), 0) ** 2 * strength * force
    upright = UPRIGHT[label] + 0.1 * tilt[1]
    still = GRAVITY * np.array(
        [tilt[0] * 0.4, upright, 1 - upright + tilt[2] * 0.4]
    )
    share = np.array([0.5, 1.0, 0.4])
    values = still + step[:, None] * share + rng.normal(0, 0.4, (len(time), 3))
    return _measures(values, rate * pace)


def _measures(values, rate):
    """The 43 measures of a window of (samples, 3)."""
    bins = []
    for column in values.T:
        counts, _ = np.histogram(column, 10)
        bins.extend(counts / len(column))
    mean = values.mean(axis=0)
    apart = np.abs(values - mean)
    peaks = np.full(3, 1000 / rate if rate else np.nan)  # ms between steps
    resultant = np.linalg.norm(values, axis=1).mean()
    spread = values.std(axis=0)
    return [*bins, *mean, *peaks, *apart.mean(axis=0), *spread, resultant]
