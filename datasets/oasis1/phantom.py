"""Made-up rows in the columns of OASIS-1, each with a small volume.

A hidden stage of the disease lowers the brain's share of the head and the
memory score, raises the clinical rating, and shrinks a bright body in the
volume. Education, social status and the size of the head say nothing.
"""

import numpy as np

COLUMNS = ("Age", "M/F", "Educ", "SES", "eTIV", "nWBV", "ASF")
SIZE = 16  # voxels of a side
HAS_VOLUME = 0.8  # share of people
SHRINKING = 0.08  # of the body's radius, by one unit of stage


def people(num_people: int, seed: int) -> dict[str, np.ndarray]:
    """Draw made-up people of one site.

    Args:
        num_people: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        `table` (people, 7) by COLUMNS, `mmse` (people,), `cdr` (people,),
        `volume` (people, 16, 16, 16), `has_volume` (0: the volume is dark),
        `label` (1: CDR above 0), `patient`, `stage`.

    Raises:
        ValueError: `num_people` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.oasis1 import phantom
        >>> phantom.people(3, seed=0)["table"].shape
        (3, 7)

    Chapter: 3.1.2
    """
    if not isinstance(num_people, int | np.integer) or num_people < 1:
        raise ValueError(
            "`num_people` must be a whole number of at least 1. Received: "
            f"{num_people!r}"
        )
    rng = np.random.default_rng(seed)
    age = rng.normal(74, 8, num_people).clip(60, 96).round()
    stage = rng.normal(0, 1, num_people) + 0.06 * (age - 74)
    rated = stage + rng.normal(0, 0.2, num_people)
    cdr = np.select([rated < 0.2, rated < 1.2], [0.0, 0.5], 1.0)
    has = rng.random(num_people) < HAS_VOLUME
    volume = _volumes(rng, stage)
    volume[~has] = 0
    mmse = (28 - 2 * stage + rng.normal(0, 1, num_people)).round()
    return {
        "table": _table(rng, age, stage),
        "mmse": mmse.clip(0, 30).astype(np.float32),
        "cdr": cdr.astype(np.float32),
        "volume": volume,
        "has_volume": has.astype(np.int64),
        "label": (cdr > 0).astype(np.int64),
        "patient": np.arange(num_people),
        "stage": stage,
    }


def _table(rng, age, stage):
    count = len(stage)
    head = rng.normal(1480, 150, count).clip(1100, 2000)
    brain = 0.745 - 0.015 * stage - 0.002 * (age - 74)
    columns = [
        age,
        rng.integers(2, size=count),
        rng.integers(1, 6, size=count),
        rng.integers(1, 6, size=count),
        head,
        brain + rng.normal(0, 0.02, count),
        1755 / head,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _volumes(rng, stage):
    """A bright ellipsoid that shrinks with the stage, in noise."""
    places = np.arange(SIZE) - (SIZE - 1) / 2
    x, y, z = np.meshgrid(places, places, places, indexing="ij")
    distance = np.sqrt((x / 0.8) ** 2 + (y / 1.3) ** 2 + z**2)
    radius = 4 * np.exp(-SHRINKING * stage + rng.normal(0, 0.08, len(stage)))
    edge = (distance - radius[:, None, None, None]) / 0.4
    grey = 60 + 90 / (1 + np.exp(edge))
    grey = grey + rng.normal(0, 12, grey.shape)
    return np.clip(np.round(grey), 0, 255).astype(np.uint8)
