"""PaHaW: eight handwriting tasks on a tablet, and a simulator of them."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.pahaw import phantom, recordings

from medkeras.data.building import DatasetBuilder

SAMPLE = (24, 0)  # made-up people, and the seed they are drawn with
HOME = "https://bdalab.utko.feec.vutbr.cz"


class Builder(DatasetBuilder):
    """Builder of the real recordings (`full`) and of the simulator."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "8 tasks of 24 made-up people.",
        "full": "The recordings that you asked the authors for.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put PaHaW_public, with all or some of the .svc files, and PaHaW_files "
        "with corpus_PaHaW.xlsx (or .csv) in this folder; on request from "
        f"{HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        # x, y, pressure, on_paper, time (s); as long as the recording.
        "movement": tfds.features.Tensor(shape=(None, 5), dtype=np.float32),
        "label": np.int64,  # 1: Parkinson's disease
        "person": np.int64,
        "task": np.int64,  # 0: spiral, to 7: sentence
        "age": np.float32,  # years
        "tremor": np.float32,  # sample: Hz; full: NaN
        "tremor_size": np.float32,  # sample: mm; full: NaN
        "decay": np.float32,  # sample: growth a stroke; full: NaN
    }

    def read_sample(self, folder):
        """Draw the people."""
        return {"train": phantom.recordings(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the recordings that are there, and say what could not be."""
        return recordings.read_folder(dl_manager.manual_dir)
