"""Phantom of flow in a leg vein: sequences whose label is the motion."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from etils import epath
from medkeras_datasets.vein_reflux import phantom

FRAMES, SIZE = 8, 16
# Patients of each split, the seed they are drawn with, their first number.
SPLITS = {
    "train": (600, 0, 0),
    "validation": (200, 1, 600),
    "test": (200, 2, 800),
}


class Builder(tfds.core.GeneratorBasedBuilder):
    """Builder of the phantom; there is a sample only."""

    # TFDS asks the package for its folder; an editable install has none.
    code_path = epath.Path(__file__)
    pkg_dir_path = code_path.parent
    VERSION = tfds.core.Version("1.0.0")
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    BUILDER_CONFIGS: ClassVar = [
        tfds.core.BuilderConfig(
            name="sample", description="1,000 made-up patients."
        ),
    ]

    def _info(self) -> tfds.core.DatasetInfo:
        return self.dataset_info_from_configs(
            features=tfds.features.FeaturesDict(
                {
                    "video": tfds.features.Tensor(
                        shape=(FRAMES, SIZE, SIZE, 1), dtype=np.float32
                    ),
                    "label": np.int64,  # 1: reflux
                    "direction": np.int64,  # -1: up, +1: down
                    "speed": np.float32,  # pixels per frame
                    "start": tfds.features.Tensor(shape=(2,), dtype=np.float32),
                    "patient": np.int64,
                }
            ),
            disable_shuffling=True,
        )

    def _split_generators(self, dl_manager: tfds.download.DownloadManager):
        del dl_manager  # nothing to download
        return {
            name: self._generate_examples(*how) for name, how in SPLITS.items()
        }

    def _generate_examples(self, num_patients: int, seed: int, first: int):
        drawn = phantom.sequences(num_patients, seed, FRAMES, SIZE)
        drawn["patient"] += first
        for row, patient in enumerate(drawn["patient"].tolist()):
            yield (
                patient,
                {name: drawn[name][row] for name in self.info.features},
            )
