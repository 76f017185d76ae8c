"""The synthetic table data_mimicHeartSteps: one row a decision point."""

from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import number_column, table_rows
from medkeras.utils.errors import DataError

FILE = "data_mimicHeartSteps.csv"
NUM_ROWS, NUM_PEOPLE = 7770, 37
# Official name of each column, by the name that the book gives it.
NUMBERS = {
    "log_steps_after": "logstep_30min",
    "log_steps_last_time": "logstep_30min_lag1",
    "log_steps_before": "logstep_pre30min",
    "probability": "rand_prob",
}
WHOLE = {
    "user": "userid",
    "decision": "decision_point",
    "day": "day_in_study",
    "at_home_or_work": "is_at_home_or_work",
    "action": "intervention",
    "available": "avail",
}
YES_OR_NO = ("at_home_or_work", "action", "available")


def read_table(folder) -> Reading:
    """Decision points, by person and time.

    Raises:
        DataError: no table, a column that is missing or renamed, a row that
            is cut off, a cell that is no number or out of its range, a
            decision that is there twice, a prompt where nobody could be
            asked.
    """
    path = Path(folder) / FILE
    rows = table_rows(path, [*WHOLE.values(), *NUMBERS.values()])
    columns = {
        name: number_column(path, rows, official).astype(np.float32)
        for name, official in NUMBERS.items()
    }
    for name, official in WHOLE.items():
        columns[name] = _whole(path, rows, official, name in YES_OR_NO)
    _check(path, columns)
    order = np.lexsort((columns["decision"], columns["user"]))
    columns = {name: values[order] for name, values in columns.items()}
    users = len(np.unique(columns["user"]))
    notes = [
        f"synthetic: {len(rows)} of {NUM_ROWS} decisions of {users} of "
        f"{NUM_PEOPLE} made-up people"
    ]
    return Reading({"train": columns}, notes, len(rows) == NUM_ROWS)


def _whole(path, rows, official, yes_or_no):
    values = number_column(path, rows, official)
    right = values == np.round(values)
    right &= (values >= 0) & ((values <= 1) | (not yes_or_no))
    wrong = np.flatnonzero(~right)
    if len(wrong):
        wanted = "0 or 1" if yes_or_no else "a whole number of at least 0"
        raise DataError(
            f"{path}, row {wrong[0] + 1}, {official}: expected {wanted}; "
            f"found {values[wrong[0]]:g}"
        )
    return values.astype(np.int64)


def _check(path, columns):
    """Probabilities of a trial, each decision once, no prompt to the absent."""
    asked = columns["available"] == 1
    chance = columns["probability"]
    wrong = np.flatnonzero(asked & ~((chance > 0) & (chance < 1)))
    if len(wrong):
        raise DataError(
            f"{path}, row {wrong[0] + 1}, rand_prob: expected a probability "
            f"above 0 and below 1; found {chance[wrong[0]]:g}"
        )
    wrong = np.flatnonzero((columns["action"] == 1) & ~asked)
    if len(wrong):
        raise DataError(
            f"{path}, row {wrong[0] + 1}, intervention: expected 0 where "
            "avail is 0; found 1"
        )
    pairs = np.stack([columns["user"], columns["decision"]], axis=1)
    if len(np.unique(pairs, axis=0)) < len(pairs):
        raise DataError(
            f"{path}: expected each decision of a person once; found one twice"
        )
