"""Patients with chronic heart failure, followed for years, and made-up ones."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.music import phantom, table

from medkeras.data.building import DatasetBuilder

SAMPLE = (500, 0)  # made-up patients, and the seed they are drawn with
HOME = "https://physionet.org/content/music-sudden-cardiac-death/"


class Builder(DatasetBuilder):
    """Builder of the real table (`full`) and of a made-up one (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "500 made-up patients.",
        "full": "The table of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {table.FILE}, whole or some of its rows, in this folder; "
        f"source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "patient": tfds.features.Text(),
        "days": np.float32,  # of follow-up
        "cause": tfds.features.Text(),  # none, sudden, pump, not cardiac
        "label": np.int64,  # 1: cardiac death within four years, -1: unknown
        **dict.fromkeys(table.MEASURES, np.float32),
    }

    def read_sample(self, folder):
        """Draw the patients."""
        drawn = phantom.patients(*SAMPLE, list(table.MEASURES))
        del drawn["risk"]
        codes = {name: code for code, name in table.CAUSES.items()}
        drawn["label"] = np.array(
            [
                table.label_of(codes[cause], days)
                for cause, days in zip(
                    drawn["cause"], drawn["days"], strict=True
                )
            ]
        )
        return {"train": drawn}

    def read_full(self, dl_manager):
        """Read the patients that are there."""
        return table.read_table(dl_manager.manual_dir)
