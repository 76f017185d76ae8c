"""Hippocampi of the Medical Segmentation Decathlon, and a phantom."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.hippocampus_msd import phantom, tree

from medkeras.data.building import DatasetBuilder

# Heads of each split of the phantom, and the seed they are drawn with.
SAMPLE = {"train": (12, 0), "validation": (4, 1), "test": (6, 2)}


class Builder(DatasetBuilder):
    """Builder of the real volumes (`full`) and of the phantom (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "Both sides of 22 made-up heads.",
        "full": "The volumes of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Unpack Task04_Hippocampus.tar into this folder, all or some of its "
        "volumes; source: http://medicaldecathlon.com"
    )
    HOMEPAGE = "http://medicaldecathlon.com"
    FEATURES: ClassVar = {
        "image": tfds.features.Tensor(shape=tree.SHAPE, dtype=np.uint8),
        "label": tfds.features.Tensor(shape=tree.SHAPE, dtype=np.uint8),
        "shape": tfds.features.Tensor(shape=(3,), dtype=np.int64),
        "volume": tfds.features.Tensor(shape=(2,), dtype=np.float32),  # mm^3
        "number": np.int64,  # of the file
        "head": np.int64,  # volumes 2k - 1 and 2k are head k
    }

    def read_sample(self, folder):
        """Draw the heads of each split."""
        splits, first = {}, 0
        for split, (count, seed) in SAMPLE.items():
            drawn = phantom.heads(count, seed)
            label = drawn["label"]
            parts = [(label == part).sum(axis=(1, 2, 3)) for part in (1, 2)]
            drawn["volume"] = np.stack(parts, axis=1).astype(np.float32)
            drawn["shape"] = np.tile(tree.SHAPE, (len(label), 1))
            drawn["head"] = drawn["head"] + first + 1
            drawn["number"] = 2 * first + 1 + np.arange(len(label))
            splits[split] = drawn
            first += count
        return splits

    def read_full(self, dl_manager):
        """Read the volumes that are there, and say what could not be read."""
        return tree.read_tree(dl_manager.manual_dir)
