"""Chest films with COVID-19, other pneumonias, or no finding."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.covid_xray import phantom, tree

from medkeras.data.building import DatasetBuilder

# Patients of each split of the phantom, and the seed they are drawn with.
SAMPLE = {"train": (150, 0), "test": (38, 1)}


class Builder(DatasetBuilder):
    """Builder of the real films (`full`) and of the phantom (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "188 made-up patients of four made-up sources.",
        "full": "The films of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put metadata.csv and images/ of the COVID-19 image collection in this "
        "folder, with annotations/annotations.json and masks/ if you have "
        "them, and Data_Entry_2017.csv and images/ of NIH ChestX-ray14 in its "
        "folder nih, all or some; source: "
        "https://github.com/ieee8023/covid-chestxray-dataset"
    )
    HOMEPAGE = "https://github.com/ieee8023/covid-chestxray-dataset"
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(
            shape=(tree.SIZE, tree.SIZE), dtype=np.uint8
        ),
        "label": np.int64,  # of tree.LABELS
        "finding": tfds.features.Text(),
        "source": tfds.features.Text(),  # web site, or "nih"
        "collection": tfds.features.Text(),
        "view": tfds.features.Text(),
        "sex": tfds.features.Text(),
        "age": np.float32,  # years; NaN: not known
        "aspect": np.float32,  # width / height before it was squeezed
        "boxes": tfds.features.Tensor(shape=(2, 4), dtype=np.float32),
        "lung_mask": tfds.features.Tensor(
            shape=(tree.SIZE, tree.SIZE), dtype=np.uint8
        ),
        "has_mask": np.int64,
        "licence": tfds.features.Text(),
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Draw the films of each split."""
        splits, first = {}, 0
        for split, (count, seed) in SAMPLE.items():
            drawn = phantom.films(count, seed)
            rows = len(drawn["patient"])
            drawn["patient"] = drawn["patient"] + first
            drawn["finding"] = np.array(tree.LABELS)[drawn["label"]]
            drawn["sex"] = np.full(rows, "", object)
            drawn["age"] = np.full(rows, np.nan, np.float32)
            drawn["has_mask"] = np.ones(rows, int)
            drawn["licence"] = np.full(rows, "Apache-2.0", object)
            splits[split] = drawn
            first += count
        return splits

    def read_full(self, dl_manager):
        """Read the films that are there, and say what could not be read."""
        return tree.read_tree(dl_manager.manual_dir)
