"""JASPAR: what transcription factors bind to, as counts of letters."""

from pathlib import Path
from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from medkeras_datasets.jaspar import phantom

from medkeras.data.building import DatasetBuilder, Reading
from medkeras.data.sources import listing, text_of
from medkeras.genome.jaspar import read_jaspar
from medkeras.utils.errors import DataError

SAMPLE = (60, 0)  # made-up motifs, and the seed they are drawn with
HOME = "https://jaspar.elixir.no"
NUM_MOTIFS = 1019  # vertebrates, non-redundant, release 2026
PATTERNS = ("*jaspar*.txt", "*.jaspar", "*.pfm")


class Builder(DatasetBuilder):
    """Builder of your own file (`full`) and of made-up motifs (`sample`)."""

    VERSION = "1.0.0"
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    VARIANTS: ClassVar = {
        "sample": "60 made-up motifs.",
        "full": "The matrices of your own download.",
    }
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Put a file of matrices in JASPAR's format (*jaspar*.txt, *.jaspar or "
        f"*.pfm), whole or in part, in this folder; source: {HOME}"
    )
    HOMEPAGE = HOME
    FEATURES: ClassVar = {
        "identifier": tfds.features.Text(),
        "name": tfds.features.Text(),  # of the protein
        "counts": tfds.features.Tensor(shape=(None, 4), dtype=np.float32),
        "number": np.int64,  # in the file, from 0
    }

    def read_sample(self, folder):
        """Draw the motifs."""
        return {"train": phantom.motifs(*SAMPLE)}

    def read_full(self, dl_manager):
        """Read the matrices of the files that are there."""
        return read_folder(dl_manager.manual_dir)


def read_folder(folder) -> Reading:
    """The matrices of all files in JASPAR's format; each only once."""
    folder = Path(folder)
    paths = sorted({path for each in PATTERNS for path in folder.rglob(each)})
    if not paths:
        raise DataError(
            f"{folder}: expected a file such as JASPAR..._jaspar.txt; found "
            f"{listing(folder)}"
        )
    found, repeated = {}, 0
    for path in paths:
        for motif in read_jaspar(text_of(path, "count matrices"), str(path)):
            repeated += motif.identifier in found
            found.setdefault(motif.identifier, motif)
    columns = {
        "identifier": list(found),
        "name": [motif.name for motif in found.values()],
        "counts": [m.counts.astype(np.float32) for m in found.values()],
        "number": list(range(len(found))),
    }
    widths = [len(counts) for counts in columns["counts"]]
    notes = [
        f"{len(found)} of {NUM_MOTIFS} motifs of {min(widths)} to "
        f"{max(widths)} places"
    ]
    if repeated:
        notes.append(f"{repeated} motifs stand in several files, read once")
    return Reading({"train": columns}, notes, len(found) == NUM_MOTIFS)
