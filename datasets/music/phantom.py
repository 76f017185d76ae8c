"""Made-up patients with heart failure, whose risk is known.

The log hazard rises with age and the class of complaints, falls with the
ejection fraction and with the variability of the heart's intervals; nothing
else acts.
"""

import numpy as np

YEAR = 365.0
BASE = 0.055  # cardiac deaths a year of a patient in the middle
EFFECT = {"age": 0.35, "nyha": 0.35, "ejection_fraction": -0.3, "sdnn": -0.5}
LONGEST = 2200.0  # days of follow-up
FIBRILLATION = 0.2  # share of patients without sinus rhythm


def patients(count: int, seed: int, names) -> dict[str, np.ndarray]:
    """Draw patients.

    Args:
        count: how many.
        seed: seed of all draws; the same seed gives the same bytes.
        names: of all measures; those that the phantom does not draw are NaN.

    Returns:
        Columns by name, (patients,): `patient`, `days`, `cause`, `risk` (the
        log hazard, which no model may read) and the measures.

    Raises:
        ValueError: fewer than one patient.

    Example:
        >>> from medkeras_datasets.music import phantom
        >>> phantom.patients(5, 0, ["age", "sdnn"])["age"].shape
        (5,)
    """
    if not isinstance(count, int | np.integer) or count < 1:
        raise ValueError(
            f"`count` must be a whole number of at least 1. Received: {count!r}"
        )
    rng = np.random.default_rng(seed)
    z = {name: rng.normal(size=count) for name in EFFECT}
    z["nyha"] = np.where(z["nyha"] > 0.8, 1.5, -0.4)
    risk = sum(EFFECT[name] * z[name] for name in EFFECT)
    death = rng.exponential(YEAR / (BASE * np.exp(risk)))
    other = rng.exponential(YEAR / 0.012, count)
    end = np.minimum(rng.uniform(900, LONGEST, count), LONGEST)
    days = np.minimum(np.minimum(death, other), end)
    cause = np.where(days == death, "sudden", "none").astype(object)
    cause[(days == death) & (rng.random(count) < 0.55)] = "pump"
    cause[days == other] = "not cardiac"
    measures = {
        "age": 63 + 12 * z["age"],
        "male": rng.random(count) < 0.73,
        "nyha": np.where(z["nyha"] > 0, 3, 2),
        "hypertension": rng.random(count) < 0.57,
        "ejection_fraction": (37 + 13 * z["ejection_fraction"]).clip(10, 75),
        "pro_bnp": np.exp(6.8 + 0.6 * risk + rng.normal(0, 0.8, count)),
        "mean_rr": 850 + 120 * rng.normal(size=count),
        "sdnn": np.exp(4.6 + 0.35 * z["sdnn"]),
        "rmssd": np.exp(3.1 + 0.2 * z["sdnn"] + rng.normal(0, 0.4, count)),
        "qrs_duration": 118 + 28 * rng.normal(size=count),
        "ventricular_beats": np.exp(rng.normal(3.5, 2.2, count)).round(),
        "holter_rhythm": rng.random(count) < FIBRILLATION,
    }
    # Without sinus rhythm variability is not measured.
    for name in ("sdnn", "rmssd"):
        measures[name] = np.where(
            measures["holter_rhythm"], np.nan, measures[name]
        )
    columns = {
        name: np.asarray(measures.get(name, np.full(count, np.nan)), np.float32)
        for name in names
    }
    return {
        "patient": np.array([f"made-up {k:04d}" for k in range(count)]),
        "days": days.astype(np.float32),
        "cause": cause,
        "risk": risk.astype(np.float32),
        **columns,
    }
