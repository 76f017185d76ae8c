"""A handwriting simulator: pens whose tremor, size and pressure are known.

Eight tasks a person as in the real set, kept short: a spiral, loops, words of
loops, a line of them. Parkinson's disease adds a tremor of 4 to 6 Hz in one
direction of the hand, strokes that shrink (micrographia), less pressure and
speed, more time in the air. Each person has a hand of their own, so the groups
overlap.
"""

import numpy as np

TASKS = (
    "spiral", "l", "le", "les", "lektorka", "porovnat", "nepopadnout",
    "tramvaj dnes uz nepojede",
)  # fmt: skip
RATE = 100  # samples a second
UNEVEN = 0.15  # spread of the intervals, a share of the mean
SPIRAL_SECONDS = 6.0
LOOPS = (0, 5, 6, 6, 7, 7, 8, 9)  # of each task; the spiral has none
LOOP_SECONDS = 0.45
SEEN, UNSEEN = 0.35, 0.04  # mm, size of a tremor


def recordings(num_people: int, seed: int) -> list[dict]:
    """Draw the eight tasks of several people with a known truth.

    Args:
        num_people: how many; half of them (rounded down) are ill.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        A dictionary a recording, eight a person: `movement`, (samples, 5),
        float32, columns x and y (mm), pressure (0 to 1,023), on_paper (0 or
        1), time (s); `label` (1: Parkinson's disease), `person`, `task`
        (0 to 7), `age` (years); the truth `tremor` (Hz),
        `tremor_size` (mm) and `decay` (growth from stroke to stroke, below 0
        for micrographia).

    Raises:
        ValueError: fewer than two people.

    Example:
        >>> from medkeras_datasets.pahaw import phantom
        >>> drawn = phantom.recordings(2, seed=0)
        >>> len(drawn), drawn[0]["movement"].shape[1]
        (16, 5)
    """
    if not isinstance(num_people, int | np.integer) or num_people < 2:
        raise ValueError(
            "`num_people` must be a whole number of at least 2. Received: "
            f"{num_people!r}"
        )
    rng = np.random.default_rng(seed)
    ill = rng.permutation(np.arange(num_people) % 2)
    drawn = []
    for person in range(num_people):
        hand = _hand(rng, ill[person])
        for task in range(len(TASKS)):
            drawn.append(
                {
                    "movement": _movement(rng, hand, task),
                    "label": int(ill[person]),
                    "person": person,
                    "task": task,
                    "age": np.float32(hand["age"]),
                    "tremor": np.float32(hand["tremor"]),
                    "tremor_size": np.float32(hand["tremor_size"]),
                    "decay": np.float32(hand["decay"]),
                }
            )
    return drawn


def _hand(rng, ill):
    """What a person brings to every task."""
    hand = {
        "age": round(rng.uniform(50, 80)),
        "speed": np.exp(rng.normal(-0.15 * ill, 0.2)),
        "size": np.exp(rng.normal(-0.10 * ill, 0.2)),
        "pressure": rng.normal(620 - 60 * ill, 90),
        "decay": rng.normal(-0.02 * ill, 0.008),
        "air": np.exp(rng.normal(0.3 * ill, 0.3)),
        "angle": rng.uniform(0.3, 1.2),  # of the tremor, radians
        "noise": 0.02 * np.exp(rng.normal(0, 0.3)),  # mm
    }
    # A healthy hand trembles, too: faster, and too little to be seen. So do
    # the hands of one in four who are ill.
    hand["tremor"] = rng.uniform(4, 6) if ill else rng.uniform(8, 11)
    seen = ill and rng.random() < 0.75
    hand["tremor_size"] = (SEEN if seen else UNSEEN) * np.exp(
        rng.normal(0, 0.3)
    )
    return hand


def _movement(rng, hand, task):
    """One recording, (samples, 5)."""
    draw = _loops if LOOPS[task] else _spiral
    seconds, lifts = draw.length(hand, task)
    time = _times(rng, seconds)
    places = draw(time, seconds, hand, task)
    places += hand["noise"] * rng.normal(size=places.shape)
    strength = 1 + 0.2 * np.sin(2 * np.pi * 0.3 * time + rng.uniform(0, 6))
    shake = hand["tremor_size"] * strength
    shake *= np.sin(2 * np.pi * hand["tremor"] * time + rng.uniform(0, 6))
    direction = np.cos(hand["angle"]), np.sin(hand["angle"])
    places += shake[:, None] * np.array(direction)
    on_paper = np.ones(len(time))
    for start, end in lifts:
        on_paper[(time >= start) & (time < end)] = 0
    slow = np.sin(2 * np.pi * 0.2 * time + rng.uniform(0, 6))
    pressure = hand["pressure"] + 40 * slow + rng.normal(0, 8, len(time))
    pressure = np.round(pressure.clip(1, 1023)) * on_paper
    columns = [places, pressure[:, None], on_paper[:, None], time[:, None]]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _times(rng, seconds):
    """Rising times at uneven intervals, as tablets have them."""
    count = int(seconds * RATE)
    steps = (1 + UNEVEN * rng.uniform(-1, 1, count)) / RATE
    return np.append(0, np.cumsum(steps))[:-1]


def _spiral(time, seconds, hand, task):
    """Three turns outwards at about one linear speed, in mm."""
    angle = 6 * np.pi * np.sqrt((time + 0.2) / (seconds + 0.2))
    radius = 2.2 * hand["size"] * angle
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _loops(time, seconds, hand, task):
    """A row of loops; every second one low where the task has an e."""
    period = LOOP_SECONDS / hand["speed"]
    loop = np.minimum((time / period).astype(int), LOOPS[task] - 1)
    heights = 10.0 * hand["size"] * (1 + hand["decay"]) ** (2 * loop)
    if task > 1:
        heights = heights * np.where(loop % 2, 0.5, 1.0)
    phase = 2 * np.pi * time / period
    y = heights * (1 - np.cos(phase)) / 2
    x = 4 * hand["size"] * time / period + 0.25 * heights * np.sin(phase)
    return np.stack([x, y], axis=1)


def _spiral_length(hand, task):
    return SPIRAL_SECONDS / hand["speed"], []


def _loops_length(hand, task):
    """Seconds, and when the pen is in the air: between words of the line."""
    period = LOOP_SECONDS / hand["speed"]
    seconds = LOOPS[task] * period
    lifts = []
    if task == len(TASKS) - 1:
        for loop in (3, 6):
            start = loop * period
            lifts.append((start, start + min(0.3 * hand["air"], period)))
    return seconds, lifts


_spiral.length, _loops.length = _spiral_length, _loops_length
