"""A striatal phantom: slices of a dopamine transporter image, truth known.

In a healthy striatum the tracer fills a comma on each side: the caudate is its
head, the putamen its tail. In Parkinson's disease the tail fades from behind,
one side first, until a dot is left. Two scanners have a sharpness, a gain and a
background of their own, and most of the ill were sent to the second one: so
the scanner tells the diagnosis, and the diagnosis the scanner.
"""

import numpy as np
from scipy import ndimage

SIDE = 48  # pixels of a slice, 3.3 mm each
EACH = 5  # slices a subject, from below to above
# Middle of the right caudate and putamen (row, column), half axes, tilt.
CAUDATE = (20.0, 27.5, 3.2, 2.3, 0.2)
PUTAMEN = (26.5, 30.5, 4.8, 1.9, -0.35)
SCANNERS = (  # blur (pixels), gain, tilt of the background, noise (counts)
    {"blur": 1.3, "gain": 1.0, "tilt": 0.0, "counts": 40.0},
    {"blur": 1.7, "gain": 1.3, "tilt": 0.25, "counts": 55.0},
)
SENT = (0.2, 0.8)  # share of the healthy, of the ill on the second scanner
BINDING = 3.0  # striatum over background, less 1, in a healthy caudate


def subjects(num_subjects: int, seed: int) -> list[dict]:
    """Draw the slices of several subjects.

    Args:
        num_subjects: how many; half of them (rounded down) are ill.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        A dictionary a slice, five a subject: `image` (48, 48), float32,
        counts; `label` (1: Parkinson's disease), `subject`, `slice` (0 to 4),
        `scanner` (0 or 1), `age` (years); the truth `left` and `right`,
        the share of each putamen's binding that is left.

    Raises:
        ValueError: fewer than two subjects.

    Example:
        >>> from medkeras_datasets.ppmi import phantom
        >>> drawn = phantom.subjects(2, seed=0)
        >>> len(drawn), drawn[0]["image"].shape
        (10, (48, 48))
    """
    if not isinstance(num_subjects, int | np.integer) or num_subjects < 2:
        raise ValueError(
            "`num_subjects` must be a whole number of at least 2. Received: "
            f"{num_subjects!r}"
        )
    rng = np.random.default_rng(seed)
    ill = rng.permutation(np.arange(num_subjects) % 2)
    drawn = []
    for number in range(num_subjects):
        person = _person(rng, ill[number])
        for place in range(EACH):
            drawn.append(
                {
                    "image": _slice(rng, person, place),
                    "label": int(ill[number]),
                    "subject": number,
                    "slice": place,
                    "scanner": person["scanner"],
                    "age": np.float32(person["age"]),
                    "left": np.float32(person["left"]),
                    "right": np.float32(person["right"]),
                }
            )
    return drawn


def _person(rng, ill):
    """Anatomy, binding and scanner of one subject."""
    age = rng.uniform(45, 80)
    # Binding falls with age in everybody; the groups overlap.
    usual = np.exp(rng.normal(0, 0.2)) * (1 - 0.006 * (age - 60))
    worse = rng.uniform(0.3, 0.85) if ill else rng.normal(1, 0.1)
    better = min(worse + rng.uniform(0, 0.3), 1) if ill else rng.normal(1, 0.1)
    sides = rng.permutation([worse, better]).clip(0.05)
    return {
        "age": round(age),
        "binding": BINDING * usual,
        "left": sides[0],
        "right": sides[1],
        "size": rng.normal(1, 0.06),
        "shift": rng.normal(0, 0.8, 2),
        "scanner": int(rng.random() < SENT[int(ill)]),
        "dose": np.exp(rng.normal(0, 0.15)),
    }


def _slice(rng, person, place):
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(float)
    middle = (SIDE - 1) / 2
    rows -= person["shift"][0]
    columns -= person["shift"][1]
    head = _ellipse(rows, columns, (middle, middle, 20, 16, 0), 1.0)
    # The middle slice cuts the striatum where it is largest.
    size = person["size"] * (1 - 0.06 * abs(place - EACH // 2))
    bound = np.zeros((SIDE, SIDE))
    for side in ("left", "right"):
        across = columns if side == "right" else 2 * middle - columns
        caudate = _ellipse(rows, across, CAUDATE, size)
        tail = _ellipse(rows, across, PUTAMEN, size)
        # What fades goes from behind: the rear of the tail first.
        left = person[side] ** (0.5 + 0.12 * (rows - CAUDATE[0]).clip(0))
        keeps = 0.75 + 0.25 * person[side]
        bound = np.maximum(bound, np.maximum(caudate * keeps, tail * left))
    scanner = SCANNERS[person["scanner"]]
    tracer = head * (1 + person["binding"] * bound)
    tracer *= 1 + scanner["tilt"] * (rows - middle) / middle
    blurred = ndimage.gaussian_filter(tracer, scanner["blur"])
    mean = scanner["counts"] * person["dose"] * blurred
    counts = scanner["gain"] * rng.poisson(mean.clip(0))
    return counts.astype(np.float32)


def _ellipse(rows, columns, shape, size):
    """1 inside, 0 outside, with an edge of about one pixel."""
    row, column, tall, wide, tilt = shape
    down, right = rows - row, columns - column
    along = down * np.cos(tilt) - right * np.sin(tilt)
    across = down * np.sin(tilt) + right * np.cos(tilt)
    far = np.hypot(along / (tall * size), across / (wide * size))
    return ((1.0 - far) * wide + 0.5).clip(0, 1)
