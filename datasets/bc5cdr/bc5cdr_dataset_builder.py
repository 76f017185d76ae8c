"""Abstracts in which drugs and diseases are marked, and made-up ones."""

from typing import ClassVar

from medkeras.data.marked_abstracts import MarkedAbstractsBuilder

HOME = (
    "https://biocreative.bioinformatics.udel.edu/tasks/"
    "biocreative-v/track-3-cdr/"
)


class Builder(MarkedAbstractsBuilder):
    """Builder of the real abstracts (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "360 made-up abstracts about made-up diseases and drugs.",
        "full": "The files of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put CDR_TrainingSet.PubTator.txt, CDR_DevelopmentSet.PubTator.txt and "
        f"CDR_TestSet.PubTator.txt, all or some, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FILES: ClassVar = {
        "train": "CDR_TrainingSet.PubTator.txt",
        "validation": "CDR_DevelopmentSet.PubTator.txt",
        "test": "CDR_TestSet.PubTator.txt",
    }
    NUM_ABSTRACTS: ClassVar = {"train": 500, "validation": 500, "test": 500}
    SEED = 100
