"""What of the review's two tables the registry and the chapters cover."""

from collections.abc import Iterable
from typing import NamedTuple

from medkeras.tasks.registry import tasks
from medkeras.tasks.task import Task


class TableRow(NamedTuple):
    """A row of the review's Table 1 (architectures) or 2 (applications).

    Attributes:
        table: 1 or 2.
        name: in short.
        chapters: that treat it, by the review's own section numbers.
        architecture: of the tasks that belong to a row of Table 1.
        why_no_task: the reason, where no task can stand for it.

    Example:
        >>> from medkeras.tasks.coverage import ROWS
        >>> ROWS[0].name
        'convolutional networks'

    Chapter: 3.4.1
    """

    table: int
    name: str
    chapters: tuple[str, ...]
    architecture: str = ""
    why_no_task: str = ""


ROWS = (
    TableRow(1, "convolutional networks", ("2.1.1",), "CNN"),
    TableRow(1, "recurrent networks", ("2.1.2",), "RNN"),
    TableRow(1, "LSTM", ("2.1.2",), "LSTM"),
    TableRow(1, "autoencoders", ("2.2.1",), "autoencoder"),
    TableRow(
        1, "restricted Boltzmann machines", ("2.2.2",), "RBM",
        "It learns which rows are likely and answers no question on a "
        "patient; stacked it does, in alzheimer_proteins.",
    ),
    TableRow(1, "deep belief networks", ("2.2.3",), "DBN"),
    TableRow(
        1, "generative adversarial networks", ("2.2.4",), "GAN",
        "It draws pictures, and a drawn picture has no truth to be held "
        "against: the chapter measures likeness and copies.",
    ),
    TableRow(2, "left ventricle in MRI [9]", ("3.1.1",)),
    TableRow(2, "Alzheimer's disease [10, 18]", ("3.1.2",)),
    TableRow(2, "Parkinson's disease [19, 25]", ("3.1.3",)),
    TableRow(2, "skin cancer [21]", ("3.1.4",)),
    TableRow(2, "brain tumours [26]", ("3.1.5",)),
    TableRow(2, "COVID-19 films [11, 24]", ("3.1.6",)),
    TableRow(2, "diabetes [20]", ("3.2.1",)),
    TableRow(2, "risk from an ECG [27]", ("3.2.2",)),
    TableRow(2, "outcomes from records [22]", ("3.2.3",)),
    TableRow(2, "readmission [23]", ("3.3.1",)),
    TableRow(2, "health information [5]", ("3.3.2",)),
    TableRow(
        2, "adoption in general [6]", ("3.4.1",), "",
        "The row names no task, data or model: the registry itself is the "
        "answer to it.",
    ),
    TableRow(
        2, "healthy ageing [8]", ("3.4.2",), "",
        "Which message helps is found by trying, with known chances: there "
        "is no table of right answers to learn from.",
    ),
)  # fmt: skip


class Covered(NamedTuple):
    """A row, and what covers it.

    Attributes:
        row: of the review's tables.
        tasks: of the registry that belong to it.
        chapters: numbers of the chapters that are there for it.
        state: "task", "chapter", or "not yet".
        reason: why there is no task; "" where there is one.

    Example:
        >>> from medkeras.tasks.coverage import coverage
        >>> coverage()[0].state
        'task'

    Chapter: 3.4.1
    """

    row: TableRow
    tasks: tuple[Task, ...]
    chapters: tuple[str, ...]
    state: str
    reason: str


def coverage(existing: Iterable[str] | None = None) -> list[Covered]:
    """Which task or chapter builds each row of the review's tables.

    Args:
        existing: numbers of the chapters that are written, such as "3.1.1";
            None takes all for written.

    Returns:
        One entry a row, Table 1 first.

    Example:
        >>> from medkeras.tasks.coverage import coverage
        >>> [each.state for each in coverage(["2.1.1"])][-1]
        'not yet'

    Chapter: 3.4.1
    """
    there = None if existing is None else set(existing)
    return [_covered(row, there) for row in ROWS]


def _covered(row, there):
    found = tuple(task for task in tasks() if _belongs(task, row))
    chapters = tuple(
        number for number in row.chapters if there is None or number in there
    )
    state = "task" if found else "chapter" if chapters else "not yet"
    reason = "" if found else row.why_no_task
    return Covered(row, found, chapters, state, reason)


def _belongs(task, row):
    if row.table == 1:
        return task.architecture == row.architecture
    return task.chapter in row.chapters
