"""Two days in intensive care, and who left the hospital alive."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.cinc2012 import phantom, stays

from medkeras.data.building import DatasetBuilder

# Made-up stays of each split, and the seed they are drawn with.
SAMPLE = {"train": (1000, 0), "test": (500, 1)}
HOME = "https://physionet.org/content/challenge-2012/1.0.0/"


class Builder(DatasetBuilder):
    """Builder of the real stays (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "1,500 made-up stays.",
        "full": "The stays of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put set-a.zip with Outcomes-a.txt, and those of set b if you have "
        f"them, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "stay": np.int64,
        "age": np.float32,  # years
        "male": np.float32,
        "height": np.float32,  # cm
        "weight": np.float32,  # kg
        "unit": np.int64,  # 1 coronary, 2 cardiac surgery, 3 medical, 4 other
        "hourly": tfds.features.Tensor(
            shape=(stays.HOURS, len(stays.PARAMETERS)), dtype=np.float32
        ),
        "saps": np.float32,
        "sofa": np.float32,
        "label": np.int64,  # 1: died in the hospital
    }

    def read_sample(self, folder):
        """Draw the stays of each split."""
        splits, first = {}, 0
        for split, (count, seed) in SAMPLE.items():
            drawn = phantom.stays(count, seed, stays.HOURS, stays.PARAMETERS)
            drawn["stay"] = drawn["stay"] + first
            splits[split], first = drawn, first + count
        return splits

    def read_full(self, dl_manager):
        """Read the stays that are there."""
        return stays.read_folder(dl_manager.manual_dir)
