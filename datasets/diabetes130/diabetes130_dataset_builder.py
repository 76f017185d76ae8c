"""Encounters of diabetic patients in 130 hospitals, and made-up ones."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.diabetes130 import phantom, table

from medkeras.data.building import DatasetBuilder

# Patients of each split of the phantom, and the seed they are drawn with.
SAMPLE = {"train": (900, 0), "validation": (300, 1), "test": (300, 2)}


class Builder(DatasetBuilder):
    """Builder of the real table (`full`) and of made-up rows (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "Encounters of 1,500 made-up patients.",
        "full": "The encounters of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put the archive, or {table.FILE} out of it, in this folder; source: "
        "https://archive.ics.uci.edu/dataset/296"
    )
    HOMEPAGE = "https://archive.ics.uci.edu/dataset/296"
    FEATURES: ClassVar = {
        "encounter": np.int64,
        "patient": np.int64,
        "start": np.float32,  # NaN: the set has no dates
        "stay": np.float32,  # days
        "method": np.int64,  # 1 unplanned, 2 planned, 0 unknown
        "diagnosis": tfds.features.Tensor(shape=(3,), dtype=np.str_),
        "drug": tfds.features.Tensor(shape=(table.MOST_DRUGS,), dtype=np.str_),
        "age": np.float32,  # middle of the decade
        **{name: tfds.features.Text() for name in table.TEXTS},
        **{name: np.int64 for name in table.CODES},
        **{name: np.float32 for name in table.COUNTS},
        "label": np.int64,  # 1: another encounter within 30 days
        "readmitted": tfds.features.Text(),  # NO, >30 or <30, as published
    }

    def read_sample(self, folder):
        """Draw the patients of each split."""
        splits, first, encounters = {}, 0, 0
        for split, (count, seed) in SAMPLE.items():
            drawn = phantom.patients(count, seed)
            rows = len(drawn["patient"])
            drawn["patient"] = drawn["patient"] + first
            drawn["encounter"] = drawn["encounter"] + encounters
            for name in table.TEXTS:
                drawn[name] = np.full(rows, "?", object)
            for name in table.CODES:
                drawn[name] = np.zeros(rows, np.int64)
            for name in table.COUNTS:
                drawn.setdefault(name, np.full(rows, np.nan, np.float32))
            splits[split] = drawn
            first, encounters = first + count, encounters + rows
        return splits

    def read_full(self, dl_manager):
        """Read the table that is there, and say what could not be read."""
        return table.read_folder(dl_manager.manual_dir)
