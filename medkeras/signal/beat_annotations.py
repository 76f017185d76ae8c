"""Beat times from WFDB annotation files, such as those of long Holter tapes."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import wfdb

from medkeras.utils.errors import DataError, one_line

END = b"\x00\x00"  # every annotation file ends so
BEATS = frozenset("NLRBAaJSVrFejnE/fQ?")  # WFDB's symbols of a beat
NORMAL = "N"
MOST_INTERVALS = 200_000  # of a day: more than two beats a second
REASONS = 3  # shown where no record can be read


class BeatTimes(NamedTuple):
    """Beats of a record.

    Attributes:
        rate: samples a second.
        samples: (beats,), where each stands, rising.
        normal: (beats,), whether it was annotated as normal.
        others: annotations that are no beats, left out.
    """

    rate: float
    samples: np.ndarray
    normal: np.ndarray
    others: int


def read_annotations(path):
    """Read all annotations of a file, whatever they mark.

    Args:
        path: of the annotation file, such as 100.atr.

    Returns:
        Samples, symbols, and samples a second, None where the file does not
        say.

    Raises:
        DataError: no such file, one that is cut off, of another kind, or that
            cannot be read.

    Example:
        >>> from medkeras.signal.beat_annotations import read_annotations
        >>> read_annotations("lost/100.atr")
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: lost/100.atr: expected this file;
        found none

    Chapter: 2.1.2, 3.2.2
    """
    path = Path(path)
    if not path.is_file():
        raise DataError(f"{path}: expected this file; found none")
    end = path.read_bytes()[-2:]
    if end != END:
        raise DataError(
            f"{path}: expected an annotation file, which ends with two zero "
            f"bytes; found {end.hex(' ') or 'nothing'} (cut off, or another "
            "kind of file?)"
        )
    try:
        found = wfdb.rdann(str(path.with_suffix("")), path.suffix[1:])
        return np.asarray(found.sample), np.array(found.symbol), found.fs
    except Exception as error:  # wfdb fails in as many ways as a file can
        reason = one_line(str(error))[:80]
        raise DataError(
            f"{path}: expected an annotation file that can be read; found "
            f"{type(error).__name__}: {reason}"
        ) from error


def read_beat_times(path) -> BeatTimes:
    """Read the beats of an annotation file.

    Args:
        path: of the annotation file, such as nsr001.ecg; nsr001.hea beside
            it says how many samples a second has, if the file itself does
            not.

    Returns:
        The beats.

    Raises:
        DataError: no such file, one that cannot be read or is cut off, two
            rates that differ or none, times that go back, no beat.

    Example:
        >>> from medkeras.signal.beat_annotations import read_beat_times
        >>> read_beat_times("lost/nsr001.ecg")
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: lost/nsr001.ecg: expected this file;
        found none

    Chapter: 3.2.2
    """
    path = Path(path)
    samples, symbols, own_rate = read_annotations(path)
    rate = _rate(path, own_rate)
    if (np.diff(samples) < 0).any():
        raise DataError(f"{path}: expected rising times; found a step back")
    beat = np.isin(symbols, list(BEATS))
    if not beat.any():
        raise DataError(f"{path}: expected annotated beats; found none")
    # A beat marked twice at one sample has no interval.
    samples, symbols = samples[beat], symbols[beat]
    first = np.append(True, np.diff(samples) > 0)
    return BeatTimes(
        rate=rate,
        samples=samples[first].astype(np.int64),
        normal=symbols[first] == NORMAL,
        others=int((~beat).sum()),
    )


def intervals_between(beats: BeatTimes) -> tuple[np.ndarray, np.ndarray]:
    """Seconds from beat to beat, and which are from normal to normal.

    Args:
        beats: as from `read_beat_times`.

    Returns:
        (beats - 1,) seconds and truth values.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.beat_annotations import (
        ...     BeatTimes, intervals_between)
        >>> beats = BeatTimes(100, np.array([0, 80, 120]),
        ...     np.array([True, True, False]), others=0)
        >>> [found.tolist() for found in intervals_between(beats)]
        [[0.8, 0.4], [True, False]]

    Chapter: 3.2.2
    """
    normal = beats.normal[1:] & beats.normal[:-1]
    return np.diff(beats.samples) / beats.rate, normal


def read_holter_folder(folder, pattern: str, published: int):
    """Read all long records of a folder, whole or a part of the set.

    Args:
        folder: with annotation files.
        pattern: of their names, such as "nsr*.ecg".
        published: how many the whole set has.

    Returns:
        Columns of one row a person (as `holter_columns`), and notes on what
        was read and what could not be.

    Raises:
        DataError: no record that can be read.

    Example:
        >>> from medkeras.signal.beat_annotations import read_holter_folder
        >>> read_holter_folder("lost", "nsr*.ecg", 54)
        Traceback (most recent call last):
        ...
        medkeras.utils.errors.DataError: lost: expected records nsr*.ecg that
        can be read; found none

    Chapter: 3.2.2
    """
    folder, found, notes = Path(folder), {}, []
    for path in sorted(folder.glob(pattern)):
        try:
            found[path.stem] = read_beat_times(path)
        except DataError as error:
            notes.append(f"{error}; record {path.stem} skipped")
    if not found:
        why = "; ".join(notes[:REASONS])
        raise DataError(
            f"{folder}: expected records {pattern} that can be read; found "
            "none" + (f": {why}" if why else "")
        )
    long = [
        name
        for name, beats in found.items()
        if len(beats.samples) > MOST_INTERVALS
    ]
    if long:
        notes.append(
            f"{', '.join(long)}: only the first {MOST_INTERVALS} intervals kept"
        )
    notes.insert(0, f"{len(found)} of {published} records read")
    rows = [
        (name, beats.samples[0] / beats.rate, *intervals_between(beats))
        for name, beats in found.items()
    ]
    return holter_columns(rows), notes


def holter_columns(rows) -> dict[str, np.ndarray]:
    """Columns of long records, one row a person.

    Args:
        rows: (name of the record, seconds before the first beat, intervals,
            truth values: from normal beat to normal beat) of each person.

    Returns:
        `record`, `first`, `intervals` (people, 200000) in s, NaN after the
        last, and `normal` of the same shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.beat_annotations import holter_columns
        >>> one = ("r1", 0.5, np.array([0.8, 0.9]), np.array([True, True]))
        >>> holter_columns([one])["intervals"].shape
        (1, 200000)

    Chapter: 3.2.2
    """
    shape = (len(rows), MOST_INTERVALS)
    intervals, normal = (
        np.full(shape, np.nan, np.float32),
        np.zeros(shape, bool),
    )
    for row, (_, _, seconds, from_normal) in enumerate(rows):
        kept = min(len(seconds), MOST_INTERVALS)
        intervals[row, :kept] = seconds[:kept]
        normal[row, :kept] = from_normal[:kept]
    return {
        "record": np.array([row[0] for row in rows]),
        "first": np.array([row[1] for row in rows], np.float32),
        "intervals": intervals,
        "normal": normal,
    }


def _rate(path, own):
    """Samples a second, of the annotation file and of the header beside it."""
    header = path.with_suffix(".hea")
    stated = None
    if header.is_file():
        # Only the first line is needed, and some dates stop wfdb's reader.
        lines = header.read_text(errors="replace").splitlines()
        words = [line.split() for line in lines if not line.startswith("#")]
        words = words[0] if words else []
        try:
            stated = float(words[2].split("/")[0])
        except (IndexError, ValueError):
            raise DataError(
                f"{header}: expected a first line such as 'nsr001 0 128'; "
                f"found {one_line(' '.join(words))[:60]!r}"
            ) from None
    if own is not None and stated is not None and own != stated:
        raise DataError(
            f"{path}: expected the header's {stated:g} samples a second; "
            f"found {own:g}"
        )
    rate = own if own is not None else stated
    if rate is None or not rate > 0:
        raise DataError(
            f"{path}: expected samples a second in it or in {header.name}; "
            f"found {rate}"
        )
    return float(rate)
