"""Made-up rows in the columns of OASIS-1, by the drawing program of `adni`.

Age, sex, education, the volumes of head and brain and a small volume of the
head; a hidden stage moves the brain's share of the head and the volume.
"""

import numpy as np
from medkeras_datasets.adni import phantom as adni

COLUMNS = ("Age", "M/F", "Educ", "SES", "eTIV", "nWBV", "ASF")
SIZE = adni.SIZE


def people(num_people: int, seed: int) -> dict[str, np.ndarray]:
    """Draw made-up people of one site.

    Args:
        num_people: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        `table` (people, 7) by COLUMNS, `mmse` (people,), `cdr` (people,),
        `volume` (people, 16, 16, 16), `has_volume`, `label` (1: CDR above
        0), `patient`.

    Raises:
        ValueError: `num_people` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.oasis1 import phantom
        >>> phantom.people(3, seed=0)["table"].shape
        (3, 7)

    Chapter: 3.1.2
    """
    drawn = adni.people(num_people, seed)
    rng = np.random.default_rng([seed, 1])
    table, stage = np.nan_to_num(drawn["clinical"], nan=0.0), drawn["stage"]
    count = len(stage)
    head = 1480 + rng.normal(0, 150, count)
    age = np.where(table[:, 0] > 0, table[:, 0], 74).clip(60, 96)
    brain = 0.745 - 0.02 * stage - 0.002 * (age - 74)
    found = [
        age,
        rng.integers(2, size=count),
        rng.integers(1, 6, size=count),
        rng.integers(1, 6, size=count),
        head,
        brain + rng.normal(0, 0.025, count),
        1755 / head,
    ]
    cdr = np.array([0.0, 0.5, 1.0])[drawn["diagnosis"]]
    return {
        "table": np.stack(found, axis=1).astype(np.float32),
        "mmse": (27.4 - 1.9 * stage).clip(0, 30).astype(np.float32),
        "cdr": cdr.astype(np.float32),
        "volume": drawn["volume"],
        "has_volume": drawn["has_volume"],
        "label": drawn["label"],
        "patient": drawn["patient"],
    }
