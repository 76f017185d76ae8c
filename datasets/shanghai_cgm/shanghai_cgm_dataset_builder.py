"""Glucose every 15 minutes at home and in hospital, two types of diabetes."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.shanghai_cgm import phantom, wears

from medkeras.data.building import DatasetBuilder

# Made-up people by type, longest wear in days, and the seed.
SAMPLE = ({1: 6, 2: 18}, 8, wears.MOST, 0)
HOME = "https://doi.org/10.1038/s41597-023-01940-7"


class Builder(DatasetBuilder):
    """Builder of the real wears (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "Wears of 24 made-up people.",
        "full": "The wears of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put Shanghai_T1DM and Shanghai_T2DM, all or some of their workbooks, "
        f"with their _Summary.xlsx, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "wear": tfds.features.Text(),
        "patient": np.int64,
        "type": np.int64,  # of diabetes, 1 or 2
        "age": np.float32,  # years
        "male": np.float32,
        "hba1c": np.float32,  # mmol/mol
        "years": np.float32,  # since the diagnosis
        "start": np.float32,  # o'clock
        "length": np.int64,  # steps of 15 minutes
        **dict.fromkeys(
            ("glucose", "meal", "insulin"),
            tfds.features.Tensor(shape=(wears.MOST,), dtype=np.float32),
        ),
    }

    def read_sample(self, folder):
        """Draw the wears."""
        return {"train": phantom.wears(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the wears that are there."""
        return wears.read_folder(dl_manager.manual_dir)
