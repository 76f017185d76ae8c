"""Ten seconds of a telephone in a pocket: what is its owner doing?"""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.wisdm import phantom, table

from medkeras.data.building import DatasetBuilder

SAMPLE = (12, 8, 0)  # made-up users, windows of an activity, seed
HOME = "https://www.cis.fordham.edu/wisdm/dataset.php"


class Builder(DatasetBuilder):
    """Builder of the real windows (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "576 windows of 12 made-up users.",
        "full": "The windows of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {table.FILE}, whole or some of its rows, in this folder; "
        f"source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "user": np.int64,
        "label": np.int64,  # place among `table.ACTIVITIES`
        "measures": tfds.features.Tensor(
            shape=(len(table.MEASURES),), dtype=np.float32
        ),
    }

    def read_sample(self, folder):
        """Draw the windows."""
        return {"train": phantom.windows(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the windows that are there."""
        return table.read_folder(dl_manager.manual_dir)
