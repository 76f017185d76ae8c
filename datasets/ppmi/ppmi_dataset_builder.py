"""Striatal images: a user's own PPMI scans, and a phantom of them."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.ppmi import phantom, scans

from medkeras.data.building import DatasetBuilder

SAMPLE = (80, 0)  # made-up subjects, and the seed they are drawn with
HOME = "https://www.ppmi-info.org"


class Builder(DatasetBuilder):
    """Builder of the user's own scans (`full`) and of the phantom."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "5 slices of 80 subjects drawn by a program.",
        "full": "The scans that PPMI gave you.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Apply at {HOME}, and put {scans.TABLE} (subject, group HC or PD; "
        "site, age) and <subject>.nii.gz, or folders <subject> of DICOM "
        "slices, in this folder"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(
            shape=(phantom.SIDE, phantom.SIDE), dtype=np.float32
        ),
        "label": np.int64,  # 1: Parkinson's disease
        "subject": np.int64,
        "slice": np.int64,  # 0 to 4, from below to above
        "scanner": np.int64,  # full: the site; -1: not known
        "age": np.float32,  # years
        "left": np.float32,  # sample: share of binding left; full: NaN
        "right": np.float32,
    }

    def read_sample(self, folder):
        """Draw the subjects."""
        return {"train": phantom.subjects(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the scans that are there, and say what could not be."""
        return scans.read_folder(dl_manager.manual_dir)
