"""Posts about COVID-19, true or false, and made-up ones."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.constraint2021 import tables

from medkeras.data.building import DatasetBuilder
from medkeras.text.claims_simulator import articles

# Made-up posts of each split, and the seed they are drawn with.
SPLITS = {"train": (800, 0), "validation": (200, 1), "test": (400, 2)}
HOME = "https://competitions.codalab.org/competitions/26655"


class Builder(DatasetBuilder):
    """Builder of the real posts (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "1,400 made-up posts about made-up drugs.",
        "full": "The tables of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put Constraint_Train.csv, Constraint_Val.csv and "
        "english_test_with_labels.csv, all or some, in this folder; source: "
        f"{HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "number": tfds.features.Text(),  # of the post: its table and its id
        "post": tfds.features.Text(),
        "label": np.int64,  # 1: false, 0: true
    }

    def read_sample(self, folder):
        """Draw the posts: titles of made-up articles."""
        splits = {}
        for split, how in SPLITS.items():
            drawn = articles(*how)
            splits[split] = {
                "number": np.array(
                    [f"{split} {k + 1}" for k in range(len(drawn["label"]))]
                ),
                "post": drawn["title"],
                "label": drawn["label"],
            }
        return splits

    def read_full(self, dl_manager):
        """Read the tables that are there."""
        return tables.read_folder(dl_manager.manual_dir)
