"""The shipped sample: twelve minutes of twenty of the records.

The minutes are those that follow the learning period of the standard EC57.
The records are chosen by a rule that looks at no result: in each half the
four with the most S beats, of the rest the four with the most V beats, of the
rest the two with the fewest of both; counted in the minutes that are shipped,
the lower number first where counts are equal. Record 202 is left out, since
its patient is in the other half, as 201.
"""

import io

import numpy as np
from etils import epath
from medkeras_datasets.mitdb import beats, database
from medkeras_datasets.mitdb.database import Record

from medkeras.utils.errors import DataError

START, END = 5, 17  # minutes of each record
STEPS = 600  # of 1 mV: 200 of the recorder, 3 samples averaged
MOST_S, MOST_V, FEWEST = 4, 4, 2


def read_sample(folder) -> dict[str, list[Record]]:
    """Read the shipped records, by split."""
    found = {
        split: [
            _read(path)
            for path in sorted(epath.Path(folder).glob("*.npz"))
            if int(path.stem) in numbers
        ]
        for split, numbers in database.SPLITS.items()
    }
    return {split: read for split, read in found.items() if read}


def summary(found: dict[str, list[Record]]) -> str:
    """What the sample is a part of, in one line."""
    train, test = (len(found.get(split, ())) for split in database.SPLITS)
    return (
        f"a part of the real set: minutes {START} to {END} of {train} of the "
        f"22 records of DS1 (train) and of {test} of the 22 of DS2 (test); no "
        "published figure is about it"
    )


def make_sample(found: dict[str, list[Record]], folder) -> list[str]:
    """Write the sample from all records of the database.

    Args:
        found: every record of both halves, by split, as read.
        folder: where the files go.

    Returns:
        Names of the files written.

    Raises:
        DataError: a record is not there, or not the published one.
    """
    if not database.is_complete(found):
        numbers = [r.number for read in found.values() for r in read]
        raise DataError(
            "the sample is made of the 44 published records; found "
            f"{len(numbers)}, or others: {numbers}"
        )
    folder = epath.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [_excerpt(r) for read in found.values() for r in choose(read)]
    for record in chosen:
        (folder / f"{record.number}.npz").write_bytes(_packed(record))
    return [f"{record.number}.npz" for record in chosen]


def choose(read: list[Record]) -> list[Record]:
    """The records of one half that are shipped, by the rule above."""
    free = {r.number: r for r in read if r.number not in database.SAME_PATIENT}
    num_s, num_v = {}, {}
    for number, record in free.items():
        excerpt = _excerpt(record)
        labels = excerpt.labels()[excerpt.rows]
        num_s[number] = int(np.sum(labels == beats.CLASSES.index("S")))
        num_v[number] = int(np.sum(labels == beats.CLASSES.index("V")))
    chosen = []
    for count, score in (
        (MOST_S, {number: -num_s[number] for number in free}),
        (MOST_V, {number: -num_v[number] for number in free}),
        (FEWEST, {number: num_s[number] + num_v[number] for number in free}),
    ):
        left = [number for number in sorted(free) if number not in chosen]
        chosen += sorted(left, key=score.get)[:count]
    return [free[number] for number in sorted(chosen)]


def _excerpt(record: Record) -> Record:
    """The beats of the shipped minutes.

    All peaks before them and the one that follows are kept, so that every
    interval and mean is that of the whole record.
    """
    minutes = record.peaks / (60 * beats.RATE)
    inside = (minutes >= START) & (minutes < END)
    kept = inside[record.rows]
    until = int(np.flatnonzero(inside)[-1]) + 2
    return Record(
        number=record.number,
        peaks=record.peaks[:until],
        symbols=record.symbols[:until],
        rows=record.rows[kept],
        windows=record.windows[kept],
        second_lead=record.second_lead,
    )


def _packed(record: Record) -> bytes:
    """A record as a compressed NumPy archive, without loss."""
    steps = np.rint(record.windows * np.float64(STEPS)).astype("<i2")
    if not np.array_equal(_in_mv(steps), record.windows):
        raise DataError(
            f"record {record.number}: expected steps of 1/{STEPS} mV; found "
            "others"
        )
    # Differences are small, so their high bytes are nearly all alike.
    differences = np.diff(steps, axis=1, prepend=np.int16(0)).astype("<i2")
    pairs = differences.reshape(*steps.shape, 1).view(np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        difference_bytes=np.moveaxis(pairs, -1, 0),  # low, then high
        peaks=record.peaks.astype("<i4"),
        rows=record.rows.astype("<i4"),
        symbols=np.array(list(record.symbols), "<U1"),
        second_lead=np.array(record.second_lead, "<U8"),
    )
    return stream.getvalue()


def _read(path) -> Record:
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        pairs = np.ascontiguousarray(
            np.moveaxis(stored["difference_bytes"], 0, -1)
        )
        differences = pairs.view("<i2")[..., 0]
        return Record(
            number=int(path.stem),
            peaks=stored["peaks"].astype(np.int64),
            symbols=stored["symbols"].tolist(),
            rows=stored["rows"].astype(np.int64),
            windows=_in_mv(np.cumsum(differences, axis=1, dtype=np.int64)),
            second_lead=str(stored["second_lead"]),
        )


def _in_mv(steps: np.ndarray) -> np.ndarray:
    return (steps / STEPS).astype(np.float32)
