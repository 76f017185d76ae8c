"""Claims about COVID-19 with evidence from papers, and made-up pairs."""

from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.healthver import tables

from medkeras.data.building import DatasetBuilder
from medkeras.text.claims_simulator import LABELS, claim_evidence_pairs

SAMPLE = (3300, 0)  # made-up pairs, and the seed they are drawn with
DRUGS = {"train": 44, "validation": 6, "test": 10}  # of 60, in each split
HOME = "https://github.com/sarrouti/HealthVer"


class Builder(DatasetBuilder):
    """Builder of the real pairs (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "3,300 made-up pairs about made-up drugs.",
        "full": "The tables of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put healthver_train.csv, healthver_dev.csv and healthver_test.csv, "
        f"all or some, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "claim": tfds.features.Text(),
        "evidence": tfds.features.Text(),
        "label": np.int64,  # place in SUPPORTS, REFUTES, NOT ENOUGH
        "topic": tfds.features.Text(),  # question that the claim answers
    }

    def read_sample(self, folder):
        """Draw the pairs; each split has drugs of its own."""
        pairs, splits = claim_evidence_pairs(*SAMPLE), {}
        drugs, start = np.unique(pairs.drug), 0
        for split, count in DRUGS.items():
            rows = np.isin(pairs.drug, drugs[start : start + count])
            start += count
            claim, evidence, label, drug = (part[rows] for part in pairs)
            splits[split] = {
                "claim": claim,
                "evidence": evidence,
                "label": np.array([LABELS.index(name) for name in label]),
                "topic": drug,
            }
        return splits

    def read_full(self, dl_manager):
        """Read the tables that are there."""
        return tables.read_folder(dl_manager.manual_dir)
