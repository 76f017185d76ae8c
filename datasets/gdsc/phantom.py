"""Made-up cell lines and drugs: drugs differ far more than cells do.

A value is the drug's own level, plus the tissue's, plus the effect of single
genes on single drugs, plus noise. So a model that knows the drug's mean looks
right in all, and only within a drug is there something to find.
"""

import numpy as np

TISSUES = ("lung_drawn", "skin_drawn", "blood_drawn", "bowel_drawn")
NUM_DRUGS, NUM_GENES = 12, 40
DRUG_SPREAD, TISSUE_SPREAD, NOISE = 2.5, 0.4, 0.9  # of log IC50
EFFECTS = {
    0: (3, -2.0),
    1: (7, -1.5),
    2: (3, 1.5),
}  # drug: gene, and by how much
MISSING = 0.25


def cell_lines(num_lines: int, seed: int) -> dict[str, np.ndarray]:
    """Draw cell lines with their answers to drugs.

    Args:
        num_lines: how many.
        seed: seed of all draws; the same seed gives the same bytes.

    Returns:
        Columns by name, (lines, ...): `ic50` (drugs,), natural logarithm, NaN
        where not measured; `drugs`, numbers of the drugs; `features` (genes,),
        0 or 1; `feature_names`, names with ";" between; `tissue`, `msi`,
        `cell_line`.

    Raises:
        ValueError: a number that is not positive.

    Example:
        >>> from medkeras_datasets.gdsc import phantom
        >>> phantom.cell_lines(5, seed=0)["ic50"].shape
        (5, 12)
    """
    if not isinstance(num_lines, int | np.integer) or num_lines < 1:
        raise ValueError(
            "`num_lines` must be a whole number of at least 1. Received: "
            f"{num_lines!r}"
        )
    rng = np.random.default_rng(seed)
    tissue = rng.integers(len(TISSUES), size=num_lines)
    share = rng.uniform(0.05, 0.3, (len(TISSUES), NUM_GENES))
    genes = rng.random((num_lines, NUM_GENES)) < share[tissue]
    drug = rng.normal(2.0, DRUG_SPREAD, NUM_DRUGS)
    of_tissue = rng.normal(0, TISSUE_SPREAD, (len(TISSUES), NUM_DRUGS))
    ic50 = drug + of_tissue[tissue]
    for number, (gene, effect) in EFFECTS.items():
        ic50[:, number] += effect * genes[:, gene]
    ic50 += rng.normal(0, NOISE, ic50.shape)
    ic50[rng.random(ic50.shape) < MISSING] = np.nan
    names = ";".join(f"G{gene:02d}_mut" for gene in range(NUM_GENES))
    return {
        "ic50": ic50.astype(np.float32),
        "drugs": np.tile(np.arange(1, NUM_DRUGS + 1), (num_lines, 1)),
        "features": genes.astype(np.int64),
        "feature_names": np.full(num_lines, names),
        "tissue": np.array(TISSUES)[tissue],
        "msi": (rng.random(num_lines) < 0.05).astype(np.int64),
        "cell_line": np.arange(900_000, 900_000 + num_lines),
    }
