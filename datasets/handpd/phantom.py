"""Made-up tables of drawn spirals and meanders, in which age tells much.

Four drawings a person and kind. The controls are younger, as in the real set;
the measures tell ill from healthy a little, and two of them have a slipped
decimal point here and there.
"""

import numpy as np

DRAWINGS = 4
# Typical value and spread of the logarithm: between people, within a person,
# and by how much the ill differ.
MEASURES = {
    "rms": (2200.0, 0.30, 0.12, 0.20),
    "max_between": (4700.0, 0.20, 0.10, 0.10),
    "min_between": (31000.0, 0.25, 0.10, -0.10),
    "std_deviation": (0.01, 0.80, 0.60, 0.0),
    "mean_relative_tremor": (24.0, 0.12, 0.06, 0.08),
    "max_height": (180.0, 0.05, 0.03, 0.0),
    "min_height": (0.02, 0.60, 0.60, 0.0),
    "std_height": (1600.0, 0.20, 0.10, 0.10),
    "sign_changes": (0.19, 0.15, 0.08, -0.10),
}
SLIPS = {"min_between": 1000, "std_height": 1000}  # in one row of a hundred


def drawings(num_people: int, seed: int) -> dict[str, np.ndarray]:
    """Draw tables of both kinds, four drawings a person and kind.

    Args:
        num_people: how many; every third is healthy.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        Columns by name, (drawings,): the measures, `age` (years), float32;
        `label` (1: Parkinson's disease), `person`, `kind` (0 spiral, 1
        meander), `drawing` (1 to 4), `female`, `left_handed`, `slipped` (1: a
        lost decimal point), `doubtful` (0).

    Raises:
        ValueError: fewer than three people.

    Example:
        >>> from medkeras_datasets.handpd import phantom
        >>> phantom.drawings(3, seed=0)["label"].shape
        (24,)
    """
    if not isinstance(num_people, int | np.integer) or num_people < 3:
        raise ValueError(
            "`num_people` must be a whole number of at least 3. Received: "
            f"{num_people!r}"
        )
    rng = np.random.default_rng(seed)
    ill = np.arange(num_people) % 3 > 0
    own_age = np.where(
        ill, rng.normal(59, 7, num_people), rng.normal(44, 16, num_people)
    )
    person = np.tile(np.repeat(np.arange(num_people), DRAWINGS), 2)
    rows = len(person)
    columns = {}
    for name, (typical, between, within, effect) in MEASURES.items():
        own = rng.normal(0, between, num_people) + effect * ill
        noise = rng.normal(0, within, rows)
        columns[name] = typical * np.exp(own[person] + noise)
    slipped = np.zeros(rows, bool)
    for name, factor in SLIPS.items():
        hit = rng.random(rows) < 0.01
        columns[name] = np.where(hit, factor * columns[name], columns[name])
        slipped |= hit
    columns["age"] = np.round(own_age.clip(19, 85))[person]
    drawn = {name: v.astype(np.float32) for name, v in columns.items()}
    numbers = np.tile(np.arange(1, DRAWINGS + 1), 2 * num_people)
    whole = {
        "label": ill[person],
        "person": person,
        "kind": np.repeat([0, 1], rows // 2),
        "drawing": numbers,
        "female": (rng.random(num_people) < 0.4)[person],
        "left_handed": (rng.random(num_people) < 0.05)[person],
        "slipped": slipped,
        "doubtful": np.zeros(rows),
    }
    return {**drawn, **{name: v.astype(np.int64) for name, v in whole.items()}}
