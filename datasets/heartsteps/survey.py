"""The table users.csv of HeartSteps V1: one row a person."""

from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import table_rows
from medkeras.utils.errors import DataError

FILE = "users.csv"
NUM_PEOPLE = 37
# Official name of each number, by the name that the book gives it.
NUMBERS = {
    "age": "age",
    "children": "children",
    "household": "household.size",
    "own_phone": "own.phone",
    "total_days": "totaldays",
    "phone_comfort": "phonecomfort",
    "computer_comfort": "compcomfort",
    "fitness_app": "fitapp",
    "fitness_tracker": "fittracker",
    "conscientiousness": "consc",
    "self_efficacy_before": "selfeff.intake",
    "self_efficacy_after": "selfeff.exit",
    "met_minutes_before": "metmins.intake",
    "met_minutes_after": "metmins.exit",
    "activity_level_before": "ipaq.hepa.intake",
    "activity_level_after": "ipaq.hepa.exit",
    "sitting_before": "sit.time.intake",
    "sitting_after": "sit.time.exit",
    "walking_days_before": "walk10.days.intake",
}
WORDS = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}
MISSING = ("", "na", "nan")
DAY = 24 * 60  # minutes: nobody sits longer
HIGHEST = {"age": 120, "phone_comfort": 5, "computer_comfort": 5}


def read_survey(folder) -> Reading:
    """People in the table's order; what was not answered is NaN.

    Raises:
        DataError: no table, a column that is missing or renamed, a row that
            is cut off, a cell that is no number, a person who is there twice,
            an age or an answer out of its scale.
    """
    path = Path(folder) / FILE
    needed = ["user.index", "gender", "dropout.date", *NUMBERS.values()]
    rows = table_rows(path, needed)
    columns = {
        name: _numbers(path, rows, official)
        for name, official in NUMBERS.items()
    }
    columns["user"] = _users(path, rows)
    gender = [row["gender"].lower() for row in rows]
    codes = {"male": 0, "female": 1}
    columns["gender"] = np.array([codes.get(word, -1) for word in gender])
    _check(path, columns)
    notes = [f"{len(rows)} of {NUM_PEOPLE} people"]
    left = sum(row["dropout.date"].lower() not in MISSING for row in rows)
    if left:
        notes.append(f"{left} left the study early")
    too_long = columns["sitting_before"] > DAY
    too_long |= columns["sitting_after"] > DAY
    if too_long.any():
        who = ", ".join(map(str, columns["user"][too_long]))
        notes.append(f"more minutes sat than a day has, kept: person {who}")
    return Reading({"train": columns}, notes, len(rows) == NUM_PEOPLE)


def _numbers(path, rows, official):
    values = np.full(len(rows), np.nan, np.float32)
    for place, row in enumerate(rows):
        cell = row[official].lower()
        if cell in MISSING:
            continue
        try:
            values[place] = WORDS[cell] if cell in WORDS else float(cell)
        except ValueError:
            pass
        if not np.isfinite(values[place]):
            raise DataError(
                f"{path}, row {place + 1}, {official}: expected a number; "
                f"found {row[official][:40]!r}"
            )
    return values


def _users(path, rows):
    names = [row["user.index"] for row in rows]
    if not all(name.isdecimal() for name in names):
        raise DataError(
            f"{path}, user.index: expected whole numbers; found others"
        )
    users = np.array([int(name) for name in names], np.int64)
    if len(np.unique(users)) < len(users):
        raise DataError(
            f"{path}, user.index: expected each person once; found one twice"
        )
    return users


def _check(path, columns):
    for name, highest in HIGHEST.items():
        values = columns[name]
        wrong = np.flatnonzero((values < 0) | (values > highest))
        if len(wrong):
            raise DataError(
                f"{path}, row {wrong[0] + 1}, {NUMBERS[name]}: expected 0 to "
                f"{highest}; found {values[wrong[0]]:g}"
            )
