"""Peaks as DeepBind's supplement has them: AC and B tables, DREAM5's lines."""

import csv
import re
from pathlib import Path

import numpy as np
from medkeras_datasets.chipseq import drawn

from medkeras.data.building import Reading
from medkeras.data.sources import listing, text_of
from medkeras.utils.errors import DataError

ENCODE = re.compile(r"^(?P<experiment>.+)_(?P<kind>AC|B)\.seq(\.gz)?$")
DREAM5 = re.compile(
    r"^(?P<experiment>TF_\d+)_CHIP_\d+_"
    r"(?P<kind>dinuc|genomic|full_genomic)\.seq(\.gz)?$"
)
COLUMNS = ("FoldID", "EventID", "seq", "Bound")
SPLITS = {"AC": "train", "B": "test"}
CODES = frozenset("ACGTRYSWKMBDHVN")


def read_folder(folder) -> Reading:
    """All files of the two layouts, wherever in the folder they lie.

    Raises:
        DataError: no such file, one experiment twice, or a file whose lines
            are cut off, or hold other labels or letters.
    """
    folder = Path(folder)
    splits, seen, other = {}, set(), 0
    for path in sorted(folder.rglob("*.seq*")):
        found = ENCODE.match(path.name) or DREAM5.match(path.name)
        if not found or not path.is_file():
            other += 1
            continue
        experiment, kind = found["experiment"], found["kind"]
        if (experiment, kind) in seen:
            raise DataError(
                f"{path}: expected each table once; found {experiment}, {kind} "
                "again"
            )
        seen.add((experiment, kind))
        read = _encode if kind in SPLITS else _dream5
        part = read(path)
        rows = len(part["label"])
        part["experiment"] = np.full(rows, experiment)
        part["factor"] = np.full(rows, _factor(experiment))
        part["kind"] = np.full(rows, kind)
        splits.setdefault(SPLITS.get(kind, "dream5"), []).append(part)
    if not splits:
        raise DataError(
            f"{folder}: expected files such as GABPA_..._AC.seq.gz or "
            f"TF_23_CHIP_100_dinuc.seq; found {listing(folder)}"
        )
    joined = {
        split: _joined(splits[split])
        for split in ("train", "test", "dream5")
        if split in splits
    }
    drawn.number_sequences(joined)
    return Reading(joined, _notes(joined, seen, other), False)


def _factor(experiment):
    return experiment if experiment[:3] == "TF_" else experiment.split("_")[0]


def _encode(path):
    """The four columns; a peak and its shuffle need not be neighbours."""
    header, *rows = _rows(path)
    if tuple(header) != COLUMNS:
        raise DataError(
            f"{path}: expected the columns {', '.join(COLUMNS)}; found "
            f"{', '.join(header)[:60]!r}"
        )
    _check_width(path, rows, len(COLUMNS), 2)
    labels = _labels(path, [row[3] for row in rows], 2)
    sequences = _sequences(path, [row[2] for row in rows], 2)
    return {
        "sequence": sequences,
        "label": labels,
        "name": np.array([row[1] for row in rows]),
    }


def _dream5(path):
    """A sequence and its label a line, without a header."""
    rows = _rows(path)
    _check_width(path, rows, 2, 1)
    labels = _labels(path, [row[1] for row in rows], 1)
    return {
        "sequence": _sequences(path, [row[0] for row in rows], 1),
        "label": labels,
        "name": np.array([f"line_{n}" for n in range(1, len(rows) + 1)]),
    }


def _rows(path):
    lines = text_of(path, "lines of sequences and labels").split("\n")
    rows = [row for row in csv.reader(lines, delimiter="\t") if row]
    return [[cell.strip() for cell in row] for row in rows]


def _check_width(path, rows, width, first):
    if not rows:
        raise DataError(f"{path}: expected rows below the header; found none")
    for number, row in enumerate(rows, start=first):
        if len(row) != width:
            raise DataError(
                f"{path}, line {number}: expected {width} cells, tabs between; "
                f"found {len(row)} (cut off?)"
            )


def _labels(path, cells, first):
    for number, cell in enumerate(cells, start=first):
        if cell not in ("0", "1"):
            raise DataError(
                f"{path}, line {number}: expected a label of 0 or 1; found "
                f"{cell[:20]!r}"
            )
    return np.array([int(cell) for cell in cells])


def _sequences(path, cells, first):
    for number, cell in enumerate(cells, start=first):
        unknown = sorted(set(cell.upper()) - CODES)
        if unknown or not cell:
            raise DataError(
                f"{path}, line {number}: expected letters of DNA; found "
                f"{''.join(unknown)[:20]!r}"
            )
    return np.array(cells)


def _joined(parts):
    """Rows of all files of a split."""
    return {
        name: np.concatenate([part[name] for part in parts])
        for name in parts[0]
    }


def _notes(splits, seen, other):
    experiments = {
        kind: len({e for e, k in seen if k == kind}) for _, kind in sorted(seen)
    }
    shown = ", ".join(f"{kind} {n}" for kind, n in sorted(experiments.items()))
    notes = [f"tables of experiments: {shown}"]
    for split, columns in splits.items():
        rows, bound = len(columns["label"]), int(columns["label"].sum())
        lengths = sorted({len(text) for text in columns["sequence"]})
        shown = f"{lengths[0]}" if len(lengths) == 1 else (
            f"{lengths[0]} to {lengths[-1]}"
        )  # fmt: skip
        text = f"{split}: {rows} sequences of {shown} letters, {bound} bound"
        unclear = sum("N" in text.upper() for text in columns["sequence"])
        notes.append(text + (f", {unclear} with N" if unclear else ""))
    if {"train", "test"} <= set(splits):
        both = np.isin(splits["test"]["number"], splits["train"]["number"])
        if both.any():
            notes.append(f"{both.sum()} sequences of test stand in train, too")
    if other:
        notes.append(f"{other} files .seq with other names were not read")
    return notes
