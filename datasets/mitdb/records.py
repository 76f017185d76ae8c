"""Reading WFDB records, and saying in one line what cannot be read."""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
import wfdb
from etils import epath
from medkeras_datasets.mitdb import beats

FIRST_LEAD = "MLII"  # modified limb lead II, in every record but the paced
CHANNELS = (FIRST_LEAD, "second")
SUFFIXES = (".hea", ".dat", ".atr")


class RecordError(ValueError):
    """A record that cannot be used; the message is one line."""


@dataclasses.dataclass(frozen=True)
class Record:
    """One recording with its annotated beats.

    Attributes:
        number: of the record.
        signal: mV, (samples, 2): MLII, then the second lead or zeros.
        peaks: sample of each annotated beat.
        symbols: annotation of each beat.
        second_lead: name of the second lead, "" if there is none.
    """

    number: int
    signal: np.ndarray
    peaks: np.ndarray
    symbols: Sequence[str]
    second_lead: str

    def examples(self) -> Iterator[dict]:
        """The beats with a whole window, in the order of time."""
        rhythm = beats.rhythm(self.peaks)
        windows, whole = beats.windows(self.signal, self.peaks)
        rows = np.flatnonzero(whole)
        for row, window in zip(rows, windows, strict=True):
            example = {name: values[row] for name, values in rhythm.items()}
            yield example | {
                "beat": window.astype(np.float32),
                "label": beats.CLASS_OF[self.symbols[row]],
                "symbol": self.symbols[row],
                "time": self.peaks[row] / beats.RATE,
                "second_lead": self.second_lead,
            }


def read_all(folder, numbers, notes: list[str]) -> list[Record]:
    """Read the records that are there; say what is wrong with the others.

    Args:
        folder: where the files are.
        numbers: of the records to look for.
        notes: one line is added for each record that is skipped and for
            each thing that is left out of one.

    Returns:
        The records that could be read.
    """
    found = []
    for number in numbers:
        if not any((folder / f"{number}{s}").exists() for s in SUFFIXES):
            continue
        try:
            found.append(read(folder, number, notes))
        except RecordError as error:
            notes.append(f"{error}; record {number} skipped")
    return found


def summary(folder, found: dict[str, list[Record]]) -> str:
    """How many records were read, in one line.

    Args:
        folder: where the files are.
        found: records by split.

    Returns:
        The line.

    Raises:
        RecordError: there is none.
    """
    counts = {split: len(records) for split, records in found.items()}
    if not sum(counts.values()):
        names = sorted(path.name for path in folder.iterdir())
        raise RecordError(
            f"{folder}: expected records such as 101.hea, 101.dat, 101.atr; "
            f"found none that can be read among {len(names)} files"
            + (f" ({', '.join(names[:4])}, ...)" if names else "")
        )
    return (
        f"{sum(counts.values())} of 44 records read: {counts['train']} of 22 "
        f"in DS1 (train), {counts['test']} of 22 in DS2 (test)"
    )


def read(folder, number: int, notes: list[str]) -> Record:
    """Read one record.

    Args:
        folder: where the files are.
        number: of the record.
        notes: gets a line for each thing that is left out.

    Returns:
        The record.

    Raises:
        RecordError: one line: a file is missing, damaged or cut off.
    """
    path = epath.Path(folder) / str(number)
    for suffix in SUFFIXES:
        file = path.with_name(f"{number}{suffix}")
        if not file.exists():
            raise RecordError(f"{file}: expected this file; found none")
    header = _parse(wfdb.rdheader, path, ".hea")
    _check_header(path, header)
    signal = _parse(wfdb.rdrecord, path, ".dat").p_signal
    annotation = _parse(wfdb.rdann, path, ".atr", "atr")
    peaks, symbols = _beats(path, annotation, len(signal), notes)
    first = header.sig_name.index(FIRST_LEAD)
    leads = [name for name in header.sig_name if name != FIRST_LEAD]
    both = np.zeros((len(signal), 2))
    both[:, 0] = signal[:, first]
    if leads:
        both[:, 1] = signal[:, header.sig_name.index(leads[0])]
    else:
        notes.append(f"{path}.hea: one lead; the second is all zeros")
    return Record(number, both, peaks, symbols, leads[0] if leads else "")


def _parse(reader, path, suffix: str, *more):
    """Call a reader of wfdb; whatever stops it becomes one line."""
    # wfdb fails in as many ways as a file can be broken.
    try:
        return reader(str(path), *more)
    except Exception as error:
        reason = " ".join(str(error).split())[:80]
        raise RecordError(
            f"{path}{suffix}: expected a WFDB file that can be read; found "
            f"{type(error).__name__}: {reason}"
        ) from error


def _check_header(path, header) -> None:
    if header.fs != beats.RATE:
        raise RecordError(
            f"{path}.hea: expected {beats.RATE} samples per second; found "
            f"{header.fs}"
        )
    if FIRST_LEAD not in (header.sig_name or []):
        raise RecordError(
            f"{path}.hea: expected the lead {FIRST_LEAD}; found "
            f"{', '.join(header.sig_name or ['no lead'])}"
        )
    if set(header.fmt) == {"212"} and header.sig_len:
        expected = (header.sig_len * header.n_sig * 3 + 1) // 2  # bytes
        found = path.with_name(f"{path.name}.dat").stat().length
        if found < expected:
            raise RecordError(
                f"{path}.dat: expected {expected} bytes; found {found} (cut "
                "off?)"
            )


def _beats(path, annotation, length: int, notes: list[str]):
    """Peaks and symbols of the beats, without what cannot be one."""
    symbols = np.array(annotation.symbol, dtype=object)
    peaks = np.asarray(annotation.sample)
    past = (peaks < 0) | (peaks >= length)
    unknown = ~np.isin(symbols, [*beats.CLASS_OF, *beats.NO_BEAT])
    if past.any():
        notes.append(
            f"{path}.atr: {past.sum()} annotations past the end of the "
            f"record ({length} samples) left out"
        )
    if unknown.any():
        names = ", ".join(sorted(set(map(str, symbols[unknown]))))
        notes.append(
            f"{path}.atr: {unknown.sum()} annotations with unknown symbols "
            f"({names}) left out"
        )
    kept = ~past & np.isin(symbols, list(beats.CLASS_OF))
    if not kept.any():
        raise RecordError(f"{path}.atr: expected annotated beats; found none")
    order = np.argsort(peaks[kept], kind="stable")
    return peaks[kept][order], symbols[kept][order].tolist()
