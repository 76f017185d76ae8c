"""A few made-up heads, one grey series each; all have a lesion."""

import numpy as np
from medkeras_datasets.brain_tumour import phantom as heads

SPACING, THICKNESS = 3.5, 10.0  # mm
FLAIR = 1  # channel of the heads' three sequences


def patients(num_patients: int, seed: int) -> dict[str, np.ndarray]:
    """Draw the FLAIR slices of made-up patients with a lesion each.

    Args:
        num_patients: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        `image` (slices, 64, 64), uint8; `series`, `position`, `spacing` and
        `thickness` in mm; `patient` (0, 1, ...).

    Raises:
        ValueError: `num_patients` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.rider_neuro import phantom
        >>> phantom.patients(2, seed=0)["image"].shape
        (24, 64, 64)

    Chapter: 3.1.5
    """
    drawn = heads.patients(num_patients, seed, lesion_share=1.0)
    rows = len(drawn["patient"])
    return {
        "image": drawn["image"][..., FLAIR],
        "series": drawn["patient"].copy(),
        "position": drawn["position"],
        "spacing": np.full(rows, SPACING, np.float32),
        "thickness": np.full(rows, THICKNESS, np.float32),
        "patient": drawn["patient"],
    }
