"""Spirals drawn on a tablet, with and without Parkinson's disease."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.pd_tablet import phantom, recordings

from medkeras.data.building import DatasetBuilder

SAMPLE = (21, 0)  # made-up people, and the seed they are drawn with
HOME = "https://archive.ics.uci.edu/dataset/395"


class Builder(DatasetBuilder):
    """Builder of the real spirals (`full`) and of made-up ones."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "2 spirals of 21 made-up people.",
        "full": "The spirals of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put hw_dataset and new_dataset, with all or some of the .txt files, "
        f"in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        # x, y, pressure, on_paper, time (s); as long as the recording.
        "movement": tfds.features.Tensor(shape=(None, 5), dtype=np.float32),
        "label": np.int64,  # 1: Parkinson's disease
        "group": tfds.features.Text(),  # C, P or H, of the file's name
        "person": np.int64,
        "name": tfds.features.Text(),  # of the file
        "test": np.int64,  # 0: static spiral, 1: dynamic
        "interval": np.float32,  # median of the sampling, ms
        "grip": np.float32,  # mean grip angle; sample: NaN
        "tremor": np.float32,  # sample: Hz; full: NaN
    }

    def read_sample(self, folder):
        """Draw the people."""
        drawn = phantom.recordings(*SAMPLE)
        for row in drawn:
            row["name"] = f"drawn_{row['group']}_{row['person']:02d}"
            row["grip"] = np.float32("nan")
        return {"train": drawn}

    def read_full(self, dl_manager):
        """Read the spirals that are there, and say what could not be."""
        return recordings.read_folder(dl_manager.manual_dir)
