"""Drawn spirals and waves: pictures by person, and drawings by a program."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.pd_drawings import drawings, phantom

from medkeras.data.building import DatasetBuilder

SAMPLE = (24, 0)  # made-up people, and the seed they are drawn with
HOME = "https://www.kaggle.com/datasets/kmader/parkinsons-drawings"


class Builder(DatasetBuilder):
    """Builder of the real drawings (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "8 drawings of 24 made-up people.",
        "full": "The drawings of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the folders spiral and wave, or one of them, all or some of the "
        f"drawings, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(
            shape=(drawings.SIZE, drawings.SIZE), dtype=np.uint8
        ),
        "label": np.int64,  # 1: Parkinson's disease
        "person": np.int64,
        "kind": np.int64,  # 0: spiral, 1: wave
        "drawing": np.int64,  # number within person and kind
        "published_test": np.int64,  # 1: in the folder `testing`
        "height": np.int64,  # of the file, pixels
        "width": np.int64,
        "tremor": np.float32,  # sample: share of the sheet; full: NaN
    }

    def read_sample(self, folder):
        """Draw the people's sheets, and reduce them as real ones."""
        rows = phantom.drawings(*SAMPLE)
        for row in rows:
            picture = row.pop("picture")
            row["height"], row["width"] = picture.shape
            row["image"] = drawings.reduced(picture)
        return {"train": rows}

    def read_full(self, dl_manager):
        """Read the drawings that are there, and say what could not be."""
        found = drawings.read_folder(dl_manager.manual_dir)
        for row in found.splits["train"]:
            row["tremor"] = np.float32(np.nan)
        return found
