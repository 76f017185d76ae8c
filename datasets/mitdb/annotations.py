"""Annotations of a record: read, and looked at for what cannot be right."""

import numpy as np
from medkeras_datasets.mitdb import beats

from medkeras.signal.beat_annotations import read_annotations
from medkeras.utils.errors import DataError

LONGEST_SILENCE = 10.0  # s without any annotation; in the real set 6
SHORTEST_INTERVAL = 36  # samples, 0.1 s: no heart beats twice within it
MOST_UNUSABLE = 0.1  # share of the annotations
EDGE = np.repeat([1.0, -1.0], 5) / 5  # 14 ms against the 14 ms before
NEAR_MARK = 18  # samples around a mark, 50 ms, in which the QRS is looked for
STEEPER = 2.0  # than half-way between beats; in the real set 5.9 and more
ENOUGH = 10  # beats for that to be asked


def read(path, rate: float, length: int, notes: list[str]):
    """Peaks and symbols of the beats, without what cannot be one."""
    file = path.with_name(f"{path.name}.atr")
    samples, symbols, own_rate = read_annotations(file)
    if own_rate is not None and own_rate != rate:
        raise DataError(
            f"{file}: expected times at {rate} samples per second; found "
            f"{own_rate}"
        )
    usable = _usable(file, samples, symbols, length, notes)
    samples, symbols = samples[usable], symbols[usable]
    _check_order(file, samples, length)
    is_beat = np.isin(symbols, list(beats.CLASS_OF))
    if not is_beat.any():
        raise DataError(f"{file}: expected annotated beats; found none")
    return _apart(file, samples[is_beat], symbols[is_beat], notes)


def _usable(file, samples, symbols, length: int, notes: list[str]):
    """Annotations within the record and with a known symbol."""
    past = (samples < 0) | (samples >= length)
    unknown = ~np.isin(symbols, [*beats.CLASS_OF, *beats.NO_BEAT])
    left_out = past | unknown
    if left_out.sum() > MOST_UNUSABLE * len(samples):
        raise DataError(
            f"{file}: expected annotations of this record; found "
            f"{past.sum()} past its end and {unknown.sum()} with unknown "
            f"symbols among {len(samples)}"
        )
    if past.any():
        notes.append(
            f"{file}: {past.sum()} annotations past the end of the record "
            f"({length} samples) left out"
        )
    if unknown.any():
        names = ", ".join(sorted(set(symbols[unknown].tolist())))
        notes.append(
            f"{file}: {unknown.sum()} annotations with unknown symbols "
            f"({names}) left out"
        )
    return ~left_out


def _check_order(file, samples, length: int) -> None:
    """From the first to the last second, in the order of time, no hole."""
    steps = np.diff(np.concatenate([[0], samples, [length]]))
    if (steps < 0).any():
        raise DataError(f"{file}: expected rising times; found a step back")
    start = int(steps.argmax())
    if steps[start] > LONGEST_SILENCE * beats.RATE:
        edges = np.concatenate([[0], samples, [length]]) / beats.RATE
        raise DataError(
            f"{file}: expected annotations throughout the record; found "
            f"none from {edges[start]:.1f} s to {edges[start + 1]:.1f} s "
            "(cut off?)"
        )


def _apart(file, peaks, symbols, notes: list[str]):
    """Beats without those marked a second time."""
    again = np.append(False, np.diff(peaks) < SHORTEST_INTERVAL)
    if again.any():
        notes.append(
            f"{file}: {again.sum()} beats left out, marked less than 0.1 s "
            "after another"
        )
    return peaks[~again], symbols[~again].tolist()


def check_on_waves(path, lead: np.ndarray, peaks: np.ndarray) -> None:
    """Refuse marks that stand no nearer to steep waves than chance has it."""
    slope = np.abs(np.convolve(lead, EDGE, mode="same"))
    at_marks, between = (
        _steepest(slope, places)
        for places in (peaks, (peaks[1:] + peaks[:-1]) // 2)
    )
    if len(peaks) >= ENOUGH and at_marks < STEEPER * between:
        raise DataError(
            f"{path}.atr: expected marks on the QRS; found slopes there only "
            f"{at_marks / between:.1f} times those between the marks (of "
            "another record, or at another rate?)"
        )


def _steepest(slope, places) -> float:
    """Median over places of the steepest slope nearby, invalid ones aside."""
    inside = (places >= NEAR_MARK) & (places < len(slope) - NEAR_MARK)
    around = np.arange(-NEAR_MARK, NEAR_MARK + 1)
    steepest = slope[places[inside][:, None] + around].max(axis=1)
    steepest = steepest[np.isfinite(steepest)]
    return float(np.median(steepest)) if len(steepest) else np.nan
