"""MIT-BIH Arrhythmia Database: single beats of 44 half-hour recordings."""

import itertools
from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from etils import epath
from medkeras_datasets.mitdb import beats, phantom, records

# De Chazal et al. 2004: no patient is to be in both halves. The four paced
# records (102, 104, 107, 217) are in neither.
DS1 = (
    101, 106, 108, 109, 112, 114, 115, 116, 118, 119, 122,
    124, 201, 203, 205, 207, 208, 209, 215, 220, 223, 230,
)  # fmt: skip
DS2 = (
    100, 103, 105, 111, 113, 117, 121, 123, 200, 202, 210,
    212, 213, 214, 219, 221, 222, 228, 231, 232, 233, 234,
)  # fmt: skip
SPLITS = {"train": DS1, "test": DS2}
SAME_MAN = {202: 201}  # records of a patient who has another number
MADE_UP = {"train": range(9001, 9017), "test": range(9017, 9029)}
SECONDS = 300  # length of a made-up recording


class Builder(tfds.core.GeneratorBasedBuilder):
    """Builder of the beats; what it could not use is in `notes`."""

    # TFDS asks the package for its folder; an editable install has none.
    code_path = epath.Path(__file__)
    pkg_dir_path = code_path.parent
    VERSION = tfds.core.Version("1.0.0")
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    BUILDER_CONFIGS: ClassVar = [
        tfds.core.BuilderConfig(
            name="sample", description="Beats of 28 made-up patients."
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
        self.notes = []
        if self.builder_config.name == "sample":
            return {
                split: self._generate_examples(map(made_up, numbers))
                for split, numbers in MADE_UP.items()
            }
        folder = epath.Path(dl_manager.manual_dir)
        found = {
            split: records.read_all(folder, numbers, self.notes)
            for split, numbers in SPLITS.items()
        }
        self.notes.insert(0, records.summary(folder, found))
        # TFDS has no empty splits: without a record there is no split.
        return {
            split: self._generate_examples(read)
            for split, read in found.items()
            if read
        }

    def _generate_examples(self, read):
        keys = itertools.count()
        for record in read:
            for example in record.examples():
                number = record.number
                example["record"] = number
                example["patient"] = SAME_MAN.get(number, number)
                yield next(keys), example


def made_up(number: int) -> records.Record:
    """The recording of a made-up patient, in the form of a real one.

    Args:
        number: of the patient.

    Returns:
        The record.

    Example:
        >>> from medkeras_datasets.mitdb import mitdb_dataset_builder
        >>> mitdb_dataset_builder.made_up(9001).signal.shape
        (108000, 2)
    """
    drawn = phantom.recording(number, SECONDS)
    symbols = [beats.SYMBOLS["NSV"[label]][0] for label in drawn["labels"]]
    return records.Record(
        number, drawn["signal"], drawn["peaks"], symbols, "V1"
    )
