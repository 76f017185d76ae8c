"""Histories as counts of codes: the plain baseline of every sequence model."""

import numpy as np
from scipy import sparse

from medkeras.ehr.ragged import Ragged
from medkeras.utils.arrays import check_places
from medkeras.utils.sizes import check_whole


def codes_until(rows: Ragged, codes: Ragged) -> Ragged:
    """All codes of each history, visit after visit.

    Args:
        rows: of each history's visits, as from
            `medkeras.ehr.histories.rows_until`.
        codes: of each visit.

    Returns:
        Codes of each history.

    Raises:
        UsageError: a row that no visit has.

    Example:
        >>> from medkeras.ehr.counts import codes_until
        >>> from medkeras.ehr.ragged import Ragged
        >>> codes = Ragged.from_lists([["428", "250"], ["401"]])
        >>> found = codes_until(Ragged.from_lists([[0], [0, 1]]), codes)
        >>> [words.tolist() for words in found]
        [['428', '250'], ['428', '250', '401']]

    Chapter: 3.2.3, 3.3.1
    """
    taken = codes.take(rows.values)
    before = np.r_[0, taken.ends]
    return Ragged(taken.values, before[rows.ends])


def count_codes(numbers: Ragged, size: int) -> sparse.csr_matrix:
    """How often each number stands in each row.

    Most counts are 0, so that the table is kept sparse: scikit-learn's linear
    models read it as it is, trees after `.toarray()`.

    Args:
        numbers: whole numbers of each row, as from `Vocabulary.encode`.
        size: of the vocabulary; numbers are below it.

    Returns:
        (rows, size) counts; number 0, no code, is not counted.

    Raises:
        UsageError: a size below 1, or numbers out of range.

    Example:
        >>> from medkeras.ehr.counts import count_codes
        >>> from medkeras.ehr.ragged import Ragged
        >>> count_codes(Ragged.from_lists([[3, 1, 3], []]), 4).toarray()
        array([[0., 1., 0., 2.],
               [0., 0., 0., 0.]], dtype=float32)

    Chapter: 3.2.3, 3.3.1
    """
    check_whole("size", size)
    check_places("numbers", numbers.values, size)
    there = numbers.keep(numbers.values != 0)
    ones = np.ones(len(there.values), np.float32)
    # Places are int64 where `ends` is; scikit-learn's solvers want int32.
    table = sparse.csr_matrix(
        (
            ones,
            there.values.astype(np.int32),
            np.r_[0, there.ends].astype(np.int32),
        ),
        shape=(len(there), size),
    )
    table.sum_duplicates()
    return table
