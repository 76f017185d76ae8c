"""Files of SMILES, one a line: the selection of 250,000 from ZINC."""

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import files_of_splits, text_of
from medkeras.molecules.reading import valid_smiles, why_invalid
from medkeras.utils.errors import DataError

FILES = {"train": "train.txt", "validation": "valid.txt", "test": "test.txt"}
NUM_LINES = {"train": 220011, "validation": 24445, "test": 5000}


def read_folder(folder) -> Reading:
    """Molecules of each file that is there, and what could not be used.

    Raises:
        DataError: none of the files, or one without a molecule.
    """
    there = files_of_splits(folder, FILES)
    splits, notes, counts, numbers = {}, [], {}, {}
    notes += [f"no {FILES[n]}: no {n} split" for n in FILES if n not in there]
    for split, path in there.items():
        lines = [line.strip() for line in text_of(path, "SMILES").split("\n")]
        lines = [line for line in lines if line]
        counts[split] = len(lines)
        notes.append(f"{split}: {len(lines)} of {NUM_LINES[split]} lines")
        kept = _readable(path, lines, notes)
        own = [text for text in kept if text not in numbers]
        if len(own) < len(kept):
            notes.append(
                f"{split}: {len(kept) - len(own)} lines left out, which stand "
                "in an earlier split"
            )
        repeated = len(own) - len(set(own))
        if repeated:
            notes.append(f"{split}: {repeated} lines repeat another")
        splits[split] = columns_of(own, numbers)
    return Reading(splits, notes, counts == NUM_LINES)


def columns_of(texts, numbers) -> dict[str, np.ndarray]:
    """Texts, and for the same text the same number in all splits."""
    found = [numbers.setdefault(text, len(numbers)) for text in texts]
    return {"smiles": np.array(texts), "number": np.array(found)}


def _readable(path, lines, notes):
    """Lines that are molecules."""
    valid = valid_smiles(lines)
    if not valid.any():
        raise DataError(
            f"{path}: expected a SMILES a line; found none that is a molecule"
        )
    if not valid.all():
        first = int(valid.argmin())
        notes.append(
            f"{path.name}: {(~valid).sum()} of {len(lines)} lines left out: no "
            f"molecule (first: line {first + 1}, {why_invalid(lines[first])})"
        )
    return [line for line, good in zip(lines, valid, strict=True) if good]
