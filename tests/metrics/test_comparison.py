"""Tests of tests: against hand calculations and what p-values promise."""

import numpy as np
import pytest
from scipy import stats

from medkeras.metrics.comparison import (
    corrected_t_test,
    mcnemar,
    permutation_p_value,
)
from medkeras.utils.errors import UsageError


def test_corrected_t_is_the_plain_one_shrunk_by_the_factor():
    values = np.random.default_rng(0).normal(0.02, 0.03, size=10)
    plain = stats.ttest_1samp(values, 0.0).statistic
    factor = np.sqrt((1 / 10) / (1 / 10 + 1 / 9))
    test = corrected_t_test(values, test_share=1 / 9)
    assert test.statistic == pytest.approx(plain * factor)
    assert test.p_value == pytest.approx(
        2 * stats.t.sf(abs(plain * factor), df=9)
    )


def test_the_sign_of_t_is_that_of_the_difference():
    assert corrected_t_test([-0.1, -0.2], 0.5).statistic < 0


def test_equal_models_and_constant_differences():
    assert corrected_t_test([0.0, 0.0], 0.5) == (0.0, 1.0)
    assert corrected_t_test([0.5, 0.5], 0.5) == (np.inf, 0.0)


def test_corrected_t_needs_two_folds():
    with pytest.raises(UsageError, match="2 or more"):
        corrected_t_test([0.1], 0.5)


def table(only_first, only_second, both=20, neither=7):
    """Labels and answers with a given table of agreement."""
    first = np.repeat([1, 0, 1, 0], [only_first, only_second, both, neither])
    second = np.repeat([0, 1, 1, 0], [only_first, only_second, both, neither])
    return np.ones(len(first), dtype=int), first, second


def test_mcnemar_by_hand():
    # 1 of 7 coins: 2 (1 + 7) / 2^7
    assert mcnemar(*table(1, 6)) == (1.0, pytest.approx(16 / 128))


def test_mcnemar_nears_the_chi_square_in_large_tables():
    test = mcnemar(*table(240, 300))
    chi_square = (abs(240 - 300) - 1) ** 2 / 540
    assert test.p_value == pytest.approx(
        stats.chi2.sf(chi_square, df=1), rel=0.01
    )


def test_mcnemar_ignores_those_on_whom_both_agree():
    assert mcnemar(*table(3, 9)) == mcnemar(*table(3, 9, both=0, neither=500))
    assert mcnemar(*table(0, 0)) == (0.0, 1.0)


def test_mcnemar_needs_the_same_patients():
    with pytest.raises(UsageError, match="one length"):
        mcnemar([1, 0], [1], [1, 0])


def test_permutation_p_values_are_uniform_without_an_effect():
    rng = np.random.default_rng(0)
    p_values = []
    for _ in range(300):
        x, y = rng.normal(size=(2, 30))
        permuted = [np.corrcoef(x, rng.permutation(y))[0, 1] for _ in "a" * 99]
        p_values.append(
            permutation_p_value(np.corrcoef(x, y)[0, 1], np.array(permuted))
        )
    # p is discrete in steps of 1/100; spread each step evenly over itself
    spread = np.array(p_values) - rng.random(300) / 100
    assert stats.kstest(spread, "uniform").pvalue > 0.01


def test_a_permutation_p_value_is_never_zero():
    assert permutation_p_value(1.0, np.zeros(99)) == 0.01
    assert permutation_p_value(0.0, np.zeros(99)) == 1.0
    with pytest.raises(UsageError, match="1 or more"):
        permutation_p_value(0.5, [])


NAN = float("nan")


@pytest.mark.parametrize(
    "test, given",
    [
        (permutation_p_value, (NAN, [0.5] * 9)),
        (permutation_p_value, (0.5, [0.4, NAN, 0.6])),
        (permutation_p_value, ("0.5", [0.4])),
        (corrected_t_test, ([0.1, NAN], 0.5)),
        (corrected_t_test, ([0.1, 0.2], NAN)),
        (mcnemar, ([0, 1, NAN], [0, 1, 1], [0, 1, 0])),
        (mcnemar, ([0, 1, 1], [0.3, 0.8, 0.9], [0, 1, 0])),
        (mcnemar, (["no", "yes"], [0, 1], [1, 0])),
        (mcnemar, ([1, 2], [1, 2], [2, 2])),
    ],
)
def test_nan_and_strange_labels_are_refused_in_one_line(test, given):
    with pytest.raises(UsageError, match="Received") as said:
        test(*given)
    assert "\n" not in str(said.value)
