"""Table and volumes of OASIS-1, and made-up rows."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.oasis1 import phantom, tree

from medkeras.data.building import DatasetBuilder

SAMPLE = (160, 0)  # made-up people, and the seed they are drawn with


class Builder(DatasetBuilder):
    """Builder of your own copy (`full`) and of made-up rows (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "160 made-up people.",
        "full": "The rated people of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Accept the data use agreement at sites.wustl.edu/oasisbrains, and put "
        "oasis_cross-sectional.csv into this folder, with the volumes below it "
        "as they were unpacked (ANALYZE) or as NIfTI, OAS1_0001_MR1....nii"
    )
    HOMEPAGE = "https://sites.wustl.edu/oasisbrains"
    FEATURES: ClassVar = {
        "table": tfds.features.Tensor(
            shape=(len(phantom.COLUMNS),), dtype=np.float32
        ),
        "mmse": np.float32,
        "cdr": np.float32,
        "volume": tfds.features.Tensor(
            shape=(phantom.SIZE,) * 3, dtype=np.uint8
        ),
        "has_volume": np.int64,
        "label": np.int64,  # 1: CDR above 0
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Draw the people; there is one split."""
        return {"train": phantom.people(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read what is there, and say what could not be read."""
        return tree.read_folder(dl_manager.manual_dir)
