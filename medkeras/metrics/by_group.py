"""Several rows of one patient or lesion become one."""

import numpy as np

from medkeras.utils.arrays import check_one_length, finite_numbers
from medkeras.utils.patients import patient_codes


def mean_by_group(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Mean of the rows of each group.

    Args:
        values: (rows, columns), such as probabilities of pictures.
        groups: (rows,), whose row it is.

    Returns:
        (groups, columns), a row for each group in sorted order.

    Raises:
        UsageError: lengths that differ, missing groups or values.

    Example:
        >>> from medkeras.metrics.by_group import mean_by_group
        >>> mean_by_group([[0.0], [1.0], [0.5]], [7, 7, 3])
        array([[0.5],
               [0.5]])

    Chapter: 3.1.4
    """
    values = finite_numbers("values", values, ndim=2)
    codes, names = patient_codes("groups", groups)
    check_one_length(values=values, groups=codes)
    total = np.zeros((len(names), values.shape[1]))
    np.add.at(total, codes, values)
    return total / np.bincount(codes)[:, None]
