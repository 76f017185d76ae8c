"""Clinical table, genes and brain volume: made-up, or a user's own ADNI."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.adni import phantom, tables

from medkeras.data.building import DatasetBuilder

SAMPLE = (600, 0)  # made-up people, and the seed they are drawn with


class Builder(DatasetBuilder):
    """Builder of the user's own files (`full`) and of people (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "600 made-up people.",
        "full": "The tables and volumes that ADNI gave you.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Apply at https://adni.loni.usc.edu, and put ADNIMERGE.csv, snps.csv "
        "(RID and a column an allele, 0 to 2) and volumes/<RID>.nii.gz in this "
        "folder; only the first is needed"
    )
    HOMEPAGE = "https://adni.loni.usc.edu"
    FEATURES: ClassVar = {
        "clinical": tfds.features.Tensor(
            shape=(len(phantom.CLINICAL),), dtype=np.float32
        ),
        "snps": tfds.features.Tensor(
            shape=(phantom.NUM_SNPS,), dtype=np.float32
        ),
        "volume": tfds.features.Tensor(
            shape=(phantom.SIDE,) * 3, dtype=np.uint8
        ),
        "has_clinical": np.int64,
        "has_snps": np.int64,
        "has_volume": np.int64,
        "criterion": np.float32,  # the rating that makes the diagnosis
        "site": np.int64,
        "label": np.int64,  # 1: Alzheimer's disease
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Draw the people; there is one split."""
        return {"train": phantom.people(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read what is there, and say what could not be read."""
        return tables.read_folder(dl_manager.manual_dir)
