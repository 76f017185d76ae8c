"""RIDER Neuro MRI: series of patients with recurrent glioblastoma."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.rider_neuro import phantom, tree

from medkeras.data.building import DatasetBuilder

SAMPLE = (6, 3)  # made-up patients, and the seed they are drawn with


class Builder(DatasetBuilder):
    """Builder of the real series (`full`) and of the phantom (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "6 made-up heads, each with a lesion.",
        "full": "The series of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the folder RIDER NEURO MRI, with all or some of the patients, in "
        "this folder; source: https://doi.org/10.7937/K9/TCIA.2015.VOSN3HN1"
    )
    HOMEPAGE = "https://doi.org/10.7937/K9/TCIA.2015.VOSN3HN1"
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(
            shape=(tree.SIZE, tree.SIZE), dtype=np.uint8
        ),
        "series": np.int64,  # number of the series
        "position": np.float32,  # 0: first image of the series, 1: last
        "spacing": np.float32,  # between the reduced pixels, mm
        "thickness": np.float32,  # from slice to slice, mm
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Draw the heads; nobody is without a tumour in the real set."""
        return {"train": phantom.patients(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the series that are there, and say what could not be read."""
        return tree.read_tree(dl_manager.manual_dir)
