"""Made-up records whose truth is known, with effects that can be turned off.

Each patient has a severity that nobody sees. A visit adds the weights of its
acute diagnoses, less of them if the visit was planned; an intervention takes
away again what the diagnosis that it matches has added, and nothing else.
Between visits severity fades with the days that pass. After each visit the
patient comes back unplanned within a year with a chance that rises with
severity.
"""

from typing import NamedTuple

import numpy as np

from medkeras.utils.sizes import check_number, check_seed, check_whole

ACUTE = tuple(f"A{k:02d}" for k in range(12))  # acute diagnoses
CHRONIC = tuple(f"C{k:02d}" for k in range(6))  # lasting ones, no effect
MATCHING = tuple(f"P{k:02d}" for k in range(12))  # intervention k treats A k
WEIGHTS = np.linspace(0.0, 1.65, len(ACUTE))
HALF_LIFE = 120.0  # days until half of the severity is gone
PLANNED_SHARE = 0.4  # of an acute weight in a planned visit
RELIEF = 0.8  # of an acute weight that its intervention takes away
BASE, SLOPE = -2.2, 1.1  # log odds of coming back: BASE + SLOPE * severity
YEAR = 365.0
MOST_VISITS, MOST_CODES = 10, 5
MOTIF_SHARE = 0.45  # of the visits that have A00, and of those that have A01
MOTIF_GAPS = (0.5, 0.25, 0.25)  # chances of 12, 60 and 200 days


class Effects(NamedTuple):
    """Which of the effects are on.

    Attributes:
        time: severity fades with days; off, it halves from visit to visit
            whatever time passes.
        intervention: a matching intervention relieves.
        method: a planned visit adds less.

    Example:
        >>> from medkeras.ehr.simulator import Effects
        >>> Effects(time=False)
        Effects(time=False, intervention=True, method=True)

    Chapter: 3.2.3
    """

    time: bool = True
    intervention: bool = True
    method: bool = True


def simulate(
    num_patients: int, seed: int, effects: Effects | None = None
) -> dict[str, np.ndarray]:
    """Draw all visits of some made-up patients.

    Args:
        num_patients: at least 1.
        seed: of all draws; with other effects the draws stay the same, what
            they lead to differs.
        effects: None for all of them.

    Returns:
        Columns, one row a visit, sorted by patient and time: `encounter`,
        `patient`, `start` and `stay` in days, `method` (1 unplanned, 2
        planned), `transferred` (0), `diagnosis` and `procedure` (visits, 5)
        texts, empty where there is none, `label` (1: back unplanned within a
        year after the stay), `risk` (the chance with which the label was
        drawn), `severity`.

    Raises:
        UsageError: no whole number of at least 1, or no seed.

    Example:
        >>> from medkeras.ehr.simulator import simulate
        >>> columns = simulate(50, seed=0)
        >>> columns["diagnosis"].shape[1], sorted(set(columns["label"]))
        (5, [np.int64(0), np.int64(1)])

    Chapter: 3.2.3
    """
    check_whole("num_patients", num_patients)
    check_seed(seed)
    effects = Effects() if effects is None else effects
    rng = np.random.default_rng(seed)
    visits = rng.integers(2, MOST_VISITS + 1, num_patients)
    severity, day = np.zeros(num_patients), np.zeros(num_patients)
    method = rng.choice([1, 2], num_patients)
    gap = np.zeros(num_patients)
    rows = []
    for number in range(MOST_VISITS):
        drawn = _drawn(rng, num_patients)
        severity = _faded(severity, gap, effects) + _added(
            drawn, method, effects
        )
        odds = BASE + SLOPE * severity
        risk = 1 / (1 + np.exp(-odds))
        back = drawn["chance"] < risk
        there = visits > number
        rows.append(
            {
                "patient": np.arange(num_patients),
                "start": day,
                "stay": drawn["stay"],
                "method": method,
                "diagnosis": _texts(drawn["present"], ACUTE + CHRONIC),
                "procedure": _texts(drawn["given"], MATCHING),
                "label": back.astype(np.int64),
                "risk": risk,
                "severity": severity,
                "there": there,
            }
        )
        gap = np.where(back, drawn["soon"], drawn["late"])
        day = day + drawn["stay"] + gap
        method = np.where(back, 1, drawn["method"])
    return _in_order(rows)


