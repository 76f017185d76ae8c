"""Are names found whole, and of the right kind?"""

from collections.abc import Sequence
from operator import index

import numpy as np

from medkeras.utils.arrays import check_one_length, real_array
from medkeras.utils.errors import UndefinedMetricError, UsageError, one_line


def span_counts(truth: Sequence, found: Sequence) -> tuple[int, int, int]:
    """Count the names of one text: true ones, found ones, rightly found ones.

    Strict: a name is right where its first letter, its last and its kind are;
    one letter more is one wrong and one missed. A name counts once.

    Args:
        truth: start, end and kind, maybe more, of each true name.
        found: the same of each found name.

    Returns:
        How many are true, how many found, how many both.

    Raises:
        UsageError: names that are no such tuples.

    Example:
        >>> from medkeras.metrics.entities import span_counts
        >>> span_counts([(0, 5, "a"), (7, 9, "a")], [(0, 5, "a"), (7, 8, "a")])
        (2, 2, 1)

    Reference: as `conlleval`, Tjong Kim Sang and Buchholz 2000,
        doi:10.3115/1117601.1117631.
    Chapter: 3.3.2
    """
    true, told = _spans("truth", truth), _spans("found", found)
    return len(true), len(told), len(true & told)


def text_counts(truth: Sequence, found: Sequence) -> np.ndarray:
    """`span_counts` of each text.

    Args:
        truth: true names of each text.
        found: found names of each text, as many.

    Returns:
        Whole numbers, (texts, 3): true names, found ones, right ones.

    Raises:
        UsageError: other numbers of texts, or names that are no tuples.

    Example:
        >>> from medkeras.metrics.entities import text_counts
        >>> text_counts([[(0, 5, "a")], []], [[(0, 5, "a")], [(0, 1, "a")]])
        array([[1, 1, 1],
               [0, 1, 0]])

    Chapter: 3.3.2
    """
    if len(truth) != len(found):
        raise UsageError(
            "`truth` and `found` must be of as many texts. Received: "
            f"{len(truth)} and {len(found)}"
        )
    pairs = zip(truth, found, strict=True)
    counts = [span_counts(*pair) for pair in pairs]
    return np.array(counts, int).reshape(-1, 3)


def entity_f1(true_counts: np.ndarray, found_counts: np.ndarray) -> float:
    """F1 of names over all texts together.

        F1 = 2 right / (true + found)

    The harmonic mean of precision, right / found, and recall, right / true.
    For an interval draw whole texts: `bootstrap_by_patient`.

    Args:
        true_counts: (texts,), true names of each text.
        found_counts: (texts, 2), names found and, of these, right ones.

    Returns:
        0 to 1.

    Raises:
        UsageError: counts that cannot be; neither a true nor a found name.

    Example:
        >>> from medkeras.metrics.entities import entity_f1
        >>> entity_f1([3, 1], [[2, 2], [1, 0]])
        0.5714285714285714

    Chapter: 3.3.2
    """
    true, told, right = _totals(true_counts, found_counts)
    return _share(2 * right, true + told, "a true or a found name")


def entity_recall(true_counts: np.ndarray, found_counts: np.ndarray) -> float:
    """Share of the true names that are found.

    Args:
        true_counts: (texts,), true names of each text.
        found_counts: (texts, 2), names found and, of these, right ones.

    Returns:
        0 to 1.

    Raises:
        UsageError: counts that cannot be; no true name.

    Example:
        >>> from medkeras.metrics.entities import entity_recall
        >>> entity_recall([3, 1], [[2, 2], [1, 0]])
        0.5

    Chapter: 3.3.2
    """
    true, _, right = _totals(true_counts, found_counts)
    return _share(right, true, "a true name")


def entity_precision(
    true_counts: np.ndarray, found_counts: np.ndarray
) -> float:
    """Share of the found names that are true.

    Args:
        true_counts: (texts,), true names of each text.
        found_counts: (texts, 2), names found and, of these, right ones.

    Returns:
        0 to 1.

    Raises:
        UsageError: counts that cannot be; no found name.

    Example:
        >>> from medkeras.metrics.entities import entity_precision
        >>> entity_precision([3, 1], [[2, 2], [2, 1]])
        0.75

    Chapter: 3.3.2
    """
    _, told, right = _totals(true_counts, found_counts)
    return _share(right, told, "a found name")


def entity_f1_gain(true_counts: np.ndarray, both_counts: np.ndarray) -> float:
    """F1 of one way to find names minus that of another, on the same texts.

    Args:
        true_counts: (texts,), true names of each text.
        both_counts: (texts, 4), names found and right ones of the one way,
            then of the other.

    Returns:
        -1 to 1; above 0 the one is better.

    Raises:
        UsageError: as `entity_f1`.

    Example:
        >>> from medkeras.metrics.entities import entity_f1_gain
        >>> entity_f1_gain([2, 2], [[2, 2, 2, 1], [2, 2, 2, 1]])
        0.5

    Chapter: 3.3.2
    """
    both = real_array("both_counts", both_counts, ("texts", 4), low=0)
    one, other = both[:, :2], both[:, 2:]
    return entity_f1(true_counts, one) - entity_f1(true_counts, other)


def _spans(name, spans):
    try:
        return {(index(s[0]), index(s[1]), str(s[2])) for s in spans}
    except (TypeError, IndexError, KeyError):
        raise UsageError(
            f"`{name}` must hold start and end, whole numbers, and kind of "
            f"each name. Received: {one_line(spans)}"
        ) from None


def _totals(true_counts, found_counts):
    true = real_array("true_counts", true_counts, ("texts",), low=0)
    told = real_array("found_counts", found_counts, ("texts", 2), low=0)
    check_one_length(true_counts=true, found_counts=told)
    # in whole numbers: small types would leave their range
    counts = np.column_stack([true, told]).astype(float)
    if (counts != np.floor(counts)).any():
        raise UsageError("counts must be whole numbers. Received: fractions")
    if (counts[:, 2] > counts[:, :2].min(axis=1)).any():
        raise UsageError(
            "`found_counts` must have no more right names than true or found "
            "ones. Received: more"
        )
    return counts.sum(axis=0)


def _share(part, whole, needed):
    if whole == 0:
        raise UndefinedMetricError(
            f"the score needs {needed} or more. Received: none"
        )
    return float(part / whole)
