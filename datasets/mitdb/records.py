"""Reading WFDB records, and saying in one line what cannot be read."""

from collections.abc import Sequence

import numpy as np
import wfdb
from etils import epath
from medkeras_datasets.mitdb import annotations, beats, database, official
from medkeras_datasets.mitdb.database import Record

from medkeras.utils.errors import DataError

FIRST_LEAD = "MLII"  # modified limb lead II, in every record but the paced
CHANNELS = (FIRST_LEAD, "second")
MV_PER_UNIT = {"mV": 1.0, "uV": 1e-3, "µV": 1e-3, "μV": 1e-3, "V": 1e3}
# Bytes of a sample in the formats of fixed length.
SAMPLE_BYTES = {"212": 1.5, "80": 1, "16": 2, "24": 3, "32": 4}
LOWEST, HIGHEST = 0.2, 20.0  # mV, height of the median beat in MLII
REASONS = 3  # shown where no record can be read


def read_splits(folder) -> tuple[dict[str, list[Record]], list[str]]:
    """All records of a folder by split, and the notes on them."""
    folder, notes = epath.Path(folder), []
    found = {
        split: read_all(folder, numbers, notes)
        for split, numbers in database.SPLITS.items()
    }
    notes.insert(0, summary(folder, found, notes))
    paced = [str(n) for n in database.PACED if database.is_there(folder, n)]
    if paced:
        notes.append(
            f"records {', '.join(paced)} left out: paced, which EC57 excludes"
        )
    # TFDS has no empty splits: without a record there is no split.
    return {split: read for split, read in found.items() if read}, notes


def read_all(folder, numbers: Sequence[int], notes: list[str]) -> list[Record]:
    """Read the records that are there; add a note on each of the others."""
    found = []
    for number in numbers:
        if not database.is_there(epath.Path(folder), number):
            continue
        # wfdb fails in as many ways as a file can be broken.
        try:
            found.append(read(folder, number, notes))
        except Exception as error:
            reason = " ".join(str(error).split())
            if not isinstance(error, DataError):
                reason = (
                    f"{folder}/{number}: expected a WFDB record that can be "
                    f"read; found {type(error).__name__}: {reason[:80]}"
                )
            notes.append(f"{reason}; record {number} skipped")
    return found


def summary(
    folder, found: dict[str, list[Record]], notes: Sequence[str] = ()
) -> str:
    """How many records were read, in one line; DataError if there is none."""
    counts = {split: len(read) for split, read in found.items()}
    if not sum(counts.values()):
        names = sorted(path.name for path in epath.Path(folder).iterdir())
        shown = ", ".join(names[:4]) + (", ..." if names[4:] else "")
        reasons = "; ".join(notes[:REASONS])
        raise DataError(
            f"{folder}: expected records such as 101.hea, 101.dat, 101.atr; "
            f"found none that can be read among {len(names)} files "
            f"({shown or 'none'})" + (f": {reasons}" if reasons else "")
        )
    line = (
        f"{sum(counts.values())} of 44 records read: {counts['train']} of 22 "
        f"in DS1 (train), {counts['test']} of 22 in DS2 (test)"
    )
    others = [
        str(record.number)
        for read in found.values()
        for record in read
        if not record.published
    ]
    if others:
        line += f"; not the published files: {', '.join(others)}"
    return line


def read(folder, number: int, notes: list[str]) -> Record:
    """Read one record; a note is added for each thing left out of it."""
    path = epath.Path(folder) / str(number)
    for suffix in database.SUFFIXES:
        file = path.with_name(f"{number}{suffix}")
        if not file.exists():
            raise DataError(f"{file}: expected this file; found none")
    said = []
    header = _parse(wfdb.rdheader, path, ".hea")
    _check_header(path, header)
    channels = _channels(path, header, said)
    steps = _steps(path, header, said)[:, channels]  # (samples, leads)
    peaks, symbols = annotations.read(path, header.fs, len(steps), said)
    windows, rows = _windows(path, steps, peaks, said)
    windows = _in_mv(path, header, windows, channels, said)
    annotations.check_on_waves(path, steps[:, 0], peaks)
    notes += said
    return Record(
        number=number,
        peaks=peaks,
        symbols=symbols,
        rows=rows,
        windows=windows,
        second_lead=header.sig_name[channels[1]] if channels[1:] else "",
        published=official.is_published(path),
    )


def _parse(reader, path, suffix: str, **options):
    """Call a reader of wfdb; whatever stops it becomes one line."""
    try:
        return reader(str(path), **options)
    except Exception as error:
        reason = " ".join(str(error).split())[:80]
        raise DataError(
            f"{path}{suffix}: expected a WFDB file that can be read; found "
            f"{type(error).__name__}: {reason}"
        ) from error


