"""Brain slices of TCGA-LGG with masks of the tumour, and a phantom."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.brain_tumour import phantom, tree

from medkeras.data.building import DatasetBuilder

# Patients of each split of the phantom, and the seed they are drawn with.
SAMPLE = {"train": (24, 0), "validation": (8, 1), "test": (8, 2)}


class Builder(DatasetBuilder):
    """Builder of the real slices (`full`) and of the phantom (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "40 made-up heads.",
        "full": "The patients of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the folder kaggle_3m, with all or some of the patients, in this "
        "folder; source: https://www.kaggle.com/datasets/mateuszbuda/"
        "lgg-mri-segmentation"
    )
    HOMEPAGE = (
        "https://www.kaggle.com/datasets/mateuszbuda/lgg-mri-segmentation"
    )
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(
            shape=(tree.SIZE, tree.SIZE, 3), dtype=np.uint8
        ),
        "mask": tfds.features.Tensor(
            shape=(tree.SIZE, tree.SIZE), dtype=np.uint8
        ),
        "label": np.int64,  # 1: tumour in the slice
        "slice": np.int64,  # number in the stack
        "position": np.float32,  # 0: first slice of the stack, 1: last
        "site": tfds.features.Text(),
        "has_pre": np.int64,  # 0: replaced by a copy of FLAIR
        "has_post": np.int64,
        "grade": np.float32,  # code of data.csv; NaN: unknown
        "age": np.float32,  # years; NaN: unknown
        "name": tfds.features.Text(),  # of the patient
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Draw the heads of each split."""
        splits, first = {}, 0
        for split, (count, seed) in SAMPLE.items():
            drawn = phantom.patients(count, seed)
            rows = len(drawn["patient"])
            drawn["patient"] = drawn["patient"] + first
            drawn["name"] = np.array(
                [f"head {number}" for number in drawn["patient"]], object
            )
            drawn["has_pre"] = drawn["has_post"] = np.ones(rows, np.int64)
            drawn["grade"] = drawn["age"] = np.full(rows, np.nan, np.float32)
            splits[split] = drawn
            first += count
        return splits

    def read_full(self, dl_manager):
        """Read the patients that are there, and say what could not be read."""
        return tree.read_tree(dl_manager.manual_dir)