def motif_records(
    num_patients: int, seed: int, planted: bool = True, strength: float = 3.0
) -> dict[str, np.ndarray]:
    """Records in which an order and a time decide, or only which codes occur.

    With `planted`, A00 followed within a month by a visit with A01 raises the
    risk; A01 first, or later, does nothing, and both codes are as frequent
    in all records. Without, each A00 and each A01 raises it by a third of the
    strength wherever it stands: a bag of codes knows all that there is to know.

    Args:
        num_patients: at least 1; each has four visits.
        seed: of all draws.
        planted: whether order and time decide.
        strength: log odds between records with and without.

    Returns:
        Columns as of `simulate`; `label` and `risk` are the patient's, the
        same in all of the visits, and `severity` says whether the motif is
        there, or how many A00 and A01 there are.

    Raises:
        UsageError: as `simulate`; no finite strength.

    Example:
        >>> from medkeras.ehr.simulator import motif_records
        >>> len(motif_records(30, seed=0)["label"])
        120

    Reference: Nguyen et al. 2017, doi:10.1109/JBHI.2016.2633963, for motifs.
    Chapter: 3.3.1
    """
    check_whole("num_patients", num_patients)
    check_seed(seed)
    check_number("strength", strength, -20, 20)
    rng = np.random.default_rng(seed)
    count = 4
    gap = rng.choice([12.0, 60.0, 200.0], (num_patients, count), p=MOTIF_GAPS)
    start = np.cumsum(gap, axis=1) - gap[:, :1]
    acute = rng.random((num_patients, count, len(ACUTE))) < 0.12
    pair = rng.random((num_patients, count, 2)) < MOTIF_SHARE
    acute[..., :2] = pair
    soon = gap[:, 1:] < 30
    motif = (pair[:, :-1, 0] & pair[:, 1:, 1] & soon).any(axis=1)
    decides = motif if planted else pair.sum(axis=(1, 2))
    odds = strength * (decides - decides.mean()) / (1 if planted else 3)
    risk = 1 / (1 + np.exp(-odds))
    label = rng.random(num_patients) < risk
    flat = acute.reshape(-1, len(ACUTE))
    rows = num_patients * count
    return {
        "encounter": np.arange(rows),
        "patient": np.repeat(np.arange(num_patients), count),
        "start": start.ravel(),
        "stay": np.ones(rows),
        "method": np.ones(rows, np.int64),
        "transferred": np.zeros(rows, np.int64),
        "diagnosis": _texts(flat, ACUTE),
        "procedure": np.full((rows, MOST_CODES), "", object),
        "label": np.repeat(label.astype(np.int64), count),
        "risk": np.repeat(risk, count),
        "severity": np.repeat(decides.astype(float), count),
    }


def _drawn(rng, count):
    """All chances of a visit, the same whatever effects are on."""
    acute = rng.random((count, len(ACUTE))) < 0.13
    wanted = rng.random((count, len(ACUTE)))
    chronic = rng.random((count, len(CHRONIC))) < 0.25
    return {
        "acute": acute,
        "present": np.concatenate([acute, chronic], axis=1),
        # Half of what is there is treated; some is treated that is not.
        "given": np.where(acute, wanted < 0.5, wanted < 0.06),
        "stay": rng.integers(1, 12, count).astype(float),
        "chance": rng.random(count),
        "soon": rng.uniform(5, YEAR - 5, count),
        "late": rng.uniform(YEAR + 5, 2.5 * YEAR, count),
        "method": rng.choice([1, 2], count, p=[0.3, 0.7]),
    }


def _faded(severity, gap, effects):
    if effects.time:
        return severity * 0.5 ** (gap / HALF_LIFE)
    return severity / 2


def _added(drawn, method, effects):
    """By the acute diagnoses, less what is treated, less if planned."""
    treated = drawn["acute"] & drawn["given"]
    share = drawn["acute"] - effects.intervention * RELIEF * treated
    added = share @ WEIGHTS
    if effects.method:
        added = added * np.where(method == 2, PLANNED_SHARE, 1.0)
    return added


def _texts(given, words):
    """(rows, MOST_CODES) names of what is there, the first ones kept."""
    words = np.array(words, object)
    rows, which = np.nonzero(given)
    counts = given.sum(axis=1)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    kept = place < MOST_CODES
    texts = np.full((len(given), MOST_CODES), "", object)
    texts[rows[kept], place[kept]] = words[which[kept]]
    return texts


def _in_order(rows):
    """One row a visit, by patient; visits that are not there left out."""
    there = np.stack([row.pop("there") for row in rows], axis=1).ravel()
    columns = {}
    for name in rows[0]:
        stacked = np.stack([row[name] for row in rows], axis=1)
        columns[name] = stacked.reshape(-1, *stacked.shape[2:])[there]
    count = int(there.sum())
    columns["encounter"] = np.arange(count)
    columns["transferred"] = np.zeros(count, np.int64)
    return columns
