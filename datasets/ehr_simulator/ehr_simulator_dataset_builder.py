"""Made-up health records with a truth that is known."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds

from medkeras.data.building import DatasetBuilder
from medkeras.ehr.simulator import MOST_CODES, simulate

# Patients of each split, and the seed they are drawn with.
SPLITS = {"train": (1200, 0), "validation": (400, 1), "test": (400, 2)}
TEXTS = tfds.features.Tensor(shape=(MOST_CODES,), dtype=np.str_)


class Builder(DatasetBuilder):
    """Builder of the records; there is a sample only."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {"sample": "Visits of 2,000 made-up patients."}
    FEATURES: ClassVar = {
        "encounter": np.int64,
        "patient": np.int64,
        "start": np.float32,  # days since the first visit
        "stay": np.float32,  # days
        "method": np.int64,  # 1 unplanned, 2 planned
        "transferred": np.int64,
        "diagnosis": TEXTS,
        "procedure": TEXTS,
        "label": np.int64,  # 1: back unplanned within a year
        "risk": np.float32,  # with which the label was drawn
        "severity": np.float32,
    }

    def read_sample(self, folder):
        """Draw the patients of each split."""
        splits, people, encounters = {}, 0, 0
        for split, (count, seed) in SPLITS.items():
            drawn = simulate(count, seed)
            drawn["patient"] = drawn["patient"] + people
            drawn["encounter"] = drawn["encounter"] + encounters
            splits[split] = drawn
            people, encounters = (
                people + count,
                encounters + len(drawn["label"]),
            )
        return splits
