"""Beat times of a day, one row a person: what nsr2db and chf2db share."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds

from medkeras.data.building import DatasetBuilder, Reading
from medkeras.signal.beat_annotations import (
    MOST_INTERVALS,
    holter_columns,
    read_holter_folder,
)
from medkeras.signal.beat_simulator import simulate_hearts

HOURS = 6.0  # of a made-up heart


class BeatTimesBuilder(DatasetBuilder, skip_registration=True):
    """Base of both builders.

    Attributes:
        PATTERN: of the names of the annotation files.
        PUBLISHED: how many records the whole set has.
        HEARTS: how many made-up ones the sample has, and their seed.
        FAILING: whether they fail.
    """

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the annotation files and their headers, all or some, in this "
        "folder; the card says where they are published."
    )
    FEATURES: ClassVar = {
        "record": tfds.features.Text(),
        "first": np.float32,  # s before the first beat
        "intervals": tfds.features.Tensor(
            shape=(MOST_INTERVALS,), dtype=np.float32
        ),  # s, NaN after the last
        "normal": tfds.features.Tensor(shape=(MOST_INTERVALS,), dtype=np.bool_),
    }

    def read_sample(self, folder):
        """Draw the hearts."""
        hearts = simulate_hearts(*self.HEARTS, self.FAILING, HOURS)
        rows = [
            (f"made-up {number:02d}", 0.0, *heart)
            for number, heart in enumerate(hearts)
        ]
        return {"train": holter_columns(rows)}

    def read_full(self, dl_manager):
        """Read the records that are there."""
        columns, notes = read_holter_folder(
            dl_manager.manual_dir, self.PATTERN, self.PUBLISHED
        )
        complete = len(columns["record"]) == self.PUBLISHED
        return Reading({"train": columns}, notes, complete)