def _check_header(path, header) -> None:
    """Refuse another kind of record, before its signal is read."""
    names = getattr(header, "sig_name", None) or []
    leads = ", ".join(str(name or "no name") for name in names) or "no lead"
    for fits, expected, found in (
        (header.record_name == path.name, f"record {path.name}",
         f"record {header.record_name}"),
        (isinstance(header, wfdb.Record), "one segment", "several segments"),
        (header.fs == beats.RATE, f"{beats.RATE} samples per second",
         header.fs),
        (FIRST_LEAD in names, f"the lead {FIRST_LEAD}", leads),
        (all(names) and len({*names}) == len(names), "leads with a name each",
         leads),
    ):  # fmt: skip
        if not fits:
            raise DataError(f"{path}.hea: expected {expected}; found {found}")
    for field, allowed in (
        ("file_name", [f"{path.name}.dat"]),
        ("fmt", SAMPLE_BYTES),
        ("units", MV_PER_UNIT),
        ("samps_per_frame", [1]),
        ("skew", [None, 0]),
        ("byte_offset", [None, 0]),
    ):
        others = [v for v in getattr(header, field) if v not in allowed]
        if others:
            raise DataError(
                f"{path}.hea: expected `{field}` to be one of "
                f"{', '.join(map(str, allowed))}; found {others[0]}"
            )
    if len({*header.fmt}) > 1 or min(header.adc_gain) <= 0:
        raise DataError(
            f"{path}.hea: expected one format and gains above 0; found "
            f"{header.fmt} and {header.adc_gain}"
        )


def _channels(path, header, notes: list[str]) -> list[int]:
    """Where MLII is, and the second lead if there is one."""
    first = header.sig_name.index(FIRST_LEAD)
    others = [i for i in range(len(header.sig_name)) if i != first]
    if not others:
        notes.append(f"{path}.hea: one lead; the second is all zeros")
    if others[1:]:
        names = ", ".join(header.sig_name[i] for i in others[1:])
        notes.append(f"{path}.hea: leads left out: {names}")
    return [first, *others[:1]]


def _steps(path, header, notes: list[str]) -> np.ndarray:
    """The recorder's steps from its zero, NaN where a sample is invalid."""
    _check_size(path, header, notes)
    record = _parse(wfdb.rdrecord, path, ".dat", physical=False)
    digital = np.asarray(record.d_signal, np.int64)
    sums = digital.sum(axis=0)
    for channel, name in enumerate(header.sig_name):
        start = header.init_value[channel]
        checksum = header.checksum[channel]
        if checksum is None or start is None:
            notes.append(
                f"{path}.hea: no checksum of {name}; its signal could not be "
                "checked"
            )
        elif (sums[channel] - checksum) % 2**16 or digital[0, channel] != start:
            raise DataError(
                f"{path}.dat: expected the checksum {checksum} and the first "
                f"value {start} of {name}; found "
                f"{(sums[channel] + 2**15) % 2**16 - 2**15} and "
                f"{digital[0, channel]} (a damaged copy?)"
            )
    invalid = np.isnan(record.dac())
    return np.where(invalid, np.nan, digital - header.baseline)


def _check_size(path, header, notes: list[str]) -> None:
    """The size that the header states must be the size that is there."""
    found = path.with_name(f"{path.name}.dat").stat().length
    if not header.sig_len:
        notes.append(
            f"{path}.hea: states no number of samples; taken from the size of "
            "the .dat"
        )
        return
    width = SAMPLE_BYTES[header.fmt[0]]
    expected = int(np.ceil(header.sig_len * header.n_sig * width))
    if found != expected:
        raise DataError(
            f"{path}.dat: expected {expected} bytes; found {found} (cut off, "
            "or copied in text mode?)"
        )


def _windows(path, steps, peaks, notes: list[str]):
    """Whole windows without invalid samples, and the beats they belong to."""
    windows, whole = beats.windows(steps, peaks)
    valid = np.isfinite(windows).all(axis=(1, 2))
    if not valid.any():
        raise DataError(
            f"{path}: expected beats with a whole window of valid samples; "
            f"found none among {len(peaks)} beats"
        )
    if not valid.all():
        notes.append(
            f"{path}.dat: {(~valid).sum()} of {len(valid)} windows left out, "
            "which hold invalid samples"
        )
    return windows[valid], np.flatnonzero(whole)[valid]


def _in_mv(path, header, windows, channels, notes: list[str]) -> np.ndarray:
    """Windows of both leads in mV, zeros for one that is not there."""
    both = np.zeros((*windows.shape[:2], len(CHANNELS)))
    for place, channel in enumerate(channels):
        unit = MV_PER_UNIT[header.units[channel]]
        steps_per_mv = header.adc_gain[channel] / unit
        both[..., place] = windows[..., place] / steps_per_mv
    height = float(np.median(np.ptp(both[..., 0], axis=1)))
    if not LOWEST <= height <= HIGHEST:
        raise DataError(
            f"{path}: expected beats of {LOWEST:g} to {HIGHEST:g} mV in "
            f"{FIRST_LEAD}; found {height:.3g} mV (a flat lead, or another "
            "gain or unit?)"
        )
    if channels[1:] and not np.ptp(both[..., 1]):
        notes.append(f"{path}.dat: {header.sig_name[channels[1]]} is flat")
    return both.astype(np.float32)
