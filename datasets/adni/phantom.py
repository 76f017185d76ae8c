"""Made-up people with a clinical table, genes and a small brain volume.

Everybody has a stage of the disease that no modality shows by itself. Genes
move it before anything else does; memory scores fall and the hippocampus, a
bright body in the volume, shrinks with it. The diagnosis is what a clinician
makes of a rating scale, the criterion, and the criterion is the stage with
little noise: whoever puts it among the features foretells the diagnosis from
itself. Four sites scan with a brightness and contrast of their own. Not
everybody has every modality.
"""

import numpy as np

SIDE = 16  # voxels of the volume
CLINICAL = (
    "memory", "delayed_recall", "attention", "fluency", "age", "education",
    "female", "blood_pressure", "pulse", "weight", "height", "hearing",
)  # fmt: skip
# Loss by one unit of stage; the others say nothing.
LOSS = {"memory": 0.7, "delayed_recall": 0.6, "attention": 0.3}
NUM_SNPS, CAUSAL = 200, 8
GENE_EFFECT, SHRINKING = 0.35, 0.09
SITES = 4
HAS = {"clinical": 1.0, "snps": 0.7, "volume": 0.6}  # shares of people


def people(num_people: int, seed: int) -> dict[str, np.ndarray]:
    """Draw made-up people.

    Args:
        num_people: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        `clinical` (people, 12), `snps` (people, 200) copies of an allele,
        `volume` (people, 16, 16, 16) uint8; `has_clinical`, `has_snps`,
        `has_volume` (0: drawn, but nobody may read it: it is set to 0);
        `criterion`, `site`, `label`, `patient`, and `stage`.

    Raises:
        ValueError: `num_people` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.adni import phantom
        >>> phantom.people(3, seed=0)["volume"].shape
        (3, 16, 16, 16)

    Chapter: 3.1.2
    """
    if not isinstance(num_people, int | np.integer) or num_people < 1:
        raise ValueError(
            "`num_people` must be a whole number of at least 1. Received: "
            f"{num_people!r}"
        )
    rng = np.random.default_rng(seed)
    frequency = np.random.default_rng(99).uniform(0.1, 0.5, NUM_SNPS)
    snps = rng.binomial(2, frequency, (num_people, NUM_SNPS))
    genes = snps[:, :CAUSAL] - 2 * frequency[:CAUSAL]
    stage = rng.normal(0, 0.8, num_people) + GENE_EFFECT * genes.sum(axis=1)
    criterion = stage + rng.normal(0, 0.1, num_people)
    site = rng.integers(0, SITES, num_people)
    has = {name: rng.random(num_people) < share for name, share in HAS.items()}
    columns = {
        "clinical": _clinical(rng, stage),
        "snps": snps.astype(np.float32),
        "volume": _volumes(rng, stage, site),
    }
    for name, values in columns.items():
        values[~has[name]] = 0
    return {
        **columns,
        **{
            f"has_{name}": there.astype(np.int64) for name, there in has.items()
        },
        "criterion": criterion.astype(np.float32),
        "site": site,
        "label": (criterion > 0).astype(np.int64),
        "patient": np.arange(num_people),
        "stage": stage,
    }


def _clinical(rng, stage):
    table = rng.normal(0, 1, (len(stage), len(CLINICAL)))
    for name, loss in LOSS.items():
        table[:, CLINICAL.index(name)] -= loss * stage
    table[:, CLINICAL.index("female")] = rng.random(len(stage)) < 0.5
    return table.astype(np.float32)


def _volumes(rng, stage, site):
    """A bright ellipsoid that shrinks; each site has its own grey."""
    places = np.arange(SIDE) - (SIDE - 1) / 2
    x, y, z = np.meshgrid(places, places, places, indexing="ij")
    distance = np.sqrt((x / 0.8) ** 2 + (y / 1.3) ** 2 + z**2)
    radius = 4.0 * np.exp(-SHRINKING * stage + rng.normal(0, 0.09, len(stage)))
    inside = 1 / (1 + np.exp((distance - radius[:, None, None, None]) / 0.4))
    contrast, base = 60 + 15 * site, 60 + 12 * ((site * 2) % SITES)
    grey = base[:, None, None, None] + contrast[:, None, None, None] * inside
    grey = grey + rng.normal(0, 12, grey.shape)
    return np.clip(np.round(grey), 0, 255).astype(np.uint8)
