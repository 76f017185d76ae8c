"""Made-up people with proteins of the cerebrospinal fluid and a genotype.

Everybody has a stage of the disease that no column shows. It raises tau and
its phosphorylated form and lowers amyloid beta 42, and moves eight of the 124
proteins a little; carriers of E4 have a higher stage. Age, sex and all other
proteins say nothing.
"""

import numpy as np

NUM_PROTEINS, INFORMATIVE = 124, 8
EFFECT = 0.5  # of the stage on an informative protein
MARKER_EFFECTS = (0.8, 0.8, -0.7)  # on tau, p_tau and Ab_42
PER_E4 = 0.7


def people(num_people: int, seed: int) -> dict[str, np.ndarray]:
    """Draw made-up people.

    Args:
        num_people: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        `proteins` (people, 124), of which the first eight tell of the stage;
        `markers` (people, 3); `age`, `male`, `e2` and `e4` (copies of the
        allele), `label` (1: impaired), `patient`, and `stage`, of which
        the label was drawn.

    Raises:
        ValueError: `num_people` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.ad_data import phantom
        >>> phantom.people(3, seed=0)["proteins"].shape
        (3, 124)

    Chapter: 3.1.2
    """
    if not isinstance(num_people, int | np.integer) or num_people < 1:
        raise ValueError(
            "`num_people` must be a whole number of at least 1. Received: "
            f"{num_people!r}"
        )
    rng = np.random.default_rng(seed)
    alleles = rng.choice([2, 3, 4], (num_people, 2), p=[0.07, 0.75, 0.18])
    e4 = (alleles == 4).sum(axis=1)
    stage = rng.normal(0, 1, num_people) + PER_E4 * (e4 - 0.36)
    proteins = rng.normal(0, 1, (num_people, NUM_PROTEINS))
    proteins[:, :INFORMATIVE] += EFFECT * stage[:, None]
    markers = rng.normal(0, 1, (num_people, 3))
    markers = markers + stage[:, None] * MARKER_EFFECTS
    risk = 1 / (1 + np.exp(-(1.6 * stage - 1.3)))
    return {
        "proteins": proteins.astype(np.float32),
        "markers": markers.astype(np.float32),
        "age": rng.normal(0.986, 0.0014, num_people).astype(np.float32),
        "male": (rng.random(num_people) < 0.4).astype(np.int64),
        "e2": (alleles == 2).sum(axis=1),
        "e4": e4,
        "label": (rng.random(num_people) < risk).astype(np.int64),
        "patient": np.arange(num_people),
        "stage": stage,
    }
