"""Admissions of the MIMIC-III demo, and made-up ones."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.mimic3_demo import phantom, tables

from medkeras.data.building import DatasetBuilder

SAMPLE = (60, 0)  # made-up patients, and the seed they are drawn with


class Builder(DatasetBuilder):
    """Builder of the real tables (`full`) and of made-up rows (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "Admissions of 60 made-up patients.",
        "full": "The tables of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the CSV tables of the demo in this folder (ADMISSIONS and "
        "DIAGNOSES_ICD are needed); source: "
        "https://physionet.org/content/mimiciii-demo/1.4/"
    )
    HOMEPAGE = "https://physionet.org/content/mimiciii-demo/1.4/"
    FEATURES: ClassVar = {
        "encounter": np.int64,
        "patient": np.int64,
        "start": np.float32,  # days since the first admission
        "stay": np.float32,  # days
        "method": np.int64,  # 1 unplanned, 2 planned, 0 else
        "transferred": np.int64,  # 1: from another hospital or home
        "died": np.int64,  # 1: in the hospital
        "age": np.float32,  # years; NaN: unknown, 90: above 89
        **{
            kind: tfds.features.Tensor(shape=(most,), dtype=np.str_)
            for kind, (_, _, most) in tables.CODES.items()
        },
    }

    def read_sample(self, folder):
        """Draw the patients; there is one split."""
        return {"train": phantom.patients(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the tables that are there, and say what could not be read."""
        return tables.read_folder(dl_manager.manual_dir)
