"""Decision points that look like those of a trial: SYNTHETIC, both variants."""

from typing import ClassVar

import numpy as np
from medkeras_datasets.heartsteps_lookalike import drawn, table

from medkeras.data.building import DatasetBuilder

SAMPLE = (20, 0, 21)  # made-up people, the seed, days
HOME = "https://cran.r-project.org/package=MRTAnalysis"


class Builder(DatasetBuilder):
    """Builder of the table in MRTAnalysis (`full`) and of a simulator's."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "2,100 decisions of 20 people of the book's simulator.",
        "full": "The synthetic table of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {table.FILE}, whole or some of its rows, in this folder; "
        f"source: {HOME} (data_mimicHeartSteps, written as CSV)"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "user": np.int64,
        "decision": np.int64,
        "day": np.int64,
        "at_home_or_work": np.int64,
        "action": np.int64,  # 1: an activity suggestion was sent
        "available": np.int64,
        **dict.fromkeys(table.NUMBERS, np.float32),
    }

    def read_sample(self, folder):
        """Run a micro-randomised trial among made-up people."""
        return {"train": drawn.decisions(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the rows that are there."""
        return table.read_table(dl_manager.manual_dir)
