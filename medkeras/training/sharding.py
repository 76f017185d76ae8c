"""Which worker reads which files, or which patients: shares that are said."""

import itertools
import os
from collections.abc import Iterable, Sequence

import numpy as np

from medkeras.models.worker_agreement import check_equal, digest
from medkeras.training.strategy import strategy
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_whole
from medkeras.utils.workers import workers


class Shares:
    """What each worker reads: together all, and nothing twice.

    Args:
        items: names, or numbers of rows, one list a worker, in order.
        unit: what they are: "files", "patients".
        counts: how many of the unit each worker has.

    Example:
        >>> from medkeras.training.sharding import Shares
        >>> print(Shares([["a", "c"], ["b"]], "files", [2, 1]))
        worker 0: 2 files
        worker 1: 1 files

    Chapter: 4.6.3
    """

    def __init__(self, items: Sequence, unit: str, counts: Sequence[int]):
        self.items, self.unit, self.counts = items, unit, counts

    @property
    def mine(self):
        """The share of this worker."""
        found = workers()
        return self.items[found.index if found else 0]

    def __str__(self) -> str:
        lines = []
        for worker, (items, count) in enumerate(
            zip(self.items, self.counts, strict=True)
        ):
            rows = "" if self.unit == "files" else f", {len(items)} rows"
            lines.append(f"worker {worker}: {count} {self.unit}{rows}")
        return "\n".join(lines)


def by_file(paths: Iterable, num_workers: int | None = None) -> Shares:
    """Deal files to the workers, one after another in order of their names.

    Every worker must ask, and is refused where the lists differ.

    Args:
        paths: the files, all of them on each worker.
        num_workers: how many; those of the job if not given.

    Returns:
        Lists of paths, one a worker; `mine` is this worker's.

    Raises:
        UsageError: fewer files than workers, a file named twice, lists that
            differ between workers.

    Example:
        >>> from medkeras.training.sharding import by_file
        >>> by_file(["b", "a", "c"], num_workers=2).items
        [['a', 'c'], ['b']]

    Chapter: 4.6.3
    """
    names = sorted(_names(paths))
    number = _number(num_workers)
    if len(set(names)) < len(names):
        twice = next(a for a, b in itertools.pairwise(names) if a == b)
        raise UsageError(
            f"`paths` must name each file once. Received: {twice} twice"
        )
    _check_enough("files", len(names), number)
    _check_alike(num_workers, "the list of files", names)
    items = [names[worker::number] for worker in range(number)]
    return Shares(items, "files", [len(each) for each in items])


def by_patient(patients, num_workers: int | None = None) -> Shares:
    """Deal patients to the workers, all rows of a patient to one of them.

    The patient with most rows comes first and goes to the worker with
    fewest, so that the shares are of about one size. Every worker must ask.
    A share of a set that does not fit into memory is read by
    `medkeras.data.pipelines.input_pipeline`: of `dataset.groups(split)`, its
    `patients` are those in the rows `mine`.

    Args:
        patients: the patient of each row, (rows,), numbers or text.
        num_workers: how many; those of the job if not given.

    Returns:
        Numbers of rows in order, one array a worker; `mine` is this
        worker's.

    Raises:
        UsageError: fewer patients than workers, patients without a name,
            lists that differ between workers.

    Example:
        >>> from medkeras.training.sharding import by_patient
        >>> shares = by_patient(["a", "b", "a", "c"], num_workers=2)
        >>> [rows.tolist() for rows in shares.items]
        [[0, 2], [1, 3]]

    Chapter: 4.6.3
    """
    of_row, ids = patient_codes("patients", patients)
    sizes = np.bincount(of_row, minlength=len(ids))
    number = _number(num_workers)
    _check_enough("patients", len(ids), number)
    _check_alike(num_workers, "the patients of the rows", of_row.tolist())
    owner, load = np.zeros(len(ids), int), np.zeros(number, int)
    for place in np.argsort(-sizes, kind="stable"):
        owner[place] = load.argmin()
        load[owner[place]] += sizes[place]
    items = [np.flatnonzero(owner[of_row] == each) for each in range(number)]
    counts = np.bincount(owner, minlength=number).tolist()
    return Shares(items, "patients", counts)


def _names(paths) -> list[str]:
    """Names of files, or UsageError."""
    listed = [] if isinstance(paths, str | bytes) else paths
    found = list(listed) if isinstance(listed, Iterable) else []
    named = [each for each in found if isinstance(each, str | os.PathLike)]
    if not found or len(named) < len(found):
        raise UsageError(
            "`paths` must be a list of names of files. Received: "
            f"{one_line(paths)}"
        )
    return [os.fspath(each) for each in named]


def _number(num_workers) -> int:
    if num_workers is not None:
        check_whole("num_workers", num_workers)
        return num_workers
    found = workers()
    return len(found.addresses) if found else 1


def _check_enough(what, number, num_workers) -> None:
    if number < num_workers:
        raise UsageError(
            f"expected at least one of the {what} for each of {num_workers} "
            f"workers. Received: {number}"
        )


def _check_alike(num_workers, what, values) -> None:
    """Compare with the other workers, unless only a plan is asked for."""
    if num_workers is None and workers() is not None:
        check_equal(strategy(), what, digest(values))
