"""How far from its training may a model be asked? The domain it applies to."""

from typing import NamedTuple

import numpy as np

from medkeras.molecules.descriptors import checked_bits, tanimoto_matrix
from medkeras.utils.arrays import check_one_length, float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

BLOCK = 1024  # rows compared at once


class CoverageCurve(NamedTuple):
    """Mean error of the molecules most like those of the training.

    Attributes:
        coverage: (points,), share of molecules answered, rising to 1.
        error: (points,), mean error of these.
        similarity: (points,), the least similarity among these.

    Example:
        >>> from medkeras.molecules.applicability import CoverageCurve
        >>> CoverageCurve._fields
        ('coverage', 'error', 'similarity')

    Chapter: 3.4.3
    """

    coverage: np.ndarray
    error: np.ndarray
    similarity: np.ndarray


def nearest_similarity(
    queries: np.ndarray, training: np.ndarray, num_neighbors: int = 1
) -> np.ndarray:
    """Similarity to the nearest molecules of the training.

    Args:
        queries: (rows, bits), fingerprints.
        training: (molecules, bits), fingerprints.
        num_neighbors: the mean over how many of the nearest.

    Returns:
        (rows,), Tanimoto similarity from 0 to 1.

    Raises:
        UsageError: other values, widths that differ, too few molecules.

    Example:
        >>> from medkeras.molecules import nearest_similarity
        >>> nearest_similarity([[1, 1, 0], [0, 0, 1]], [[1, 0, 0], [1, 1, 0]])
        array([1., 0.])

    Chapter: 3.4.3
    """
    queries = checked_bits("queries", queries)
    training = checked_bits("training", training)
    check_whole("num_neighbors", num_neighbors, 1, max(len(training), 1))
    if not len(training):
        raise UsageError("`training` must hold a molecule. Received: none")
    nearest = np.empty(len(queries))
    for start in range(0, len(queries), BLOCK):
        part = slice(start, start + BLOCK)
        similar = tanimoto_matrix(queries[part], training)
        best = np.partition(similar, -num_neighbors, axis=1)
        nearest[part] = best[:, -num_neighbors:].mean(axis=1)
    return nearest


def coverage_curve(
    errors: np.ndarray, similarity: np.ndarray, num_points: int = 10
) -> CoverageCurve:
    """Answer for the most similar molecules only, then for more and more.

    Where the error rises with the coverage, similarity says when not to
    trust a model; where it does not, it says nothing.

    Args:
        errors: (molecules,), absolute or squared ones, or 0 and 1.
        similarity: (molecules,), to the training.
        num_points: of the curve.

    Returns:
        Coverage, mean error and least similarity at each point.

    Raises:
        UsageError: lengths that differ, values that are not finite, fewer
            molecules than points.

    Example:
        >>> from medkeras.molecules import coverage_curve
        >>> coverage_curve([0.0, 2.0, 4.0, 6.0], [0.9, 0.8, 0.5, 0.2], 2).error
        array([1., 3.])

    Chapter: 3.4.3
    """
    errors = float_array("errors", errors, ("molecules",))
    similarity = float_array("similarity", similarity, ("molecules",))
    check_one_length(errors=errors, similarity=similarity)
    check_whole("num_points", num_points, 1, len(errors))
    order = np.argsort(-similarity, kind="stable")
    kept = np.linspace(0, len(errors), num_points + 1)[1:].round().astype(int)
    means = np.cumsum(errors[order]) / np.arange(1, len(errors) + 1)
    return CoverageCurve(
        kept / len(errors), means[kept - 1], similarity[order][kept - 1]
    )
