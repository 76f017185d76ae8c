"""Made-up patients recorded at home for half a year, scores in between.

As in the real set a score is measured three times and drawn as straight lines
between: whoever knows the patient and the day knows the score. Voices differ
from patient to patient and tell next to nothing of it.
"""

import numpy as np

DAYS = (0.0, 90.0, 180.0)  # when the scores are measured
WEEKS, PER_WEEK = 12, 3
RELATED = 0.25  # share of the spread of log roughness that the score explains
BETWEEN, WITHIN = 0.5, 0.25  # spread of log roughness


def recordings(num_patients: int, seed: int) -> dict[str, np.ndarray]:
    """Draw tables of voice measures with scores, 36 recordings a patient.

    Args:
        num_patients: how many.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        Columns by name, (recordings,): `subject` (0, 1, ...), `age` (years),
        `sex` (1: female), `test_time` (days), `motor_updrs`, `total_updrs`
        and 16 measures of the voice, float32 but for subject and sex.

    Raises:
        ValueError: fewer than one patient.

    Example:
        >>> from medkeras_datasets.pd_telemonitoring import phantom
        >>> phantom.recordings(2, seed=0)["age"].shape
        (72,)
    """
    if not isinstance(num_patients, int | np.integer) or num_patients < 1:
        raise ValueError(
            "`num_patients` must be a whole number of at least 1. Received: "
            f"{num_patients!r}"
        )
    rng = np.random.default_rng(seed)
    subject = np.repeat(np.arange(num_patients), WEEKS * PER_WEEK)
    age = rng.integers(50, 82, num_patients)
    sex = (rng.random(num_patients) < 1 / 3).astype(np.int64)
    days, motor, total = _scores(rng, num_patients)
    columns = {
        "age": age[subject],
        "test_time": days,
        "motor_updrs": motor,
        "total_updrs": total,
        **_voice(rng, subject, sex, motor),
    }
    drawn = {name: v.astype(np.float32) for name, v in columns.items()}
    return {"subject": subject.astype(np.int64), "sex": sex[subject], **drawn}


def _scores(rng, num_patients):
    """Days of the recordings, and both scores on them."""
    days, motor, total = [], [], []
    for _ in range(num_patients):
        weeks = np.sort(rng.uniform(1, 179, WEEKS))
        taken = np.repeat(weeks, PER_WEEK)
        first = rng.uniform(8, 34)
        visits = first + np.append(0, np.cumsum(rng.normal(1.0, 2.5, 2)))
        score = np.interp(taken, DAYS, visits.clip(5, 40))
        others = rng.uniform(5, 14)  # points that are not of movement
        days.append(taken)
        motor.append(score)
        total.append(score + others)
    return (np.concatenate(each) for each in (days, motor, total))


def _voice(rng, subject, sex, motor):
    """Sixteen measures: one roughness a patient, little of the score."""
    people, rows = subject.max() + 1, len(subject)
    own = rng.normal(0, BETWEEN, people)
    rough = own[subject] + RELATED * BETWEEN * (motor - 21) / 8

    def about(typical, weight=1.0, spread=WITHIN):
        return typical * np.exp(weight * rough + rng.normal(0, spread, rows))

    def near(values, ratio):
        return ratio * values * np.exp(rng.normal(0, 0.05, rows))

    pitch = np.where(sex == 1, 190.0, 125.0)
    pitch = (pitch * np.exp(rng.normal(0, 0.1, people)))[subject]
    jitter, shimmer = about(0.005), about(0.028, 0.8)
    rap, apq3, noise = near(jitter, 0.5), near(shimmer, 0.5), about(0.02, 1.3)
    persons = rng.normal(0, 1, (3, people))[:, subject]
    within = rng.normal(0, 0.4, (3, rows))
    rpde, dfa, ppe = persons + within
    return {
        "jitter_local": jitter,
        "jitter_absolute": jitter / pitch,
        "jitter_rap": rap,
        "jitter_ppq5": near(jitter, 0.53),
        "jitter_ddp": 3 * rap,
        "shimmer_local": shimmer,
        "shimmer_db": near(shimmer, 9.2),
        "shimmer_apq3": apq3,
        "shimmer_apq5": near(shimmer, 0.59),
        "shimmer_apq11": near(shimmer, 0.81),
        "shimmer_dda": 3 * apq3,
        "nhr": noise,
        "hnr": -10 * np.log10(noise) + 4 + rng.normal(0, 1, rows),
        "rpde": 0.54 + 0.09 * rpde,
        "dfa": 0.65 + 0.06 * dfa,
        "ppe": 0.22 * np.exp(0.3 * ppe),
    }
