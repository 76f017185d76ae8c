"""MIT-BIH Arrhythmia Database: single beats of half-hour recordings."""

import itertools
from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from etils import epath
from medkeras_datasets.mitdb import beats, database, records, shipped_sample


class Builder(tfds.core.GeneratorBasedBuilder):
    """Builder of the beats.

    `notes` says what could not be used, `complete` whether all is there.
    """

    # TFDS asks the package for its folder; an editable install has none.
    code_path = epath.Path(__file__)
    pkg_dir_path = code_path.parent
    VERSION = tfds.core.Version("2.0.0")
    RELEASE_NOTES: ClassVar = {
        "1.0.0": "First version.",
        "2.0.0": "The sample is a part of the real set; files are checked.",
    }
    BUILDER_CONFIGS: ClassVar = [
        tfds.core.BuilderConfig(
            name="sample", description="Twelve minutes of 20 of the records."
        ),
        tfds.core.BuilderConfig(
            name="full", description="Beats of your own download."
        ),
    ]
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the files .hea, .dat and .atr of the records in this folder, "
        "all or some of the 44; source: https://physionet.org/content/mitdb/"
    )

    def _info(self) -> tfds.core.DatasetInfo:
        shape = (beats.LENGTH, len(records.CHANNELS))
        return self.dataset_info_from_configs(
            features=tfds.features.FeaturesDict(
                {
                    "beat": tfds.features.Tensor(shape=shape, dtype=np.float32),
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
            ),
            homepage="https://physionet.org/content/mitdb/1.0.0/",
            disable_shuffling=True,  # beats stay in the order of time
        )

    def _split_generators(self, dl_manager: tfds.download.DownloadManager):
        if self.builder_config.name == "sample":
            found = shipped_sample.read_sample(self.code_path.parent / "sample")
            self.notes = [shipped_sample.summary(found)]
        else:
            found, self.notes = records.read_splits(dl_manager.manual_dir)
        self.complete = database.is_complete(found)
        return {
            split: self._generate_examples(read)
            for split, read in found.items()
        }

    def _generate_examples(self, read):
        examples = (record.examples() for record in read)
        yield from enumerate(itertools.chain.from_iterable(examples))
