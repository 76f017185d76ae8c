"""Phantom of flow in a leg vein: sequences whose label is the motion."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.vein_reflux import phantom

from medkeras.data.building import DatasetBuilder, number_patients

FRAMES, SIZE = 8, 16
# Patients of each split, and the seed they are drawn with.
SPLITS = {"train": (600, 0), "validation": (200, 1), "test": (200, 2)}


class Builder(DatasetBuilder):
    """Builder of the phantom; there is a sample only."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {"sample": "1,000 made-up patients."}
    FEATURES: ClassVar = {
        "video": tfds.features.Tensor(
            shape=(FRAMES, SIZE, SIZE, 1), dtype=np.float32
        ),
        "label": np.int64,  # 1: reflux
        "direction": np.int64,  # -1: up, +1: down
        "speed": np.float32,  # pixels per frame
        "start": tfds.features.Tensor(shape=(2,), dtype=np.float32),
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Draw the sequences of each split."""
        return number_patients(
            {
                split: phantom.sequences(num_patients, seed, FRAMES, SIZE)
                for split, (num_patients, seed) in SPLITS.items()
            }
        )
