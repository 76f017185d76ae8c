"""The audit for leaks: what a test must not know, checked one by one."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from medkeras.data import leak_checks
from medkeras.data.input_validation import (
    feature_rows,
    in_one_precision,
    require_same_columns,
)
from medkeras.data.leak_checks import Check
from medkeras.utils.errors import UsageError
from medkeras.utils.fold_rows import fold_rows
from medkeras.utils.patients import patient_ids

Experiment = Callable[[np.ndarray], float]


@dataclasses.dataclass(frozen=True)
class AuditReport:
    """Answers of the audit, in order.

    Example:
        >>> from medkeras.data import leakage_audit
        >>> print(leakage_audit([[1.0]], [[9.0]], [0], [1]).rows[0].check)
        no patient on both sides
    """

    rows: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether no check that was run has failed."""
        return all(row.passed is not False for row in self.rows)

    def frame(self):
        """The answers as a table with columns check, passed, detail."""
        import pandas as pd

        return pd.DataFrame([dataclasses.asdict(row) for row in self.rows])

    def require(self) -> "AuditReport":
        """The report itself, if nothing has failed.

        Raises:
            UsageError: names the checks that failed, with their findings.
        """
        failed = [row for row in self.rows if row.passed is False]
        if failed:
            raise UsageError(
                "the split leaks: "
                + "; ".join(f"{row.check}: {row.detail}" for row in failed)
            )
        return self

    def __str__(self) -> str:
        """One line a check."""
        words = {True: "passed ", False: "FAILED ", None: "not run"}
        return "\n".join(
            f"{words[row.passed]}  {row.check}: {row.detail}"
            for row in self.rows
        )


def leakage_audit(
    features_train,
    features_test,
    groups_train,
    groups_test,
    *,
    original=None,
    original_groups=None,
    experiment: Experiment | None = None,
    labels=None,
    label_groups=None,
    tolerance: float = 0.05,
    num_permutations: int = 10,
    seed: int = 0,
) -> AuditReport:
    """Look for the ways in which a test set can know its answers.

    Give the rows as they were split, before steps that are fitted inside
    the training fold. Four checks: patients on both sides; rows that are in
    both, exactly or nearly; the whole experiment on permuted labels, where
    anything above chance is a leak; rows of the test that no patient has.

    Args:
        features_train: rows of training, (examples, ...); NaN is allowed,
            images are flattened.
        features_test: rows of the test, (examples, ...).
        groups_train: patient of each row of training: numbers, text, bytes
            or dates, of one kind on both sides.
        groups_test: patient of each row of the test.
        original: the table before any resampling, (rows, ...); with it the
            fourth check is run.
        original_groups: patient of each row of `original`.
        experiment: takes labels, does everything from the first fitted step
            to the out-of-fold score, returns the AUROC; with it and
            `labels` the third check is run.
        labels: true labels (0, 1) that `experiment` expects, permuted.
        label_groups: patient of each label, where one patient has several
            rows with one label: labels are then permuted between patients.
        tolerance: rows are near duplicates below this distance, in standard
            deviations (root mean square over the features); 0 to look for
            exact copies only, which is quick.
        num_permutations: times that the labels are permuted, at least 3.
        seed: seed of the permutations.

    Returns:
        The report; it raises nothing until `.require()` is called.

    Raises:
        UsageError: arguments that do not fit together; patients that are
            missing, or 7 on one side and "7" on the other; infinite
            features; an experiment that returns no AUROC.

    Example:
        >>> from medkeras.data import leakage_audit
        >>> report = leakage_audit([[1.0], [2.0]], [[5.0]], ["a", "b"], ["b"])
        >>> report.passed, report.rows[0].detail
        (False, '1 of 1 patients of the test are in training: b')

    Chapter: 3.2.1
    """
    train = feature_rows("features_train", features_train)
    test = feature_rows("features_test", features_test)
    names = ("features_train", "features_test")
    require_same_columns(features_train, features_test, names)
    ids_train = patient_ids("groups_train", groups_train, len(train))
    ids_test = patient_ids("groups_test", groups_test, len(test))
    table, table_ids = _table(original, original_groups, features_test)
    train, test, *table = in_one_precision(train, test, *table)
    return AuditReport(
        (
            leak_checks.disjoint_groups(ids_train, ids_test),
            leak_checks.duplicates(train, test, tolerance),
            leak_checks.permuted(
                experiment, labels, label_groups, num_permutations, seed
            ),
            leak_checks.resampled(test, ids_test, table, table_ids),
        )
    )


def _table(original, groups, features) -> tuple[list, list | None]:
    """The table before any resampling, if there is one, and its patients."""
    if original is None:
        if groups is not None:
            raise UsageError("`original_groups` needs `original`")
        return [], None
    rows = feature_rows("original", original)
    names = ("original", "features of the audit")
    require_same_columns(original, features, names)
    if groups is not None:
        groups = patient_ids("original_groups", groups, len(rows))
    return [rows], groups


def folds_audit(
    features,
    groups,
    folds: Iterable[tuple[Sequence[int], Sequence[int]]],
    *,
    original=None,
    original_groups=None,
    experiment: Experiment | None = None,
    labels=None,
    label_groups=None,
    tolerance: float = 0.05,
    num_permutations: int = 10,
    seed: int = 0,
) -> AuditReport:
    """Audit every fold of a cross-validation.

    Args:
        features: the rows that were divided into folds, (examples, ...).
        groups: patient of each row.
        folds: pairs of row numbers (training, test), as `split` of a
            scikit-learn splitter gives them.
        original: as for `leakage_audit`, and so are the others.
        original_groups: patient of each row of `original`.
        experiment: labels to out-of-fold AUROC; run once, not per fold.
        labels: true labels that `experiment` expects.
        label_groups: patient of each label.
        tolerance: distance below which rows are near duplicates.
        num_permutations: times that the labels are permuted.
        seed: seed of the permutations.

    Returns:
        One row a check: how many folds failed, and the first finding.

    Raises:
        UsageError: arguments that do not fit together, or no folds.

    Example:
        >>> import numpy as np
        >>> from sklearn.model_selection import KFold
        >>> from medkeras.data import folds_audit
        >>> X = np.arange(12.0)[:, None]
        >>> folds_audit(X, np.arange(12), KFold(3).split(X)).passed
        True

    Chapter: 3.2.1
    """
    rows = feature_rows("features", features)
    ids = patient_ids("groups", groups, len(rows))
    table, table_ids = _table(original, original_groups, features)
    rows, *table = in_one_precision(rows, *table)
    reports = []
    for train, test in fold_rows("folds", folds, len(rows)):
        ids_train, ids_test = ([ids[k] for k in part] for part in (train, test))
        reports.append(
            (
                leak_checks.disjoint_groups(ids_train, ids_test),
                leak_checks.duplicates(rows[train], rows[test], tolerance),
                leak_checks.resampled(rows[test], ids_test, table, table_ids),
            )
        )
    same, twice, made = (_worst(found) for found in zip(*reports, strict=True))
    chance = leak_checks.permuted(
        experiment, labels, label_groups, num_permutations, seed
    )
    return AuditReport((same, twice, chance, made))


def _worst(rows: Sequence[Check]) -> Check:
    """One answer for all folds."""
    failed = [row for row in rows if row.passed is False]
    if rows[0].passed is None:
        return rows[0]
    if not failed:
        return dataclasses.replace(
            rows[0], detail=f"{rows[0].detail} ({len(rows)} folds)"
        )
    count = f"{len(failed)} of {len(rows)} folds, first: {failed[0].detail}"
    return dataclasses.replace(failed[0], detail=count)
