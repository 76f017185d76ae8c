"""Records of SHAREE: days of ECG in three leads, and the clinical table."""

from pathlib import Path

import numpy as np
import wfdb
from medkeras_datasets.sharee import phantom

from medkeras.data.building import Reading
from medkeras.data.sources import listing, text_of
from medkeras.signal.beat_annotations import read_beat_times
from medkeras.utils.errors import DataError, one_line

TABLE = "info.txt"
PUBLISHED = 139
REASONS = 3  # shown where no record can be read
MV_PER_UNIT = {"mV": 1.0, "uV": 1e-3, "µV": 1e-3, "μV": 1e-3, "V": 1e3}
FLAT = 0.01  # mV: a lead whose windows all stay within is off
CLIPPED = 5  # equal samples at the recorder's end in a row
# Names of the columns that the book keeps, by how their header begins, in
# small letters without blanks.
COLUMNS = {
    "age": "age",
    "male": "gender",
    "weight": "weight",
    "height": "height",
    "smoker": "smoker",
    "systolic_pressure": "sbp",
    "diastolic_pressure": "dbp",
    "intima_media": "imt",
    "mass_index": "lvmi",
    "ejection_fraction": "ef",
}
MEASURES = tuple(COLUMNS)
EVENTS = ("none", "myocardial infarction", "stroke", "syncope")
YES_NO = {"m": 1.0, "f": 0.0, "male": 1.0, "female": 0.0, "yes": 1.0, "no": 0.0}


def read_folder(folder) -> Reading:
    """All records that have a row in the table, and what is wrong.

    Raises:
        DataError: no table, or no record that can be read.
    """
    folder = Path(folder)
    patients, notes = _patients(folder / TABLE)
    rows, failed = [], []
    headers = sorted(folder.glob("[0-9]*.hea"))
    for path in headers:
        if path.stem not in patients:
            failed.append(f"{path}: expected a row in {TABLE}; found none")
            continue
        try:
            said = []
            rows.append((path.stem, *read_record(path, said)))
            notes += said
        except DataError as error:
            failed.append(str(error))
    if not rows:
        why = "; ".join(failed[:REASONS])
        raise DataError(
            f"{folder}: expected records such as 02012.hea with .dat; found "
            + (f"none that can be read: {why}" if why else listing(folder))
        )
    notes += [f"{reason}; record left out" for reason in failed]
    notes.insert(0, f"{len(rows)} of {PUBLISHED} records read")
    table = [patients[name] for name, *_ in rows]
    columns = {
        name: np.array([row[name] for row in table], np.float32)
        for name in MEASURES
    }
    event = np.array([row["event"] for row in table], object)
    columns |= {
        "record": np.array([row[0] for row in rows]),
        "event": event,
        "label": (event != EVENTS[0]).astype(np.int64),
        "true_log_odds": np.full(len(rows), np.nan, np.float32),
        "windows": np.stack([row[1] for row in rows]),
        "intervals": np.stack([row[2] for row in rows]),
    }
    return Reading({"train": columns}, notes, len(rows) == PUBLISHED)


def read_record(path, notes: list[str]):
    """Windows (8, 1280, 3) in mV and intervals (8, 900) in s of a record.

    Windows stand evenly from the start to five minutes before the end, or
    as far as the record reaches; the others are NaN.

    Raises:
        DataError: a header or signal that cannot be read, another number of
            samples a second or of leads, fewer samples than one window, a
            lead without a signal.
    """
    path = Path(path)
    header = _header(path)
    starts = _starts(path, header)
    windows = np.full(
        (phantom.WINDOWS, phantom.SAMPLES, phantom.LEADS), np.nan, np.float32
    )
    for place, start in enumerate(starts):
        windows[place] = _window(path, header, int(start))
    _check_windows(path, header, windows, notes)
    return windows, _intervals(path.with_suffix(".qrs"), starts, notes)


def _header(path):
    """The header, if the record is what it should be."""
    try:
        header = wfdb.rdheader(str(path.with_suffix("")))
    except Exception as error:  # wfdb fails in as many ways as a file can
        raise DataError(
            f"{path}: expected a WFDB header; found {type(error).__name__}: "
            f"{one_line(str(error))[:80]}"
        ) from error
    units = getattr(header, "units", None) or ["none"]
    gains = getattr(header, "adc_gain", None) or [0]
    for fits, expected, found in (
        (header.fs == phantom.RATE, f"{phantom.RATE} samples a second",
         header.fs),
        (header.n_sig == phantom.LEADS, f"{phantom.LEADS} leads",
         header.n_sig),
        ((header.sig_len or 0) >= phantom.SAMPLES,
         f"{phantom.SAMPLES} samples or more, one window", header.sig_len),
        (set(units) <= set(MV_PER_UNIT), "leads in mV", ", ".join(units)),
        (min(gains) > 0, "gains above 0", min(gains)),
    ):  # fmt: skip
        if not fits:
            raise DataError(f"{path}: expected {expected}; found {found}")
    return header


