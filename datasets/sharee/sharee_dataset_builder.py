"""A day of ECG of patients with high blood pressure, and made-up days."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.sharee import phantom, records

from medkeras.data.building import DatasetBuilder

# Made-up patients of each split, the seed, and whether labels are tossed.
SAMPLE = {"train": (240, 0, False), "chance": (60, 1, True)}
HOME = "https://physionet.org/content/shareedb/1.0.0/"


class Builder(DatasetBuilder):
    """Builder of the real records (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "Days of 240 made-up patients, and 60 labelled by chance.",
        "full": "The records of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {records.TABLE} and the records (.hea, .dat, .qrs), all or some, "
        f"in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "record": tfds.features.Text(),
        **dict.fromkeys(records.MEASURES, np.float32),
        "event": tfds.features.Text(),
        "label": np.int64,  # 1: an event within a year
        "true_log_odds": np.float32,  # of made-up patients, else NaN
        "windows": tfds.features.Tensor(
            shape=(phantom.WINDOWS, phantom.SAMPLES, phantom.LEADS),
            dtype=np.float32,
        ),  # mV, NaN where there is none
        "intervals": tfds.features.Tensor(
            shape=(phantom.WINDOWS, phantom.BEATS), dtype=np.float32
        ),  # s, of the five minutes from each window's start
    }

    def read_sample(self, folder):
        """Draw the patients."""
        return {split: phantom.days(*how) for split, how in SAMPLE.items()}

    def read_full(self, dl_manager):
        """Read the records that are there."""
        return records.read_folder(dl_manager.manual_dir)
