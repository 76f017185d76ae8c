"""Scores of several records: of all examples together, and record by record."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from medkeras.metrics.multiclass import (
    ClassStatistics,
    Pairs,
    class_statistics,
    confusion,
    count_matrix,
    share_of,
)
from medkeras.utils.arrays import as_array, check_one_length
from medkeras.utils.errors import UsageError
from medkeras.utils.patients import patient_codes


def confusion_by_record(
    labels: np.ndarray,
    predicted: np.ndarray,
    records: np.ndarray,
    num_classes: int,
) -> dict:
    """Count what was called what, in each record for itself.

    Args:
        labels: (examples,), true class, 0 to `num_classes` - 1.
        predicted: (examples,), the class chosen.
        records: (examples,), the record or patient it is from.
        num_classes: number of classes.

    Returns:
        The counts of `confusion` by record, in the order of the records.

    Raises:
        UsageError: as `confusion`, or a record that is missing.

    Example:
        >>> from medkeras.metrics.by_record import confusion_by_record
        >>> by_record = confusion_by_record([0, 1, 1], [0, 1, 0], [7, 7, 9], 2)
        >>> {record: counts.tolist() for record, counts in by_record.items()}
        {7: [[1, 0], [0, 1]], 9: [[0, 0], [1, 0]]}

    Chapter: 2.1.2
    """
    labels = as_array("labels", labels)
    predicted = as_array("predicted", predicted)
    codes, ids = patient_codes("records", records)
    check_one_length(labels=labels, predicted=predicted, records=codes)
    return {
        record: confusion(
            labels[codes == code], predicted[codes == code], num_classes
        )
        for code, record in enumerate(ids.tolist())
    }


class RecordStatistics(NamedTuple):
    """Gross and average statistics, as EC57 asks for both.

    Attributes:
        gross: of all examples together: long and busy records weigh more.
        average: mean over the records in which the score exists: every
            record weighs alike.

    Example:
        >>> from medkeras.metrics.by_record import RecordStatistics
        >>> RecordStatistics._fields
        ('gross', 'average')

    Chapter: 2.1.2
    """

    gross: ClassStatistics
    average: ClassStatistics


def record_statistics(
    counts_by_record: Mapping, ignored_pairs: Pairs = ()
) -> RecordStatistics:
    """Gross and average sensitivity, predictivity and false positive rate.

    Args:
        counts_by_record: of `confusion_by_record`.
        ignored_pairs: as in `positive_predictivity`; leave them out for the
            strict count.

    Returns:
        A `RecordStatistics`; NaN for what exists in no record.

    Raises:
        UsageError: no records, or as `positive_predictivity`.

    Example:
        >>> from medkeras.metrics.by_record import record_statistics
        >>> found = record_statistics(
        ...     {7: [[9, 0], [0, 9]], 9: [[9, 0], [1, 0]]})
        >>> found.gross.sensitivity, found.average.sensitivity
        (array([1. , 0.9]), array([1. , 0.5]))

    Reference: `sumstats`, of the WFDB Applications Guide, which implements
        ANSI/AAMI EC57.
    Chapter: 2.1.2
    """
    if not isinstance(counts_by_record, Mapping) or not counts_by_record:
        raise UsageError(
            "`counts_by_record` must be of `confusion_by_record`. Received: "
            f"{type(counts_by_record).__name__}"
        )
    counts = [count_matrix(each) for each in counts_by_record.values()]
    if len({each.shape for each in counts}) > 1:
        raise UsageError(
            "`counts_by_record` must have the same classes everywhere. "
            f"Received: {sorted({len(each) for each in counts})} classes"
        )
    each = [class_statistics(record, ignored_pairs) for record in counts]
    average = [
        _mean_of_defined(np.array(score)) for score in zip(*each, strict=True)
    ]
    return RecordStatistics(
        class_statistics(np.sum(counts, axis=0), ignored_pairs),
        ClassStatistics(*average),
    )


def _mean_of_defined(scores):
    """Mean over records; NaN where no record has the score."""
    there = ~np.isnan(scores)
    return share_of(np.where(there, scores, 0).sum(axis=0), there.sum(axis=0))
