"""Recordings of the 2017 challenge: a .mat and a .hea each, and the labels."""

import io
from pathlib import Path

import numpy as np
import scipy.io

from medkeras.data.building import FileExamples, Reading
from medkeras.data.sources import content_of, listing, text_of
from medkeras.utils.errors import DataError

CLASSES = {"N": 0, "A": 1, "O": 2, "~": 3}  # as in REFERENCE.csv
NAMES = ("normal", "atrial fibrillation", "other rhythm", "noisy")
RATE = 300  # samples a second
SHORTEST, MOST = 9 * RATE, 61 * RATE  # samples
SPLITS = {"training2017": "train", "validation": "validation"}
PUBLISHED = {"train": 8528, "validation": 300}
REASONS = 3


def read_folder(folder) -> Reading:
    """All recordings of the folders that are there, opened when asked for.

    Raises:
        DataError: no folder with labels, or no recording that can be read.
    """
    folder, splits, parts = Path(folder), {}, {}
    for name, split in SPLITS.items():
        if (folder / name / "REFERENCE.csv").is_file():
            parts[split] = _Part(folder / name, split)
            splits[split] = FileExamples(parts[split].items, _read)
    if not splits:
        raise DataError(
            f"{folder}: expected training2017 or validation with its "
            f"REFERENCE.csv; found {listing(folder)}"
        )

    def summarize(counts, said):
        notes = [
            note
            for split, part in parts.items()
            for note in part.notes(counts[split], said[split])
        ]
        whole = all(counts[split] == PUBLISHED[split] for split in counts)
        return notes, whole and len(splits) == len(SPLITS)

    return Reading(splits, [], False, summarize)


def columns_of(rows) -> dict[str, np.ndarray]:
    """Columns of recordings: (name, label, signal in mV) each."""
    signals = np.full((len(rows), MOST), np.nan, np.float32)
    for row, (_, _, signal) in enumerate(rows):
        signals[row, : len(signal)] = signal[:MOST]
    return {
        "record": np.array([name for name, _, _ in rows]),
        "label": np.array([label for _, label, _ in rows], np.int64),
        "signal": signals,
        "length": np.array([min(len(s), MOST) for *_, s in rows], np.int64),
    }


class _Part:
    """The recordings of one folder, and what can be said of it."""

    def __init__(self, folder, split):
        self._folder, self._split = folder, split
        labels = _labels(folder / "REFERENCE.csv")
        there = {path.stem for path in folder.glob("*.mat")}
        self.items = [
            (folder, name, label)
            for name, label in labels.items()
            if name in there
        ]
        self._missing = len(labels) - len(self.items)
        self._without = sum(
            name not in labels for name in there if name.startswith("A")
        )
        if not self.items:
            self.notes(0, [])

    def notes(self, count, failed):
        """What was read and what could not be; refuses none at all."""
        split = self._split
        if not count:
            raise DataError(
                f"{self._folder}: expected recordings that can be read; found "
                "none" + (f": {failed[0]}" if failed else "")
            )
        notes = [f"{split}: {count} of {PUBLISHED[split]} recordings"]
        if self._missing:
            notes.append(f"{split}: {self._missing} labels without a recording")
        notes += [f"{reason}; left out" for reason in failed[:REASONS]]
        if failed[REASONS:]:
            notes.append(f"{split}: {len(failed) - REASONS} more left out")
        if self._without:
            notes.append(
                f"{split}: {self._without} recordings without a label left out"
            )
        return notes


def _read(item):
    """An example, or None and why it cannot be used."""
    folder, name, label = item
    try:
        columns = columns_of([(name, label, _signal(folder, name))])
    except DataError as error:
        return None, [str(error)]
    return {column: values[0] for column, values in columns.items()}, []


def _labels(path):
    """Class by name of the recording."""
    found = {}
    for line in text_of(path, "lines such as A00001,N").split("\n"):
        name, _, letter = line.strip().partition(",")
        if letter not in CLASSES or not name:
            raise DataError(
                f"{path}: expected lines such as A00001,N; found {line[:40]!r}"
            )
        found[name] = CLASSES[letter]
    return found


def _signal(folder, name):
    """The recording in mV."""
    path = folder / f"{name}.mat"
    gain = _gain(folder / f"{name}.hea")
    content = io.BytesIO(content_of(path))
    try:
        steps = scipy.io.loadmat(content)["val"]
    except Exception as error:  # scipy fails in as many ways as a file can
        raise DataError(
            f"{path}: expected a MATLAB file with `val`; found "
            f"{type(error).__name__}"
        ) from error
    signal = np.asarray(steps, float).ravel() / gain
    if len(signal) < SHORTEST:
        raise DataError(
            f"{path}: expected {SHORTEST} samples or more; found {len(signal)}"
        )
    return signal


def _gain(path):
    """Steps a mV, of a header whose rate is right."""
    words = text_of(path, "a header").split()
    try:
        rate = float(words[2])
        gain = next(word for word in words if word.endswith("/mV"))
        gain = float(gain.split("/")[0].split("(")[0])
    except (IndexError, ValueError, StopIteration):
        raise DataError(
            f"{path}: expected a header with samples a second and steps/mV; "
            f"found {' '.join(words)[:60]!r}"
        ) from None
    if rate != RATE or not gain > 0:
        raise DataError(
            f"{path}: expected {RATE} samples a second and a positive gain; "
            f"found {rate:g} and {gain:g}"
        )
    return gain
