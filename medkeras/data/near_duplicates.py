"""Near duplicates: pairs of pictures that are one, and what they tie together.

A patient's name does not tell all: one photograph can be filed under two.
Whatever is nearly the same must lie on one side of a split.
"""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from medkeras.utils.arrays import finite_numbers, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.patients import patient_codes
from medkeras.utils.sizes import check_number

BLOCK = 2048  # rows compared at a time


def near_duplicates(
    rows: np.ndarray, least_correlation: float = 0.99
) -> np.ndarray:
    """Pairs of rows that are alike up to brightness and contrast.

    Two rows are compared by the correlation of their values; of pictures,
    give small grey ones, so that colors, size and noise do not hide a copy.

    Args:
        rows: (rows, ...), each flattened.
        least_correlation: from which a pair counts as nearly the same.

    Returns:
        Row numbers (pairs, 2), the smaller one first, the most alike pair
        first. A row without any contrast is like no other.

    Raises:
        UsageError: NaN, or a correlation outside -1 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.data.near_duplicates import near_duplicates
        >>> pictures = np.random.default_rng(0).random((4, 8, 8))
        >>> pictures[3] = 0.5 * pictures[1] + 0.2  # darker, less contrast
        >>> near_duplicates(pictures)
        array([[1, 3]])

    Reference: Esteva et al. 2017, doi:10.1038/nature21056, who joined images
        by nearest neighbours before they split (unverified).
    Chapter: 3.1.4
    """
    check_number("least_correlation", least_correlation, -1, 1)
    rows = real_array("rows", rows).astype(np.float32)
    if rows.ndim < 2:
        raise UsageError(
            f"`rows` must be (rows, ...). Received: shape {rows.shape}"
        )
    rows = rows.reshape(len(rows), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    found, values = [], []
    for start in range(0, len(unit), BLOCK):
        alike = unit[start : start + BLOCK] @ unit.T
        first, second = np.nonzero(alike >= least_correlation)
        later = second > first + start
        values.append(alike[first[later], second[later]])
        found.append(np.stack([first + start, second], axis=1)[later])
    order = np.argsort(-np.concatenate(values), kind="stable")
    return np.concatenate(found)[order]


def joined_groups(groups: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Groups that a pair of rows ties together become one.

    Args:
        groups: (rows,), lesion or patient of each row.
        pairs: (pairs, 2), row numbers, of `near_duplicates`.

    Returns:
        (rows,), whole numbers: rows with the same one must lie on one side
        of a split.

    Raises:
        UsageError: pairs that are no row numbers, or missing groups.

    Example:
        >>> from medkeras.data.near_duplicates import joined_groups
        >>> joined_groups(["a", "a", "b", "c"], [[1, 3]])
        array([0, 0, 1, 0])

    Chapter: 3.1.4
    """
    codes, names = patient_codes("groups", groups)
    pairs = np.asarray(pairs)
    if not pairs.size:
        pairs = np.zeros((0, 2), int)
    pairs = _row_numbers(pairs, len(codes))
    ones = np.ones(len(pairs))
    ends = codes[pairs[:, 0]], codes[pairs[:, 1]]
    graph = coo_matrix((ones, ends), shape=(len(names), len(names)))
    return connected_components(graph, directed=False)[1].astype(int)[codes]


def duplicates_across(pairs: np.ndarray, first_side: np.ndarray) -> np.ndarray:
    """Those of the pairs that have one row on each side of a split.

    Args:
        pairs: (pairs, 2), row numbers.
        first_side: (rows,), booleans: whether a row is on the first side.

    Returns:
        (pairs, 2), the row of the first side first.

    Raises:
        UsageError: pairs that are no row numbers.

    Example:
        >>> from medkeras.data.near_duplicates import duplicates_across
        >>> duplicates_across([[0, 1], [0, 2]], [False, False, True])
        array([[2, 0]])

    Chapter: 3.1.4
    """
    side = real_array("first_side", first_side, empty=True).astype(bool)
    pairs = np.asarray(pairs)
    if not pairs.size:
        return np.zeros((0, 2), int)
    pairs = _row_numbers(pairs, len(side))
    pairs = pairs[side[pairs[:, 0]] != side[pairs[:, 1]]]
    turned = ~side[pairs[:, 0]]
    pairs[turned] = pairs[turned, ::-1]
    return pairs


def _row_numbers(pairs, count):
    if len(pairs):
        numbers = finite_numbers("pairs", pairs, ndim=2)
        whole = numbers == np.floor(numbers)
        inside = (numbers >= 0) & (numbers < count)
        if numbers.shape[1] != 2 or not (whole & inside).all():
            raise UsageError(
                f"`pairs` must be pairs of row numbers from 0 to {count - 1}. "
                f"Received: shape {numbers.shape}, from {numbers.min():g} to "
                f"{numbers.max():g}"
            )
    return pairs.astype(int)
