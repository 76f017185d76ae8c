"""Articles and claims about COVID-19 with their sources, and made-up ones."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.coaid import tables

from medkeras.data.building import DatasetBuilder
from medkeras.text.claims_simulator import articles

SAMPLE = (1500, 0)  # made-up articles, and the seed they are drawn with
HOME = "https://github.com/cuilimeng/CoAID"


class Builder(DatasetBuilder):
    """Builder of the real tables (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "1,500 made-up articles about made-up drugs.",
        "full": "The tables of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put the folders of CoAID named by dates (05-01-2020, ...), all or "
        f"some, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "kind": tfds.features.Text(),  # news or claim
        "month": np.int64,  # of the table: 0 is January 2020
        "certifier": tfds.features.Text(),  # site that says true or false
        "source": tfds.features.Text(),  # site that published it
        "title": tfds.features.Text(),
        "body": tfds.features.Text(),  # abstract and content
        "label": np.int64,  # 1: false, 0: true
    }

    def read_sample(self, folder):
        """Draw the articles."""
        drawn = articles(*SAMPLE)
        drawn["kind"] = np.full(len(drawn["label"]), "news")
        drawn["certifier"] = drawn["source"]
        return {"train": drawn}

    def read_full(self, dl_manager):
        """Read the tables that are there."""
        return tables.read_folder(dl_manager.manual_dir)
