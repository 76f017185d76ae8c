"""Made-up encounters with diabetes: what brings people back is known.

A patient has two or three lasting diseases. An encounter's chance of another
one within 30 days rises with the number of encounters in the year before, with
heart failure among its diagnoses, and with insulin whose dose was lowered; age,
sex and all else do nothing.
"""

import numpy as np

CHRONIC = ("428", "414", "401.9", "427.31", "496", "585", "276.1", "682.6")
DRUGS = ("metformin", "insulin", "glipizide")
STATES = ("Steady", "Up", "Down")
MOST_DRUGS = 8
HEART_FAILURE, INSULIN_DOWN, BEFORE = 0.9, 0.8, 0.6  # log odds
BASE = -2.7


def patients(num_patients: int, seed: int) -> dict[str, np.ndarray]:
    """Draw all encounters of some made-up patients.

    Args:
        num_patients: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        The columns of the data set, one row an encounter, patients numbered
        from 0; `risk` is the chance with which the label was drawn.

    Raises:
        ValueError: `num_patients` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.diabetes130 import phantom
        >>> phantom.patients(5, seed=0)["diagnosis"].shape[1]
        3

    Chapter: 3.2.3
    """
    if not isinstance(num_patients, int | np.integer) or num_patients < 1:
        raise ValueError(
            "`num_patients` must be a whole number of at least 1. Received: "
            f"{num_patients!r}"
        )
    rng = np.random.default_rng(seed)
    counts = 1 + rng.geometric(0.6, num_patients) - 1
    patient = np.repeat(np.arange(num_patients), counts)
    rows = len(patient)
    before = np.arange(rows) - np.repeat(np.cumsum(counts) - counts, counts)
    chronic = rng.random((num_patients, len(CHRONIC))).argsort(axis=1)[:, :4]
    # Of four lasting diseases three are written down each time.
    left = rng.random((rows, 4)).argsort(axis=1)[:, :3]
    picked = np.take_along_axis(chronic[patient], left, axis=1)
    diagnosis = np.array(CHRONIC, object)[picked]
    state = rng.choice(4, (rows, 3), p=[0.45, 0.35, 0.1, 0.1])
    failing = (diagnosis == "428").any(axis=1)
    lowered = state[:, 1] == 3
    odds = BASE + BEFORE * before + HEART_FAILURE * failing
    risk = 1 / (1 + np.exp(-(odds + INSULIN_DOWN * lowered)))
    label = (rng.random(rows) < risk).astype(np.int64)
    return {
        "encounter": np.arange(rows, dtype=np.int64),
        "patient": patient.astype(np.int64),
        "start": np.full(rows, np.nan, np.float32),
        "stay": rng.integers(1, 12, rows).astype(np.float32),
        "method": rng.choice([1, 2], rows, p=[0.75, 0.25]),
        "diagnosis": diagnosis,
        "drug": _drugs(state),
        "age": rng.choice(np.arange(35, 95, 10), num_patients)[patient],
        "number_inpatient": before.astype(np.float32),
        "label": label,
        "readmitted": np.where(label == 1, "<30", "NO").astype(object),
        "risk": risk,
    }


def _drugs(state):
    """Names of the drugs given with their change, the empty places last."""
    names = np.full((len(state), MOST_DRUGS), "", object)
    for row, states in enumerate(state):
        given = [
            f"{drug} {STATES[one - 1]}"
            for drug, one in zip(DRUGS, states, strict=True)
            if one
        ]
        names[row, : len(given)] = given
    return names
