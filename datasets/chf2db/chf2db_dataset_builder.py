"""Beat times of a day of people with heart failure, and made-up ones."""

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

PATTERN, PUBLISHED = "chf*.ecg", 29
SAMPLE = {"count": 16, "seed": 0, "failing": True, "hours": 6.0}
HOME = "https://physionet.org/content/chf2db/1.0.0/"


class Builder(DatasetBuilder):
    """Builder of the real records (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "Six hours of 16 made-up hearts.",
        "full": "The records of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put the files {PATTERN} and their headers, all or some, in this "
        f"folder; source: {HOME}"
    )
    HOMEPAGE = HOME
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
        hearts = simulate_hearts(**SAMPLE)
        rows = [
            (f"made-up {number:02d}", 0.0, *heart)
            for number, heart in enumerate(hearts)
        ]
        return {"train": holter_columns(rows)}

    def read_full(self, dl_manager):
        """Read the records that are there."""
        columns, notes = read_holter_folder(
            dl_manager.manual_dir, PATTERN, PUBLISHED
        )
        complete = len(columns["record"]) == PUBLISHED
        return Reading({"train": columns}, notes, complete)
