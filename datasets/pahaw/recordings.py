"""The .svc files of PaHaW: a count, then seven numbers a line."""

import re
from pathlib import Path

import numpy as np
from medkeras_datasets.pahaw import corpus

from medkeras.data.building import Reading
from medkeras.data.sources import listing, text_of
from medkeras.utils.errors import DataError

NUM_FILES, NUM_PEOPLE = 597, 75  # two public inventories agree
# Public readers of the set put the vertical place first.
COLUMNS = ("y", "x", "time", "button", "azimuth", "altitude", "pressure")
FEWEST = 32  # samples that make a recording
SECONDS = 1e-3  # of a time step of the tablet
NAME = re.compile(r"0*(\d+)__(\d)_\d+", re.IGNORECASE)
NOTED = 5  # files left out that are named one by one


def read_folder(root) -> Reading:
    """Recordings of people whom the table knows, by person and task.

    Raises:
        DataError: no table of people, no .svc, or none that can be used.
    """
    root = Path(root)
    people, notes = corpus.read_people(root)
    paths = sorted(
        path for path in root.rglob("*") if path.suffix.lower() == ".svc"
    )
    if not paths:
        raise DataError(
            f"{root}: expected .svc files in PaHaW_public; found "
            f"{listing(root)}"
        )
    examples, left_out = {}, []
    for path in paths:
        key, problem = _person_and_task(path, people, examples)
        if problem is None:
            try:
                samples = read_svc(path)
            except DataError as error:
                left_out.append(str(error))
            else:
                examples[key] = _example(samples, key, people[key[0]])
        else:
            left_out.append(f"{path.name}: {problem}")
    if not examples:
        raise DataError(
            f"{root}: expected recordings that can be used; found "
            f"{len(paths)} .svc, the first: {left_out[0]}"
        )
    rows = [examples[key] for key in sorted(examples)]
    return Reading(
        {"train": rows},
        [*_counts(rows), *_turned(rows), *notes, *_shortened(left_out)],
        len(rows) == NUM_FILES,
    )


def read_svc(path) -> np.ndarray:
    """Samples of one file, (samples, 7), columns as in `COLUMNS`.

    Raises:
        DataError: no count on top, fewer lines than it says, a line without
            seven numbers, times that fall, fewer than 32 samples.
    """
    first, *lines = text_of(path, "a .svc recording").split("\n")
    if not re.fullmatch(r"\s*\d+\s*", first):
        raise DataError(
            f"{path}: expected the number of samples on line 1; found "
            f"{first[:40]!r}"
        )
    lines = [line for line in lines if line.strip()]
    if len(lines) != int(first):
        raise DataError(
            f"{path}: expected {int(first)} samples as line 1 says; found "
            f"{len(lines)} (cut off?)"
        )
    if len(lines) < FEWEST:
        raise DataError(
            f"{path}: expected {FEWEST} samples or more; found {len(lines)}"
        )
    samples = np.array([_numbers(path, n, s) for n, s in enumerate(lines, 2)])
    if (np.diff(samples[:, 2]) < 0).any():
        raise DataError(f"{path}: expected times that rise; found one falling")
    if not (samples[:, 3] > 0).any():
        raise DataError(f"{path}: expected a pen on the paper; found it never")
    return samples


def _numbers(path, number, line):
    cells = re.split(r"[\s,;]+", line.strip())
    try:
        values = [float(cell) for cell in cells]
    except ValueError:
        values = []
    if len(values) != len(COLUMNS) or not np.isfinite(values).all():
        raise DataError(
            f"{path}, line {number}: expected {len(COLUMNS)} numbers; found "
            f"{line.strip()[:40]!r}"
        )
    return values


def _person_and_task(path, people, examples):
    """(person, task from 1 on), or what is wrong with the name."""
    match = NAME.fullmatch(path.stem)
    if match is None:
        return None, "a name as 00001__1_1.svc was expected"
    key = int(match[1]), int(match[2])
    if not 1 <= key[1] <= 8:
        return None, f"tasks are 1 to 8; found {key[1]}"
    if key[0] not in people:
        return None, f"person {key[0]} is not in the table"
    if key in examples:
        return None, "this person and task have a file already"
    return key, None


def _example(samples, key, person):
    y, x, time, button, _, _, pressure = samples.T
    on_paper = (button > 0).astype(float)
    time = (time - time[0]) * SECONDS
    movement = np.stack([x, y, pressure, on_paper, time], axis=1)
    return {
        "movement": movement.astype(np.float32),
        "label": person.label,
        "person": key[0],
        "task": key[1] - 1,
        "age": np.float32(person.age),
        **dict.fromkeys(("tremor", "tremor_size", "decay"), np.float32("nan")),
    }


def _turned(rows):
    """Exchange x and y where most words stand on end; say so."""
    spans = [np.ptp(row["movement"][:, :2], axis=0) for row in rows]
    words = [x < y for (x, y), row in zip(spans, rows, strict=True)
             if row["task"] > 0]  # fmt: skip
    if not words or np.mean(words) <= 0.5:
        return []
    for row in rows:
        row["movement"] = row["movement"][:, [1, 0, 2, 3, 4]]
    return ["first column taken as x: else most words were higher than wide"]


def _counts(rows):
    people = {row["person"]: row["label"] for row in rows}
    spirals = sum(row["task"] == 0 for row in rows)
    return [
        f"{len(rows)} of {NUM_FILES} recordings, {len(people)} of "
        f"{NUM_PEOPLE} people ({sum(people.values())} with Parkinson's "
        f"disease), {spirals} spirals"
    ]


def _shortened(left_out):
    if not left_out:
        return []
    notes = [f"{len(left_out)} .svc left out:", *left_out[:NOTED]]
    more = len(left_out) - NOTED
    return notes + ([f"... and {more} more"] if more > 0 else [])
