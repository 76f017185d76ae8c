"""Ranking by several criteria at once: TOPSIS, VIKOR, AHP, entropy."""

from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import binary_labels, float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number

# Saaty's mean index of random matrices of 1 to 10 criteria; from memory:
# unverified.
RANDOM_INDEX = (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


class PairwiseWeights(NamedTuple):
    """Weights from comparisons in pairs.

    Attributes:
        weights: (criteria,), summing to 1.
        consistency_ratio: 0 where the comparisons agree with each other;
            above 0.1 they are usually asked again.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.multi_criteria import PairwiseWeights
        >>> PairwiseWeights(np.array([0.75, 0.25]), 0.0).consistency_ratio
        0.0

    Chapter: 3.1.6
    """

    weights: np.ndarray
    consistency_ratio: float


def topsis(matrix: np.ndarray, weights: np.ndarray, benefit) -> np.ndarray:
    """How close each alternative is to an ideal one, from 0 to 1.

        r_ij = x_ij / sqrt(Σ_i x_ij²),  v_ij = w_j r_ij
        C_i = d_i⁻ / (d_i⁺ + d_i⁻)

    with d⁺ and d⁻ the distances to the best and to the worst value of every
    criterion among these alternatives. An alternative that is worse in every
    criterion never comes out above. But r, best and worst depend on who else
    is compared, so one more alternative can turn the order of two others.

    Args:
        matrix: x, (alternatives, criteria), 0 or more.
        weights: w, (criteria,), 0 or more, summing to 1.
        benefit: (criteria,), True where more is better.

    Returns:
        C, (alternatives,); the largest is the best. 0.5 for all, if they are
        alike in every criterion that counts.

    Raises:
        UsageError: negative values, weights that do not sum to 1, lengths
            that differ, or NaN.

    Example:
        >>> from medkeras.metrics.multi_criteria import topsis
        >>> accuracy_and_seconds = [[0.9, 30.0], [0.8, 2.0]]
        >>> topsis(accuracy_and_seconds, [0.5, 0.5], [True, False]).round(2)
        array([0.08, 0.92])

    Reference: Hwang and Yoon 1981, Multiple attribute decision making,
        doi:10.1007/978-3-642-48318-9.
    Chapter: 3.1.6
    """
    matrix = float_array("matrix", matrix, ("alternatives", "criteria"), 0)
    weights, benefit = _criteria(matrix, weights, benefit)
    lengths = np.sqrt((matrix**2).sum(axis=0))
    weighed = weights * matrix / np.where(lengths > 0, lengths, 1)
    weighed = np.where(benefit, weighed, -weighed)  # more is better
    to_best = np.linalg.norm(weighed - weighed.max(axis=0), axis=1)
    to_worst = np.linalg.norm(weighed - weighed.min(axis=0), axis=1)
    apart = to_best + to_worst
    return np.where(apart > 0, to_worst / np.where(apart > 0, apart, 1), 0.5)


def vikor(
    matrix: np.ndarray, weights: np.ndarray, benefit, strategy: float = 0.5
) -> np.ndarray:
    """How far each alternative is from a compromise, from 0 to 1.

        g_ij = (best_j - x_ij) / (best_j - worst_j)
        S_i = Σ_j w_j g_ij,  R_i = max_j w_j g_ij
        Q_i = v (S_i - min S) / (max S - min S)
              + (1 - v) (R_i - min R) / (max R - min R)

    S is the regret over all criteria, R the greatest of a single one: TOPSIS
    lets a good criterion make up for a bad one, R does not. Best and worst are
    those of the alternatives compared, so that one more can turn the order.

    Args:
        matrix: x, (alternatives, criteria), 0 or more.
        weights: w, (criteria,), 0 or more, summing to 1.
        benefit: (criteria,), True where more is better.
        strategy: v, 1 for the sum of regrets alone, 0 for the greatest alone.

    Returns:
        Q, (alternatives,); the smallest is the best. 0 for all, if they are
        alike in every criterion that counts.

    Raises:
        UsageError: as `topsis`; a strategy outside 0 to 1.

    Example:
        >>> from medkeras.metrics.multi_criteria import vikor
        >>> accuracy_and_seconds = [[0.9, 30.0], [0.8, 2.0], [0.85, 9.0]]
        >>> vikor(accuracy_and_seconds, [0.5, 0.5], [True, False]).round(2)
        array([1., 1., 0.])

    Reference: Opricovic and Tzeng 2004, doi:10.1016/S0377-2217(03)00020-1.
    Chapter: 3.1.6
    """
    matrix = float_array("matrix", matrix, ("alternatives", "criteria"), 0)
    weights, benefit = _criteria(matrix, weights, benefit)
    check_number("strategy", strategy, 0, 1)
    signed = np.where(benefit, matrix, -matrix)  # more is better
    best, worst = signed.max(axis=0), signed.min(axis=0)
    regrets = (
        weights * (best - signed) / np.where(best > worst, best - worst, 1)
    )
    shares = _from_least(regrets.sum(axis=1)), _from_least(regrets.max(axis=1))
    return strategy * shares[0] + (1 - strategy) * shares[1]


def _from_least(values):
    """0 for the smallest, 1 for the largest; 0 if all are alike."""
    span = np.ptp(values)
    return (values - values.min()) / (span if span > 0 else 1)


def pairwise_weights(comparisons: np.ndarray) -> PairwiseWeights:
    """Weights of criteria from "how many times as important as" (AHP).

    The weights are the first eigenvector of the matrix. Where everybody is
    consistent, a_ij a_jk = a_ik, the largest eigenvalue λ is the number n of
    criteria; else CI = (λ - n) / (n - 1), and the ratio divides it by the mean
    CI of random matrices.

    Args:
        comparisons: a, (criteria, criteria), above 0, with a_ji = 1 / a_ij;
            up to 10 criteria.

    Returns:
        A `PairwiseWeights`.

    Raises:
        UsageError: values that are not above 0, no reciprocal matrix, more
            than 10 criteria, or NaN.

    Example:
        >>> from medkeras.metrics.multi_criteria import pairwise_weights
        >>> pairwise_weights([[1, 3], [1 / 3, 1]]).weights.round(2)
        array([0.75, 0.25])

    Reference: Saaty 1977, A scaling method for priorities in hierarchical
        structures, doi:10.1016/0022-2496(77)90033-5.
    Chapter: 3.1.6
    """
    matrix = float_array("comparisons", comparisons, ("criteria", "criteria"))
    count = len(matrix)
    square = matrix.shape == (count, count) and count <= len(RANDOM_INDEX)
    if (
        not square
        or (matrix <= 0).any()
        or not np.allclose(matrix * matrix.T, 1)
    ):
        raise UsageError(
            "`comparisons` must be a square matrix of up to "
            f"{len(RANDOM_INDEX)} criteria, above 0, with a_ji = 1 / a_ij. "
            f"Received: shape {matrix.shape}"
        )
    values, vectors = np.linalg.eig(matrix)
    first = np.argmax(values.real)
    weights = np.abs(vectors[:, first].real)
    index = (values[first].real - count) / max(count - 1, 1)
    mean_random = RANDOM_INDEX[count - 1]
    ratio = index / mean_random if mean_random else 0.0
    return PairwiseWeights(weights / weights.sum(), float(ratio))


def entropy_weights(matrix: np.ndarray) -> np.ndarray:
    """Weights by how much the alternatives differ, asking nobody.

        p_ij = x_ij / Σ_i x_ij,  e_j = -Σ_i p_ij log p_ij / log m
        w_j ∝ 1 - e_j

    A criterion in which all are alike gets no weight, however much it matters
    to patients.

    Args:
        matrix: x, (alternatives, criteria), 0 or more, two alternatives or
            more, no criterion 0 for all.

    Returns:
        (criteria,), summing to 1; equal where nothing differs.

    Raises:
        UsageError: negative values, one alternative, a criterion of zeros.

    Example:
        >>> from medkeras.metrics.multi_criteria import entropy_weights
        >>> entropy_weights([[0.9, 30.0], [0.9, 2.0]]).round(2)
        array([0., 1.])

    Reference: Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x; as
        weights: Hwang and Yoon 1981, doi:10.1007/978-3-642-48318-9.
    Chapter: 3.1.6
    """
    matrix = float_array("matrix", matrix, ("alternatives", "criteria"), 0)
    sums = matrix.sum(axis=0)
    if len(matrix) < 2 or (sums == 0).any():
        raise UsageError(
            "`matrix` must hold two alternatives or more and no criterion of "
            f"zeros. Received: shape {matrix.shape}"
        )
    shares = matrix / sums
    logs = np.log(np.where(shares > 0, shares, 1))
    differ = 1 + (shares * logs).sum(axis=0) / np.log(len(matrix))
    differ = np.where(differ > 1e-12, differ, 0)
    if not differ.any():
        return np.full(len(sums), 1 / len(sums))
    return differ / differ.sum()


def _criteria(matrix, weights, benefit):
    count = matrix.shape[1]
    weights = float_array("weights", weights, (count,), 0)
    if abs(weights.sum() - 1) > 1e-6:
        raise UsageError(
            f"`weights` must sum to 1. Received: a sum of {weights.sum():.6g}"
        )
    benefit = binary_labels("benefit", benefit)
    if len(benefit) != count:
        raise UsageError(
            f"`benefit` must say {count} times whether more is better. "
            f"Received: {len(benefit)} values"
        )
    return weights, benefit == 1
