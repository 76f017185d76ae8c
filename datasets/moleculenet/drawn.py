"""Made-up molecules with made-up properties, of which the truth is known.

Each property is a sum over the parts of a molecule. A skeleton, its rings and
linker, adds a surprise of its own, which no formula over parts can know: so a
model that has seen the skeleton does better than one that has not.
"""

import numpy as np
from medkeras_datasets.moleculenet.tables import TASKS, numbers_of

from medkeras.molecules.assembly import assemble_molecules

SIZES = {"esol": 400, "bbbp": 400, "tox21": 300}
# How much a ring, a linker, a group likes fat rather than water.
RING_FAT = (2.0, 1.9, 1.2, 0.6, 1.0, 0.6, 1.2, 1.8, 0.9, 2.4, 0.1, 2.1)
LINKER_FAT = (0.0, 0.4, 0.8, -0.6, -0.6, -0.3, 0.1, -1.0)
GROUP_FAT = (
    0.5, 1.0, 1.4, -0.7, -0.2, -0.5, -1.0, -1.2, -0.4, 0.9, -0.6, 0.6
)  # fmt: skip
ACID = 6  # number of the group that carries a charge in blood
SURPRISE = 0.7  # standard deviation of what a skeleton adds
NOISE = 0.3  # of a measurement of solubility
MISSING = 0.15  # share of toxicity tests that were not made


def splits(seed: int) -> dict[str, dict[str, np.ndarray]]:
    """Draw the three tables.

    Example:
        >>> from medkeras_datasets.moleculenet.drawn import splits
        >>> {name: len(part["name"]) for name, part in splits(0).items()}
        {'esol': 400, 'bbbp': 400, 'tox21': 300}
    """
    found = {}
    for place, (table, size) in enumerate(SIZES.items()):
        rng = np.random.default_rng([seed, place])
        drawn = assemble_molecules(size, seed=seed + place)
        fat = fat_of(drawn)
        surprise = surprise_of(drawn, rng)
        if table == "esol":
            values = solubility(fat, surprise, rng)
        elif table == "bbbp":
            values = crosses(fat, surprise, drawn, rng)
        else:
            values = toxic(drawn, rng)
        found[table] = {
            "smiles": np.array(drawn.smiles),
            "canonical": np.array(drawn.smiles),
            "name": np.array([f"drawn_{n:04d}" for n in range(size)]),
            "molecule": numbers_of(drawn.smiles, table),
            "values": values.astype(np.float32),
            "tasks": np.full(size, ";".join(TASKS[table])),
            "predicted": np.full(size, np.nan, np.float32),
        }
        if table == "esol":
            # As the real table's column: a formula without the surprise.
            formula = 0.5 - 0.8 * fat
            found[table]["predicted"] = formula.astype(np.float32)
    return found


def fat_of(drawn) -> np.ndarray:
    """Sum of the parts' liking for fat, (molecules,)."""
    rings = np.append(RING_FAT, 0.0)[drawn.rings].sum(axis=1)
    linker = np.append(LINKER_FAT, 0.0)[drawn.linker]
    return rings + linker + np.array(GROUP_FAT)[drawn.groups].sum(axis=1)


def surprise_of(drawn, rng) -> np.ndarray:
    """The same draw for all molecules of a skeleton."""
    rings = np.sort(drawn.rings, axis=1)
    skeletons = np.column_stack([rings, drawn.linker])
    _, place = np.unique(skeletons, axis=0, return_inverse=True)
    place = place.reshape(-1)
    return rng.normal(0, SURPRISE, place.max() + 1)[place]


def solubility(fat, surprise, rng) -> np.ndarray:
    """log10 of moles a litre: less for more fat."""
    return (0.5 - 0.8 * fat + surprise + rng.normal(0, NOISE, len(fat)))[
        :, None
    ]


def crosses(fat, surprise, drawn, rng) -> np.ndarray:
    """1 where a molecule passes into the brain: fat helps, acids do not."""
    has_acid = (drawn.groups == ACID).any(axis=1)
    log_odds = 1.5 * (fat + surprise - 1.0) - 2.5 * has_acid
    return (rng.random(len(fat)) < 1 / (1 + np.exp(-log_odds)))[:, None] * 1.0


def toxic(drawn, rng) -> np.ndarray:
    """Test n hangs on group n, most of all beside ring n; some are missing."""
    number = len(TASKS["tox21"])
    values = np.empty((len(drawn.smiles), number))
    for task in range(number):
        has_group = (drawn.groups == task).any(axis=1)
        has_ring = (drawn.rings == task).any(axis=1)
        chance = np.where(has_group & has_ring, 0.9, 0.4 * has_group + 0.03)
        values[:, task] = rng.random(len(chance)) < chance
    values[rng.random(values.shape) < MISSING] = np.nan
    return values
