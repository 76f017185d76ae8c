"""Made-up spirals in which the recording tells more than the hand.

The ill tremble at 4 to 6 Hz, in one direction of the hand, some of them too
little to be seen; the healthy at 8 to 11 Hz, unseen. But one of the two groups
of the ill was recorded on another day with another clock, every 9 ms instead
of every 7, as in the real set: whoever looks at that, or at a measure per
sample, needs no hand.
"""

import numpy as np

SECONDS = 5.0
INTERVALS = {"C": 7, "P": 9, "H": 7}  # ms, by group
PIXELS = (200, 200)  # of the middle
NOISE = 0.3  # pixels


def recordings(num_people: int, seed: int) -> list[dict]:
    """Draw a static and a dynamic spiral of several people.

    Args:
        num_people: how many; of three, one is healthy (C), one of the first
            group of the ill (P), one of the second (H).
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        A dictionary a recording, two a person: `movement`, (samples, 5),
        float32, columns x and y (pixels), pressure (0 to 1,023), on_paper (0
        or 1), time (s); `label` (1: Parkinson's disease), `group` (C, P, H),
        `person`, `test` (0 static, 1 dynamic), `interval` (ms), `tremor` (Hz).

    Raises:
        ValueError: fewer than three people.

    Example:
        >>> from medkeras_datasets.pd_tablet import phantom
        >>> [row["group"] for row in phantom.recordings(3, seed=0)]
        ['C', 'C', 'P', 'P', 'H', 'H']
    """
    if not isinstance(num_people, int | np.integer) or num_people < 3:
        raise ValueError(
            "`num_people` must be a whole number of at least 3. Received: "
            f"{num_people!r}"
        )
    rng = np.random.default_rng(seed)
    drawn = []
    for person in range(num_people):
        group = "CPH"[person % 3]
        hand = {
            "speed": np.exp(rng.normal(0, 0.2)),
            "pressure": rng.normal(600, 90),
            "angle": rng.uniform(0.3, 1.2),
            **_tremor(rng, group != "C"),
        }
        for test in (0, 1):
            drawn.append(
                {
                    "movement": _spiral(rng, hand, INTERVALS[group], test),
                    "label": int(group != "C"),
                    "group": group,
                    "person": person,
                    "test": test,
                    "interval": np.float32(INTERVALS[group]),
                    "tremor": np.float32(hand["tremor"]),
                }
            )
    return drawn


def _tremor(rng, ill):
    """Hz and pixels; healthy hands tremble faster and less, and so little
    do the hands of one in four who are ill."""
    seen = ill and rng.random() < 0.75
    return {
        "tremor": rng.uniform(4, 6) if ill else rng.uniform(8, 11),
        "size": (1.5 if seen else 0.15) * np.exp(rng.normal(0, 0.4)),
    }


def _spiral(rng, hand, interval, test):
    """Three turns in whole pixels; the dynamic one is a little slower."""
    seconds = SECONDS * (1 + 0.1 * test) / hand["speed"]
    count = int(1000 * seconds / interval)
    # The clock of the tablet is late by a millisecond now and then.
    steps = interval + (rng.random(count - 1) < 0.03)
    time = np.append(0, np.cumsum(steps)) / 1000
    angle = 6 * np.pi * np.sqrt((time + 0.2) / (seconds + 0.3))
    places = 9 * angle[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    phase = rng.uniform(0, 6)
    shake = hand["size"] * np.sin(2 * np.pi * hand["tremor"] * time + phase)
    direction = np.array([np.cos(hand["angle"]), np.sin(hand["angle"])])
    places += rng.normal(0, NOISE, places.shape)
    places = np.round(places + shake[:, None] * direction + PIXELS)
    pressure = hand["pressure"] + 50 * np.sin(time) + rng.normal(0, 10, count)
    pressure = np.round(pressure.clip(1, 1023))
    columns = [places, pressure[:, None], np.ones((count, 1)), time[:, None]]
    return np.concatenate(columns, axis=1).astype(np.float32)
