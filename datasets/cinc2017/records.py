"""Recordings of the 2017 challenge: a .mat and a .hea each, and the labels."""

import io
from pathlib import Path

import numpy as np
import scipy.io

from medkeras.data.building import Reading
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
    """All recordings of the folders that are there.

    Raises:
        DataError: no folder with labels, or no recording that can be read.
    """
    folder, splits, notes = Path(folder), {}, []
    for name, split in SPLITS.items():
        if (folder / name / "REFERENCE.csv").is_file():
            splits[split] = _read_split(folder / name, split, notes)
    if not splits:
        raise DataError(
            f"{folder}: expected training2017 or validation with its "
            f"REFERENCE.csv; found {listing(folder)}"
        )
    whole = all(len(splits[s]["label"]) == PUBLISHED[s] for s in splits)
    return Reading(splits, notes, whole and len(splits) == len(SPLITS))


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


def _read_split(folder, split, notes):
    """Columns of one folder; what could not be used is said."""
    labels, rows, failed = _labels(folder / "REFERENCE.csv"), [], []
    missing = 0
    for name, label in labels.items():
        if not (folder / f"{name}.mat").is_file():
            missing += 1
            continue
        try:
            rows.append((name, label, _signal(folder, name)))
        except DataError as error:
            failed.append(str(error))
    if not rows:
        raise DataError(
            f"{folder}: expected recordings that can be read; found none"
            + (f": {failed[0]}" if failed else "")
        )
    notes.append(f"{split}: {len(rows)} of {PUBLISHED[split]} recordings")
    if missing:
        notes.append(f"{split}: {missing} labels without a recording")
    notes += [f"{reason}; left out" for reason in failed[:REASONS]]
    if failed[REASONS:]:
        notes.append(f"{split}: {len(failed) - REASONS} more left out")
    without = sum(path.stem not in labels for path in folder.glob("A*.mat"))
    if without:
        notes.append(f"{split}: {without} recordings without a label left out")
    return columns_of(rows)


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
