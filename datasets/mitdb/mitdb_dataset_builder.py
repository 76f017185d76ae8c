"""MIT-BIH Arrhythmia Database: single beats of half-hour recordings."""

import itertools
from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.mitdb import beats, database, records, shipped_sample

from medkeras.data.building import DatasetBuilder


class Builder(DatasetBuilder):
    """Builder of the beats, which stay in the order of time."""

    VERSION = "2.0.0"
    RELEASE_NOTES: ClassVar = {
        "1.0.0": "First version.",
        "2.0.0": "The sample is a part of the real set; files are checked.",
    }
    VARIANTS: ClassVar = {
        "sample": "Twelve minutes of 20 of the records.",
        "full": "Beats of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the files .hea, .dat and .atr of the records in this folder, "
        "all or some of the 44; source: https://physionet.org/content/mitdb/"
    )
    HOMEPAGE = "https://physionet.org/content/mitdb/1.0.0/"
    FEATURES: ClassVar = {
        "beat": tfds.features.Tensor(
            shape=(beats.LENGTH, len(records.CHANNELS)), dtype=np.float32
        ),
        "label": np.int64,  # of beats.CLASSES
        "rr_previous": np.float32,
        "rr_next": np.float32,
        "rr_local": np.float32,
        "rr_record": np.float32,
        "time": np.float32,  # of the R peak in the record, s
        "symbol": tfds.features.Text(),
        "second_lead": tfds.features.Text(),  # "" if missing
        "record": np.int64,
        "patient": np.int64,
    }

    def read_sample(self, folder):
        """Read the shipped minutes."""
        found = shipped_sample.read_sample(folder)
        self.notes = [shipped_sample.summary(found)]
        return self._examples(found)

    def read_full(self, dl_manager):
        """Read the records that are there."""
        found, self.notes = records.read_splits(dl_manager.manual_dir)
        return self._examples(found)

    def _examples(self, found):
        self.complete = database.is_complete(found)
        return {
            split: itertools.chain.from_iterable(
                record.examples() for record in read
            )
            for split, read in found.items()
        }
