"""Chest films with and without pneumonia: PneumoniaMNIST, or a phantom."""

import hashlib
from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.pneumonia_xray import archive, phantom

from medkeras.data.building import (
    DatasetBuilder,
    number_patients,
    own_or_official,
)

# Patients of each split of the phantom, seed, sites. Half of the test comes
# from a site that training has never seen.
SAMPLE = {
    "train": (1600, 0, (0, 1)),
    "validation": (300, 1, (0, 1)),
    "test": (400, 2, (0, 2, 1, 2)),
}


class Builder(DatasetBuilder):
    """Builder of the real films (`full`) and of the phantom (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "2,300 made-up patients.",
        "full": "PneumoniaMNIST, yours or downloaded.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {archive.FILE} (PneumoniaMNIST of MedMNIST v2, 28 x 28 pixels) "
        "in this folder; the source is https://zenodo.org/records/10519652. "
        "Without it, the file is downloaded from there."
    )
    HOMEPAGE = "https://medmnist.com/"
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(
            shape=(archive.SIZE, archive.SIZE, 1), dtype=np.uint8
        ),
        "label": np.int64,  # 1: pneumonia, or an opacity
        "patient": np.int64,  # real films: number of the image
        "site": np.int64,  # -1: not known
        "row": np.float32,  # of an opacity, pixels; NaN: none
        "column": np.float32,
        "radius": np.float32,
    }

    def read_sample(self, folder):
        """Draw the films of each split."""
        return number_patients(
            {
                split: phantom.films(*how, archive.SIZE)
                for split, how in SAMPLE.items()
            }
        )

    def read_full(self, dl_manager):
        """Read the published films or a part of them, and say which."""
        path = own_or_official(self, dl_manager, archive.FILE)
        splits = archive.read_archive(path)
        (known,) = self.url_infos.values()
        if hashlib.sha256(path.read_bytes()).hexdigest() != known.checksum:
            archive.require_published(path, splits)
        self.notes = [archive.count_line(splits)]
        self.complete = archive.is_whole(splits)
        return number_patients(splits)
