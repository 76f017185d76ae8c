"""Folds that a function is given: row numbers of training and test."""

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError, one_line


def fold_rows(
    name: str, folds, num_rows: int, floats: bool = False
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Row numbers of training and test of each fold, or refuse them.

    Args:
        name: of the argument.
        folds: pairs, as `split` of a scikit-learn splitter gives them.
        num_rows: of all rows.
        floats: whether 3.0 may stand for row 3.

    Returns:
        A pair of arrays for each fold.

    Raises:
        UsageError: no pairs, no fold, other than whole row numbers, a side
            without rows.

    Example:
        >>> from medkeras.utils.fold_rows import fold_rows
        >>> [(a.tolist(), b.tolist()) for a, b in
        ...     fold_rows("folds", [([0, 1], [2])], 3)]
        [([0, 1], [2])]
    """
    try:
        pairs = [(train, test) for train, test in folds]
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"`{name}` must be pairs of row numbers (training, test), as "
            f"`split` of a scikit-learn splitter gives them. Received: {error}"
        ) from error
    if not pairs:
        raise UsageError(
            f"`{name}` must hold at least one fold. Received: none"
        )
    return [
        tuple(_row_numbers(name, part, num_rows, floats) for part in pair)
        for pair in pairs
    ]


def _row_numbers(name, part, num_rows, floats):
    try:
        rows = real_array(name, part, ("rows",), 0, num_rows - 1)
        kinds = "iuf" if floats else "iu"
        whole = rows.dtype.kind in kinds and (rows == np.floor(rows)).all()
    except UsageError:
        whole = False
    if not whole:
        raise UsageError(
            f"`{name}` must hold row numbers, one or more on each side, from 0 "
            f"to {num_rows - 1}. Received: {one_line(repr(part))}"
        )
    return rows.astype(int)
