"""Sunnybrook Cardiac Data: short-axis slices with the experts' contours."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.sunnybrook import phantom, tree

from medkeras.data.building import DatasetBuilder

# Patients of each split of the phantom, and the seed they are drawn with.
SAMPLE = {"train": (8, 0), "validation": (4, 1), "test": (4, 2)}


class Builder(DatasetBuilder):
    """Builder of the real slices (`full`) and of the phantom (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "16 made-up hearts.",
        "full": "The patients of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put scd_patientdata.csv, SCD_ManualContours and the folders SCD_IMAGES"
        "_01 to _05 in this folder, all or some of the patients; source: "
        "https://www.cardiacatlas.org/sunnybrook-cardiac-data/"
    )
    HOMEPAGE = "https://www.cardiacatlas.org/sunnybrook-cardiac-data/"
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(
            shape=(tree.SIZE, tree.SIZE), dtype=np.float32
        ),
        "contour": tfds.features.Tensor(
            shape=(tree.POINTS, 2), dtype=np.float32
        ),
        "spacing": tfds.features.Tensor(shape=(2,), dtype=np.float32),
        "thickness": np.float32,  # mm from slice to slice
        "location": np.float32,  # along the axis, mm
        "is_systole": np.int64,  # 1: end of systole, 0: end of diastole
        "level": np.int64,  # of tree.LEVELS
        "pathology": tfds.features.Text(),
        "volume": np.float32,  # sample: of the cavity, ml; full: NaN
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Draw the hearts of each split."""
        splits, first = {}, 0
        for split, (count, seed) in SAMPLE.items():
            drawn = phantom.patients(count, seed)
            rows = len(drawn["patient"])
            drawn["patient"] = drawn["patient"] + first
            drawn["spacing"] = np.full((rows, 2), phantom.SPACING, np.float32)
            drawn["thickness"] = np.full(rows, phantom.THICKNESS, np.float32)
            drawn["pathology"] = np.full(rows, "phantom", object)
            splits[split] = drawn
            first += count
        return splits

    def read_full(self, dl_manager):
        """Read the patients that are there, and say what could not be read."""
        return tree.read_tree(dl_manager.manual_dir)
