"""HandPD: measures of drawn spirals and meanders, by person."""

from typing import ClassVar

import numpy as np
from medkeras_datasets.handpd import phantom, tables

from medkeras.data.building import DatasetBuilder

SAMPLE = (30, 0)  # made-up people, and the seed they are drawn with
HOME = "https://wwwp.fc.unesp.br/~papa/pub/datasets/Handpd"


class Builder(DatasetBuilder):
    """Builder of the real tables (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "8 drawings of 30 made-up people.",
        "full": "The tables of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {' and '.join(tables.FILES)}, or one of them, in this folder; "
        f"source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        **dict.fromkeys((*tables.PLAIN, *tables.LETTERED, "age"), np.float32),
        "label": np.int64,  # 1: Parkinson's disease
        "person": np.int64,
        "kind": np.int64,  # 0: spiral, 1: meander
        "drawing": np.int64,  # number within person and kind
        "female": np.int64,
        "left_handed": np.int64,
        "slipped": np.int64,  # 1: a lost decimal point in the row
        "doubtful": np.int64,  # 1: several people under one number
    }

    def read_sample(self, folder):
        """Draw the people."""
        return {"train": phantom.drawings(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the tables that are there, and say what is strange in them."""
        return tables.read_tables(dl_manager.manual_dir)
