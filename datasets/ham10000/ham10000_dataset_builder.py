"""HAM10000: dermatoscopic pictures of pigmented lesions, by lesion."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.ham10000 import phantom, release
from medkeras_datasets.ham10000.diseases import CLASSES, MALIGNANT

from medkeras.data.building import DatasetBuilder

# Lesions of each split of the phantom, the seed, the share on dark skin.
SAMPLE = {"train": (600, 0, 0.05), "test": (300, 1, 0.4)}
PICTURE = (release.SIZE, release.SIZE)


class Builder(DatasetBuilder):
    """Builder of the real pictures (`full`) and of the phantom (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "900 lesions drawn by a program.",
        "full": "The pictures of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put HAM10000_metadata.csv and the folders HAM10000_images_part_1 and "
        "_2 in this folder, all or some of the pictures, with or without the "
        "masks (HAM10000_segmentations_lesion_tschandl); source: "
        "https://doi.org/10.7910/DVN/DBW86T"
    )
    HOMEPAGE = "https://doi.org/10.7910/DVN/DBW86T"
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(shape=(*PICTURE, 3), dtype=np.uint8),
        "mask": tfds.features.Tensor(shape=PICTURE, dtype=np.uint8),
        "has_mask": np.int64,
        "label": np.int64,  # of diseases.CLASSES
        "malignant": np.int64,  # 1: akiec, bcc or mel
        "disease": np.int64,  # sample: of the 30; full: -1
        "lesion": np.int64,
        "name": tfds.features.Text(),  # of the picture
        "age": np.float32,  # years
        "sex": tfds.features.Text(),
        "site": tfds.features.Text(),
        "dx_type": tfds.features.Text(),  # how the diagnosis was confirmed
        "tone": np.float32,  # sample: 0 light skin, 1 dark; full: NaN
        "asymmetry": np.float32,  # sample: 0 to 1; full: NaN
        "border": np.float32,  # sample: 0 to 1; full: NaN
        "diameter": np.float32,  # sample: share of the frame; full: NaN
    }

    def read_sample(self, folder):
        """Draw the lesions of each split."""
        splits, first = {}, 0
        for split, (count, seed, dark) in SAMPLE.items():
            drawn = phantom.lesions(count, seed, dark)
            rows = len(drawn["lesion"])
            ill = [CLASSES.index(name) for name in MALIGNANT]
            drawn["malignant"] = np.isin(drawn["label"], ill).astype(np.int64)
            drawn["has_mask"] = np.ones(rows, np.int64)
            drawn["lesion"] = drawn["lesion"] + first
            drawn["name"] = [f"drawn {split} {row}" for row in range(rows)]
            for name in ("age", "tone", "asymmetry", "border", "diameter"):
                drawn[name] = drawn[name].astype(np.float32)
            splits[split] = drawn
            first += count
        return splits

    def read_full(self, dl_manager):
        """Read the pictures that are there, and say what could not be."""
        return release.read_release(dl_manager.manual_dir)
