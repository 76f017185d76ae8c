"""Are two models different? Tests that know how the scores came about."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    finite_numbers,
)
from medkeras.utils.sizes import check_number, check_positive


class Comparison(NamedTuple):
    """Outcome of a test.

    Attributes:
        statistic: what the test computes.
        p_value: chance of one at least as extreme if there is no difference.

    Example:
        >>> from medkeras.metrics.comparison import Comparison
        >>> Comparison(2.0, 0.05).p_value
        0.05

    Chapter: 2.0.2
    """

    statistic: float
    p_value: float


def corrected_t_test(differences: np.ndarray, test_share: float) -> Comparison:
    """Compare two models on the same folds of a cross-validation.

    Training folds overlap, so the plain t test takes chance for a
    difference far too often. The variance factor 1 / J becomes
    1 / J + n_test / n_train.

    Args:
        differences: (J,), score of one model minus that of the other on
            each test fold.
        test_share: n_test / n_train, 1/9 for ten folds, 3/7 where 30 % of
            the patients were drawn for the test again and again.

    Returns:
        t with J - 1 degrees of freedom, and its two-sided p-value. Models
        that never differ have t = 0 and p = 1.

    Raises:
        UsageError: fewer than two differences, NaN, or a share that is not
            positive.

    Example:
        >>> from medkeras.metrics.comparison import corrected_t_test
        >>> test = corrected_t_test([0.01, 0.03, 0.02], test_share=0.5)
        >>> round(test.statistic, 3), round(test.p_value, 3)
        (2.191, 0.16)

    Reference: Nadeau and Bengio 2003, doi:10.1023/A:1024068626366.
    Chapter: 2.0.2
    """
    values = finite_numbers("differences", differences, ndim=1, rows=2)
    values = values.astype(float)
    check_positive("test_share", test_share)
    if not values.any():
        return Comparison(0.0, 1.0)
    count = len(values)
    error = np.sqrt((1 / count + test_share) * values.var(ddof=1))
    if np.ptp(values) == 0:
        return Comparison(float(np.copysign(np.inf, values[0])), 0.0)
    t = values.mean() / error
    return Comparison(float(t), float(2 * stats.t.sf(abs(t), count - 1)))


def mcnemar(
    labels: np.ndarray, first: np.ndarray, second: np.ndarray
) -> Comparison:
    """Compare two classifiers on the same patients, exactly.

    Only patients on whom one is right and the other wrong can tell them
    apart. If the two are equally good, each such patient is a fair coin.

    Args:
        labels: (patients,), 0 or 1, the truth.
        first: (patients,), 0 or 1, answers of one classifier. With several
            classes, give ones as labels and who was right as the answers.
        second: (patients,), 0 or 1, answers of the other.

    Returns:
        The number of patients whom only the first got right, and the exact
        two-sided binomial p-value.

    Raises:
        UsageError: lengths differ, or anything but 0 and 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.comparison import mcnemar
        >>> truth = np.ones(6, dtype=int)
        >>> mcnemar(truth, truth, 1 - truth)
        Comparison(statistic=6.0, p_value=0.03125)

    Reference: McNemar 1947, "Note on the sampling error of the difference
        between correlated proportions or percentages",
        doi:10.1007/BF02295996.
    Chapter: 2.0.2
    """
    labels = binary_labels("labels", labels)
    first = binary_labels("first", first)
    second = binary_labels("second", second)
    check_one_length(labels=labels, first=first, second=second)
    one = int(((first == labels) & (second != labels)).sum())
    other = int(((first != labels) & (second == labels)).sum())
    if one + other == 0:
        return Comparison(0.0, 1.0)
    p_value = stats.binomtest(one, one + other, 0.5).pvalue
    return Comparison(float(one), float(p_value))


def permutation_p_value(observed: float, permuted: np.ndarray) -> float:
    """How often shuffled labels do at least as well as the real ones.

        p = (1 + number of permuted scores >= observed) / (1 + permutations)

    The real labels are one of the possible orders, hence the ones; without
    them p could be 0, which no finite number of shuffles can show.

    Args:
        observed: score with the real labels; more is better.
        permuted: (permutations,), scores of the WHOLE experiment, run anew
            with shuffled labels.

    Returns:
        The p-value.

    Raises:
        UsageError: no permutations, or NaN, which would lose every
            comparison and so count as a score that was beaten.

    Example:
        >>> from medkeras.metrics.comparison import permutation_p_value
        >>> permutation_p_value(0.8, [0.5, 0.6, 0.4, 0.8])
        0.4

    Reference: Phipson and Smyth 2010, "Permutation p-values should never
        be zero", doi:10.2202/1544-6115.1585.
    Chapter: 2.0.2
    """
    check_number("observed", observed)
    permuted = finite_numbers("permuted", permuted, ndim=1)
    return float((1 + (permuted >= observed).sum()) / (1 + permuted.size))
