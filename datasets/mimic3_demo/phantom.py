"""A few made-up admissions to intensive care, in the columns of the set."""

import numpy as np

DIAGNOSES = ("4280", "4019", "5849", "42731", "51881", "25000", "0389", "5990")
PROCEDURES = ("9671", "3893", "9604", "9904")
DRUGS = ("Furosemide", "Insulin", "Heparin", "Vancomycin")
WIDTHS = {"diagnosis": 40, "procedure": 40, "drug": 160}


def patients(num_patients: int, seed: int) -> dict[str, np.ndarray]:
    """Draw the admissions of some made-up patients.

    A patient has two lasting diagnoses, which stand in each admission: the
    next one can be foretold from the last.

    Args:
        num_patients: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        The columns of the data set, one row an admission.

    Raises:
        ValueError: `num_patients` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.mimic3_demo import phantom
        >>> phantom.patients(4, seed=0)["diagnosis"].shape[1]
        40

    Chapter: 3.2.3
    """
    if not isinstance(num_patients, int | np.integer) or num_patients < 1:
        raise ValueError(
            "`num_patients` must be a whole number of at least 1. Received: "
            f"{num_patients!r}"
        )
    rng = np.random.default_rng(seed)
    counts = rng.choice([1, 2, 3], num_patients, p=[0.5, 0.3, 0.2])
    patient = np.repeat(np.arange(num_patients), counts)
    rows = len(patient)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    gap = rng.exponential(150, rows)
    day = np.cumsum(gap)
    stay = rng.uniform(1, 14, rows)
    lasting = rng.random((num_patients, len(DIAGNOSES))).argsort(axis=1) < 2
    there = lasting[patient] | (rng.random((rows, len(DIAGNOSES))) < 0.15)
    return {
        "encounter": np.arange(rows),
        "patient": patient,
        # Longer than any stay, so that no admission overlaps the next.
        "start": (day - day[first] + 15.0 * (np.arange(rows) - first)),
        "stay": stay,
        "method": rng.choice([1, 2], rows, p=[0.9, 0.1]),
        "transferred": (rng.random(rows) < 0.2).astype(np.int64),
        "died": np.zeros(rows, np.int64),
        "age": rng.integers(30, 90, num_patients)[patient],
        "diagnosis": _texts(there, DIAGNOSES, "diagnosis"),
        "procedure": _texts(
            rng.random((rows, 4)) < 0.4, PROCEDURES, "procedure"
        ),
        "drug": _texts(rng.random((rows, 4)) < 0.5, DRUGS, "drug"),
    }


def _texts(there, words, kind):
    texts = np.full((len(there), WIDTHS[kind]), "", object)
    for row, which in enumerate(there):
        names = [word for word, one in zip(words, which, strict=True) if one]
        texts[row, : len(names)] = names
    return texts
