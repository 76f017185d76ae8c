"""What a task reads from its data set: rows, their truth, whose they are."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from medkeras.data import leakage_audit, patient_split
from medkeras.data.leakage import AuditReport
from medkeras.utils.arrays import check_one_length
from medkeras.utils.errors import UsageError

TEST_SHARE = 0.3  # of the groups, where no split is given
FEWEST = 30  # groups that are kept where rows are left out


class Examples(NamedTuple):
    """Rows of a data set as a task reads them.

    Attributes:
        inputs: what the network reads, (rows, ...), or a dictionary of such.
        plain: what the baseline reads, (rows, columns), or texts (rows,).
        labels: the truth, (rows, ...).
        groups: whose row it is, (rows,): a patient, a lesion, a drug.
        is_test: (rows,), True where the set itself puts a row into the test;
            None where it gives no split.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.examples import Examples
        >>> rows = Examples(np.ones((3, 2)), np.ones((3, 2)),
        ...                 np.array([0, 1, 0]), np.array([7, 8, 9]))
        >>> rows.take([0, 2]).groups.tolist()
        [7, 9]

    Chapter: 3.4.1
    """

    inputs: np.ndarray | Mapping[str, np.ndarray]
    plain: np.ndarray
    labels: np.ndarray
    groups: np.ndarray
    is_test: np.ndarray | None = None

    def take(self, rows) -> "Examples":
        """Some of the rows, in the order given."""
        if isinstance(self.inputs, Mapping):
            inputs = {name: each[rows] for name, each in self.inputs.items()}
        else:
            inputs = self.inputs[rows]
        is_test = None if self.is_test is None else self.is_test[rows]
        return Examples(
            inputs, self.plain[rows], self.labels[rows], self.groups[rows],
            is_test,
        )  # fmt: skip

    def count(self) -> int:
        """Number of rows."""
        return len(self.labels)


class Parts(NamedTuple):
    """Training and test rows of a task, no group in both.

    Attributes:
        train: rows to learn from.
        test: rows to be judged by, once.
        moved: training rows left out because their group is in the test.

    Example:
        >>> from medkeras.tasks.examples import Parts
        >>> Parts._fields
        ('train', 'test', 'moved')

    Chapter: 3.4.1
    """

    train: Examples
    test: Examples
    moved: int = 0

    def audit(self) -> AuditReport:
        """Look for groups and for equal rows on both sides.

        Returns:
            The report of `medkeras.data.leakage_audit`; `.require()` raises.
        """
        seen, unseen = _comparable(self.train.plain, self.test.plain)
        ids = self.train.groups, self.test.groups
        return leakage_audit(seen, unseen, *ids, tolerance=0)


def split(rows: Examples, most: int | None = None, seed: int = 0) -> Parts:
    """Divide rows so that each group is in one part.

    Where the set gives a test, that is the test, and training rows of its
    groups are left out; else three groups of ten are drawn for it.

    Args:
        rows: as a task reads them.
        most: rows to be kept, about; None for all.
        seed: of the draws.

    Returns:
        The parts.

    Raises:
        UsageError: no rows, fields of unlike length, too few groups.

    Example:
        >>> import numpy as np
        >>> from medkeras.tasks.examples import Examples, split
        >>> rows = Examples(np.ones((10, 2)), np.ones((10, 2)),
        ...                 np.tile([0, 1], 5), np.arange(10) // 2)
        >>> parts = split(rows)
        >>> set(parts.train.groups) & set(parts.test.groups)
        set()

    Chapter: 3.4.1
    """
    check_one_length(plain=rows.plain, labels=rows.labels, groups=rows.groups)
    if not rows.count():
        raise UsageError("a task needs rows to learn from. Received: none")
    if rows.is_test is None:
        rows = _fewer(rows, most, seed)
        # two groups at least, where there are few: one gives no interval
        share = max(TEST_SHARE, min(0.5, 2 / len(np.unique(rows.groups))))
        fractions = {"train": 1 - share, "test": share}
        deal = rows.groups, _classes(rows), fractions, seed
        parts = patient_split(*deal)
        return Parts(rows.take(parts["train"]), rows.take(parts["test"]))
    test = rows.take(np.flatnonzero(rows.is_test))
    shared = np.isin(rows.groups, test.groups) & ~rows.is_test
    train = rows.take(np.flatnonzero(~rows.is_test & ~shared))
    if not train.count():
        raise UsageError("no training group is left that is not in the test")
    keep = None if most is None else max(int(most * TEST_SHARE), 1)
    rest = None if most is None else most - keep
    train, test = _fewer(train, rest, seed), _fewer(test, keep, seed)
    return Parts(train, test, int(shared.sum()))


def _classes(rows):
    """Labels to deal out evenly, where they are few whole numbers."""
    labels = np.asarray(rows.labels)
    few = labels.ndim == 1 and labels.dtype.kind in "biu"
    return labels if few else None


def _fewer(rows, most, seed):
    """About so many rows: whole groups are drawn, at least thirty of them.

    Each class keeps its share. Where few groups hold many rows, rows are
    drawn from all groups that are kept.
    """
    count = rows.count()
    if most is None or count <= most:
        return rows
    kept = max(most / count, FEWEST / len(np.unique(rows.groups)))
    chosen = np.arange(count)
    if kept < 1:
        fractions = {"kept": kept, "left out": 1 - kept}
        deal = rows.groups, _classes(rows), fractions, seed
        chosen = patient_split(*deal)["kept"]
    return rows.take(_thinned(chosen, _classes(rows), most, seed))


def _thinned(chosen, classes, most, seed):
    """At most so many of the chosen rows, of each class its share."""
    drawn = np.random.default_rng(seed).permutation(chosen)
    if classes is not None:
        # by its place within its class, from 0 to 1: the first of all
        # classes come first
        place = np.empty(len(drawn))
        for each in np.unique(classes[drawn]):
            own = np.flatnonzero(classes[drawn] == each)
            place[own] = np.arange(len(own)) / len(own)
        drawn = drawn[np.argsort(place, kind="stable")]
    return np.sort(drawn[:most])


def _comparable(train, test):
    """Rows as numbers that are equal where the rows are."""
    train, test = np.asarray(train), np.asarray(test)
    if train.dtype.kind in "biuf":
        flat = [part.reshape(len(part), -1) for part in (train, test)]
        return [np.where(np.isfinite(part), part, np.nan) for part in flat]
    codes = np.unique(np.concatenate([train, test]), return_inverse=True)[1]
    return codes[: len(train), None], codes[len(train) :, None]
