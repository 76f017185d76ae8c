"""Lines of "label, name, sequence", as UCI has of promoters and splices."""

from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import text_of
from medkeras.utils.errors import DataError

FILE = "promoters.data"
NUM_ROWS, LENGTH = 106, 57
LABELS = {"-": 0, "+": 1}
CODES = frozenset("ACGTRYSWKMBDHVN")


def read_table(folder) -> Reading:
    """Sequences in the file's order.

    Raises:
        DataError: no file, or lines that are cut off, have another label,
            another length, or letters that are no code of DNA.
    """
    columns = labelled_sequences(Path(folder) / FILE, LABELS, LENGTH)
    rows = len(columns["label"])
    promoters = int(columns["label"].sum())
    notes = [
        f"{rows} of {NUM_ROWS} sequences, {promoters} of them promoters",
        *repeats(columns),
    ]
    return Reading({"train": columns}, notes, rows == NUM_ROWS)


def labelled_sequences(path, labels, length) -> dict[str, np.ndarray]:
    """Columns `sequence`, `label`, `name`, `number` of the lines of a file."""
    found = {"sequence": [], "label": [], "name": []}
    lines = text_of(path, "lines of label, name, sequence").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        cells = [cell.strip() for cell in line.replace("\t", "").split(",")]
        if len(cells) != 3:
            raise DataError(
                f"{place}: expected label, name, sequence; found {line[:40]!r}"
            )
        label, name, sequence = cells
        if label not in labels:
            raise DataError(
                f"{place}: expected a label of {', '.join(labels)}; found "
                f"{label[:20]!r}"
            )
        if len(sequence) != length:
            raise DataError(
                f"{place}: expected {length} letters; found {len(sequence)} "
                "(cut off?)"
            )
        unknown = sorted(set(sequence.upper()) - CODES)
        if unknown:
            raise DataError(
                f"{place}: expected letters of DNA; found {''.join(unknown)!r}"
            )
        found["sequence"].append(sequence)
        found["label"].append(labels[label])
        found["name"].append(name)
    columns = {name: np.array(values) for name, values in found.items()}
    columns["number"] = np.arange(len(columns["label"]))
    return columns


def repeats(columns) -> list[str]:
    """A line on sequences that stand there more than once."""
    texts = columns["sequence"]
    different, which, counts = np.unique(
        texts, return_inverse=True, return_counts=True
    )
    repeated = len(texts) - len(different)
    if not repeated:
        return []
    both = [
        group
        for group in np.flatnonzero(counts > 1)
        if len(set(columns["label"][which == group])) > 1
    ]
    more = f", {len(both)} with two labels" if both else ""
    return [f"{repeated} sequences are repeats of others{more}"]
