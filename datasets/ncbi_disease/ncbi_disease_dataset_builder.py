"""Abstracts in which diseases are marked, and made-up ones."""

from typing import ClassVar

from medkeras.data.marked_abstracts import MarkedAbstractsBuilder

HOME = "https://www.ncbi.nlm.nih.gov/CBBresearch/Dogan/DISEASE/"


class Builder(MarkedAbstractsBuilder):
    """Builder of the real abstracts (`full`) and of made-up ones (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "360 made-up abstracts about made-up diseases and drugs.",
        "full": "The files of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put NCBItrainset_corpus.txt, NCBIdevelopset_corpus.txt and "
        f"NCBItestset_corpus.txt, all or some, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FILES: ClassVar = {
        "train": "NCBItrainset_corpus.txt",
        "validation": "NCBIdevelopset_corpus.txt",
        "test": "NCBItestset_corpus.txt",
    }
    NUM_ABSTRACTS: ClassVar = {"train": 593, "validation": 100, "test": 100}
    KINDS = "four"
