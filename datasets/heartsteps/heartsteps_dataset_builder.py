"""Who took part in HeartSteps V1: the survey, without any decision."""

from typing import ClassVar

import numpy as np
from medkeras_datasets.heartsteps import phantom, survey

from medkeras.data.building import DatasetBuilder

SAMPLE = (30, 0)  # made-up people, and the seed they are drawn with
HOME = "https://github.com/klasnja/HeartStepsV1"


class Builder(DatasetBuilder):
    """Builder of the real survey (`full`) and of a made-up one (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "30 made-up people.",
        "full": "The survey table of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {survey.FILE} (of the folder data_files), whole or some of its "
        f"rows, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "user": np.int64,
        "gender": np.int64,  # 0: male, 1: female, -1: else or not said
        **dict.fromkeys(survey.NUMBERS, np.float32),
    }

    def read_sample(self, folder):
        """Draw the people."""
        return {"train": phantom.people(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the rows that are there."""
        return survey.read_survey(dl_manager.manual_dir)