def _starts(path, header):
    """First samples of the windows."""
    last = header.sig_len - int(phantom.SEGMENT * phantom.RATE)
    if last > 0:
        return np.linspace(0, last, phantom.WINDOWS).astype(int)
    fit = min(header.sig_len // phantom.SAMPLES, phantom.WINDOWS)
    return np.arange(fit) * phantom.SAMPLES


def _window(path, header, start):
    """One window in mV, NaN where the recorder says that there is none."""
    end = start + phantom.SAMPLES
    try:
        found = wfdb.rdrecord(
            str(path.with_suffix("")), sampfrom=start, sampto=end
        ).p_signal
    except Exception as error:  # as above
        raise DataError(
            f"{path.with_suffix('.dat')}: expected samples {start} to {end}; "
            f"found {type(error).__name__}: {one_line(str(error))[:80]} (cut "
            "off?)"
        ) from error
    if found is None or found.shape != (phantom.SAMPLES, phantom.LEADS):
        raise DataError(
            f"{path.with_suffix('.dat')}: expected samples {start} to {end}; "
            "found fewer (cut off?)"
        )
    return found * np.array([MV_PER_UNIT[unit] for unit in header.units])


def _check_windows(path, header, windows, notes):
    """A lead that is off all day is refused; what is bad for a while, said."""
    there = np.isfinite(windows)
    if not there.any():
        raise DataError(f"{path}: expected a signal; found no valid sample")
    ranges = np.ptp(np.where(there, windows, 0), axis=1)  # (windows, leads)
    for lead, name in enumerate(header.sig_name):
        if not (ranges[:, lead] > FLAT).any():
            raise DataError(
                f"{path}: expected a signal in lead {name}; found a flat line"
            )
    given = there.any(axis=(1, 2))
    found = {
        "with a lead off": (ranges[given] <= FLAT).any(axis=1),
        "with gaps": ~there[given].all(axis=(1, 2)),
        "clipped": _clipped(windows[given]),
    }
    for what, where in found.items():
        if where.any():
            notes.append(
                f"{path.stem}: {int(where.sum())} of {int(given.sum())} "
                f"windows {what}"
            )


def _clipped(windows):
    """Which windows stand still at the record's highest or lowest value."""
    finite = np.where(np.isfinite(windows), windows, 0)
    high, low = finite.max(axis=(0, 1)), finite.min(axis=(0, 1))
    at_end = (finite >= high) | (finite <= low)
    rows = np.lib.stride_tricks.sliding_window_view(at_end, CLIPPED, axis=1)
    return rows.all(axis=-1).any(axis=(1, 2))


def _intervals(path, starts, notes):
    """Seconds from beat to beat behind each window's start."""
    found = np.full((phantom.WINDOWS, phantom.BEATS), np.nan, np.float32)
    if not path.is_file():
        notes.append(f"{path}: no beat annotations; intervals are missing")
        return found
    try:
        beats = read_beat_times(path)
    except DataError as error:
        notes.append(f"{error}; intervals are missing")
        return found
    for place, start in enumerate(starts):
        end = start + phantom.SEGMENT * phantom.RATE
        inside = beats.samples[(beats.samples >= start) & (beats.samples < end)]
        seconds = np.diff(inside)[: phantom.BEATS] / phantom.RATE
        found[place, : len(seconds)] = seconds
    return found


def _patients(path):
    """Rows of the table by record, and notes on cells that are no values."""
    lines = text_of(path, "the clinical table").split("\n")
    header = [_plain(cell) for cell in lines[0].split("\t")]
    places = {"record": _place(path, header, "record")}
    places["event"] = _place(path, header, "vascularevent")
    for name, official in COLUMNS.items():
        places[name] = _place(path, header, official)
    found, notes, unread = {}, [], {}
    for number, line in enumerate(lines[1:], 2):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < max(places.values()) + 1:
            if any(cells):
                unread.setdefault("a row that is cut off", []).append(number)
            continue
        event = cells[places["event"]].lower()
        if event not in EVENTS:
            unread.setdefault("an unknown event", []).append(number)
            continue
        record = cells[places["record"]].zfill(5)
        if record in found:
            unread.setdefault("a record for the second time", []).append(number)
            continue
        found[record] = {"event": event} | {
            name: _number(cells[places[name]]) for name in COLUMNS
        }
    for reason, where in unread.items():
        shown = ", ".join(map(str, where[:5]))
        notes.append(
            f"{path.name}: {len(where)} rows left out: {reason} (line {shown})"
        )
    if not found:
        raise DataError(f"{path}: expected patients; found no row to use")
    return found, notes


def _place(path, header, name):
    """Where the column stands whose header begins so."""
    for place, cell in enumerate(header):
        if cell.startswith(name):
            return place
    raise DataError(
        f"{path}: expected tabs between columns, one of them {name!r}; found "
        f"{', '.join(header)[:80]}"
    )


def _plain(cell):
    """A header in small letters and digits only."""
    return "".join(letter for letter in cell.lower() if letter.isalnum())


def _number(cell):
    """A cell's value, NaN for none."""
    if cell.lower() in YES_NO:
        return YES_NO[cell.lower()]
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return float("nan")
