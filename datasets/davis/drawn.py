"""Made-up drugs and kinases; what binds to what is known."""

import numpy as np
from medkeras_datasets.davis.files import LIMIT, columns_of

from medkeras.molecules.assembly import assemble_molecules

NUM_DRUGS, NUM_FAMILIES, PER_FAMILY = 30, 12, 5
LETTERS = "ACDEFGHIKLMNPQRSTVWY"
LENGTH = 120
# Each pocket is a word in the sequence, and likes one kind of first ring.
POCKETS = ("GKGSFW", "HRDLAY", "DFGMTC", "VAIKEP")
TWINS = 2  # of a family: they carry the sequence of the first, as mutants do
STRENGTH, NOISE = 2.2, 0.3  # in units of pKd
WEAKEST = 5.0  # pKd of 10,000 nM


def splits(seed: int) -> dict[str, dict[str, np.ndarray]]:
    """Draw drugs, proteins and the constants of all pairs.

    pKd = 4.2 + what the drug has of its own + what the protein's pocket gains
    by the drug's ring + noise, and no less than 5.

    Example:
        >>> from medkeras_datasets.davis.drawn import splits
        >>> splits(0)["drugs"]["kd"].shape
        (30, 60)
    """
    rng = np.random.default_rng(seed)
    drugs = assemble_molecules(NUM_DRUGS, seed)
    sequences, pockets = proteins(rng)
    own = rng.normal(0, 0.6, NUM_DRUGS)
    pkd = 4.2 + own[:, None] + STRENGTH * fits(drugs, pockets)
    pkd = pkd + rng.normal(0, NOISE, pkd.shape)
    kd = 10 ** (9 - np.maximum(pkd, WEAKEST))
    kd = np.where(pkd <= WEAKEST, LIMIT, kd)
    names = [
        f"KIN{n // PER_FAMILY}"
        + (f"(M{n % PER_FAMILY})" if n % PER_FAMILY else "")
        for n in range(len(sequences))
    ]
    return columns_of(
        [f"drawn_{n:02d}" for n in range(NUM_DRUGS)],
        drugs.smiles,
        drugs.smiles,
        names,
        sequences,
        kd,
    )


def fits(drugs, pockets) -> np.ndarray:
    """1 where a drug's first ring is of the kind that a pocket likes."""
    kinds = drugs.rings[:, 0] % len(POCKETS)
    return (kinds[:, None] == pockets) * 1.0  # (drugs, proteins)


def proteins(rng) -> tuple[list[str], np.ndarray]:
    """Sequences family by family, and the number of each one's pocket."""
    letters, sequences, pockets = list(LETTERS), [], []
    for family in range(NUM_FAMILIES):
        pocket = family % len(POCKETS)
        word = POCKETS[pocket]
        first = rng.choice(letters, LENGTH)
        start = rng.integers(LENGTH - len(word))
        for member in range(PER_FAMILY):
            text = first.copy()
            if member > TWINS:
                # Relatives differ in a fifth of their letters.
                other = rng.random(LENGTH) < 0.2
                text[other] = rng.choice(letters, other.sum())
            text[start : start + len(word)] = list(word)
            sequences.append("".join(text))
            pockets.append(pocket)
    return sequences, np.array(pockets)
