"""The files of UCI 395, and what of them must not be used."""

import hashlib
import re
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import listing, text_of
from medkeras.utils.errors import DataError

COLUMNS = (
    "X", "Y", "Z", "Pressure", "GripAngle", "Timestamp", "TestID",
)  # fmt: skip
NUM_FILES = 77  # 15 controls, 25 P_, 37 H_
NAME = re.compile(r"([CPH])_.+", re.IGNORECASE)
TESTS = (0, 1)  # static and dynamic spiral; 2, the point, is never used
FEWEST = 32  # samples that make a recording
LONGEST_GAP = 10_000  # ms; after more, another recording begins
NOTED = 5  # files left out that are named one by one


def read_folder(root) -> Reading:
    """Spirals of each person, and counts of what could not be used.

    Raises:
        DataError: no file of a person, or none that can be used.
    """
    root = Path(root)
    paths = sorted(p for p in root.rglob("*.txt") if NAME.fullmatch(p.stem))
    if not paths:
        raise DataError(
            f"{root}: expected files C_*.txt, P_*.txt, H_*.txt; found "
            f"{listing(root)}"
        )
    people, left_out = {}, []
    for path in paths:
        name = path.stem.upper()
        if name in people:
            left_out.append(f"{path.name}: {name} has a file already")
            continue
        try:
            people[name] = read_file(path)
        except DataError as error:
            left_out.append(str(error))
    tests, shared = _own_tests(people)
    rows, broken = _rows(people, tests)
    if not rows:
        reason = f", the first: {left_out[0]}" if left_out else ""
        raise DataError(
            f"{root}: expected spirals that can be used; found {len(paths)} "
            f"files without one{reason}"
        )
    notes = [*_counts(rows, people), *shared, *broken]
    return Reading(
        {"train": rows},
        [*notes, *_shortened(left_out)],
        len(people) == NUM_FILES,
    )


def read_file(path) -> np.ndarray:
    """Samples of one person, (samples, 7), columns as in `COLUMNS`.

    Raises:
        DataError: a line without seven numbers, or none at all.
    """
    lines = text_of(path, "a recording of a tablet").split("\n")
    numbered = [(n, s) for n, s in enumerate(lines, start=1) if s.strip()]
    if re.match(r"\s*X\s*[;,\t]", numbered[0][1], re.IGNORECASE):
        numbered = numbered[1:]
    samples = [_numbers(path, number, line) for number, line in numbered]
    if not samples:
        raise DataError(f"{path}: expected samples; found none")
    return np.array(samples)


def _numbers(path, number, line):
    cells = re.split(r"[;,\t]", line.strip())
    try:
        values = [float(cell) for cell in cells]
    except ValueError:
        values = []
    if len(values) != len(COLUMNS) or not np.isfinite(values).all():
        raise DataError(
            f"{path}, line {number}: expected {';'.join(COLUMNS)}; found "
            f"{line.strip()[:40]!r}"
        )
    return values


def _own_tests(people):
    """(person, test) whose samples nobody else has, and notes on the rest."""
    owners = {}
    for name, samples in people.items():
        for test in (*TESTS, 2):
            block = samples[samples[:, 6] == test]
            if len(block):
                # Without the time: copies were given other times.
                key = test, hashlib.sha256(block[:, :5].tobytes()).digest()
                owners.setdefault(key, []).append(name)
    notes, own = [], set()
    never = sum(len(names) for (test, _), names in owners.items() if test == 2)
    if never:
        notes.append(
            f"test 2 (point) is never used: left out of {never} people"
        )
    for (test, _), names in owners.items():
        if len(names) > 1:
            notes.append(
                f"test {test} is the same in {', '.join(sorted(names))}: "
                "left out"
            )
        elif test in TESTS:
            own.add((names[0], test))
    return own, notes


def _rows(people, tests):
    """Examples in the order of the names, and notes on broken clocks."""
    rows, notes, number = [], [], {n: i for i, n in enumerate(sorted(people))}
    for name, test in sorted(tests):
        samples = people[name][people[name][:, 6] == test]
        whole = len(samples)
        samples = _longest_rise(samples)
        if len(samples) < whole:
            notes.append(
                f"{name}, test {test}: times fall or jump; {len(samples)} of "
                f"{whole} samples in between are kept"
            )
        if (samples[:, 3] > 0).sum() < FEWEST:
            notes.append(
                f"{name}, test {test}, left out: fewer than {FEWEST} samples "
                "on the paper"
            )
            continue
        rows.append(_example(samples, name, test, number[name]))
    return rows, notes


def _longest_rise(samples):
    """The longest stretch in which the time never falls or jumps."""
    steps = np.diff(samples[:, 5])
    parts = np.split(
        samples, np.flatnonzero((steps < 0) | (steps > LONGEST_GAP)) + 1
    )
    return max(parts, key=len)


def _example(samples, name, test, number):
    x, y, _, pressure, grip, stamp, _ = samples.T
    time = (stamp - stamp[0]) / 1000
    movement = np.stack([x, y, pressure, pressure > 0, time], axis=1)
    return {
        "movement": movement.astype(np.float32),
        "label": int(name[0] != "C"),
        "group": name[0],
        "person": number,
        "name": name,
        "test": test,
        "interval": np.float32(np.median(np.diff(stamp))),
        "grip": np.float32(grip.mean()),
        "tremor": np.float32("nan"),
    }


def _counts(rows, people):
    """People, tests, and how often each group's tablet looked."""
    groups = [sum(name[0] == group for name in people) for group in "CPH"]
    have = {(row["name"], row["test"]) for row in rows}
    missing = [
        sum((name, test) not in have for name in people) for test in TESTS
    ]
    notes = [
        f"{len(people)} of {NUM_FILES} people: {groups[0]} controls, "
        f"{groups[1]} P_ and {groups[2]} H_ with Parkinson's disease",
        f"{len(rows)} spirals; no usable test 0 of {missing[0]} people, no "
        f"usable test 1 of {missing[1]}",
    ]
    for group in "CPH":
        own = [row["interval"] for row in rows if row["group"] == group]
        values, counts = np.unique(own, return_counts=True)
        if len(own):
            said = ", ".join(
                f"{value:g} ms in {count}"
                for value, count in zip(values, counts, strict=True)
            )
            notes.append(f"sampling interval of {group}_ spirals: {said}")
    return notes


def _shortened(left_out):
    if not left_out:
        return []
    notes = [f"{len(left_out)} files left out:", *left_out[:NOTED]]
    more = len(left_out) - NOTED
    return notes + ([f"... and {more} more"] if more > 0 else [])
