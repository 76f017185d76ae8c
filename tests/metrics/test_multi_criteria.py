import numpy as np
import pytest

from medkeras.metrics.multi_criteria import (
    entropy_weights,
    pairwise_weights,
    topsis,
    vikor,
)
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
HALVES = [0.5, 0.5]


def test_a_small_case_by_hand():
    """Columns (3, 4) and (8, 6): lengths 5 and 10."""
    found = topsis([[3, 8], [4, 6]], [0.6, 0.4], [True, False])
    # v: (0.36, 0.32) and (0.48, 0.24): the second is best in both.
    np.testing.assert_allclose(found, [0, 1])
    found = topsis([[3, 8], [4, 6]], [0.6, 0.4], [True, True])
    # The first loses 0.12 in one criterion, the second 0.08 in the other.
    np.testing.assert_allclose(found, [0.08 / 0.2, 0.12 / 0.2])


def test_three_alternatives_by_the_equations_in_loops():
    x = rng.uniform(1, 5, (3, 4))
    w = np.array([0.4, 0.3, 0.2, 0.1])
    benefit = np.array([True, False, True, False])
    v = np.zeros((3, 4))
    for i, j in np.ndindex(3, 4):
        v[i, j] = w[j] * x[i, j] / sum(x[k, j] ** 2 for k in range(3)) ** 0.5
    expected = []
    for i in range(3):
        good = bad = 0
        for j in range(4):
            column = v[:, j]
            best, worst = column.max(), column.min()
            if not benefit[j]:
                best, worst = worst, best
            good += (v[i, j] - best) ** 2
            bad += (v[i, j] - worst) ** 2
        expected.append(bad**0.5 / (bad**0.5 + good**0.5))
    np.testing.assert_allclose(topsis(x, w, benefit), expected, rtol=1e-12)


def test_the_dominated_is_never_above_its_dominator():
    for _ in range(300):
        count, criteria = rng.integers(2, 7), rng.integers(1, 6)
        x = rng.uniform(0, 5, (count, criteria))
        benefit = rng.random(criteria) < 0.5
        better = rng.uniform(0, 1, criteria) * (rng.random(criteria) < 0.7)
        x[1] = np.maximum(x[0] + np.where(benefit, -better, better), 0)
        weights = rng.dirichlet(np.ones(criteria))
        close = topsis(x, weights, benefit)
        assert close[1] <= close[0] + 1e-12
        assert (close >= 0).all() and (close <= 1).all()


def test_one_more_alternative_can_turn_the_order_of_two_others():
    two = [[5, 9], [10, 5]]
    first, second = topsis(two, HALVES, [True, True])
    assert second > first
    third = [6, 2]  # worse than the second in both
    first, second, last = topsis([*two, third], HALVES, [True, True])
    assert first > second > last


def test_weights_decide():
    x = [[0.9, 30.0], [0.8, 2.0]]
    benefit = [True, False]
    assert np.argmax(topsis(x, [0.99, 0.01], benefit)) == 0
    assert np.argmax(topsis(x, HALVES, benefit)) == 1
    np.testing.assert_allclose(topsis(x, [1.0, 0.0], benefit), [1, 0])


def test_the_unit_of_a_criterion_does_not_matter():
    x, weights = rng.uniform(1, 5, (4, 3)), [0.2, 0.3, 0.5]
    benefit = [True, False, True]
    np.testing.assert_allclose(
        topsis(x * [1, 60, 1000], weights, benefit), topsis(x, weights, benefit)
    )


def test_equal_alternatives_are_equally_close():
    np.testing.assert_array_equal(
        topsis(np.ones((3, 2)), HALVES, [True, False]), 0.5
    )
    found = topsis([[0, 1], [0, 2]], HALVES, [True, True])
    np.testing.assert_allclose(found, [0, 1])


def test_consistent_comparisons_give_back_their_weights():
    weights = np.array([0.5, 0.3, 0.15, 0.05])
    found = pairwise_weights(weights[:, None] / weights)
    np.testing.assert_allclose(found.weights, weights)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)


def test_a_circle_of_preferences_is_inconsistent():
    """A over B, B over C, C over A, three times each."""
    circle = [[1, 3, 1 / 3], [1 / 3, 1, 3], [3, 1 / 3, 1]]
    found = pairwise_weights(circle)
    np.testing.assert_allclose(found.weights, 1 / 3)
    # By hand: each row sums to 13/3, which is the eigenvalue.
    assert found.consistency_ratio == pytest.approx((13 / 3 - 3) / 2 / 0.58)


def test_entropy_gives_weight_to_what_differs():
    np.testing.assert_allclose(
        entropy_weights([[1, 2, 5], [1, 2, 5]]), [1 / 3] * 3
    )
    found = entropy_weights([[1, 5, 1], [1, 1, 0]])
    assert found[0] == 0 and 0 < found[1] < found[2]
    p = np.array([5 / 6, 1 / 6])
    e = -(p * np.log2(p)).sum()
    np.testing.assert_allclose(found[1:], [(1 - e) / (2 - e), 1 / (2 - e)])


FOUR = [
    [0.91, 0.80, 12.0, 3.0], [0.88, 0.90, 2.0, 5.0],
    [0.95, 0.60, 30.0, 1.0], [0.85, 0.85, 5.0, 4.0],
]  # fmt: skip
FOUR_WEIGHTS, FOUR_BENEFIT = [0.4, 0.3, 0.2, 0.1], [True, True, False, True]


def test_both_rankings_are_those_of_pymcdm():
    """Numbers of pymcdm 1.4.0: VIKOR(), TOPSIS with vector normalisation."""
    np.testing.assert_allclose(
        topsis(FOUR, FOUR_WEIGHTS, FOUR_BENEFIT),
        [0.6309755405732, 0.9237056660958, 0.1056001684331, 0.8317689445376],
    )
    np.testing.assert_allclose(
        vikor(FOUR, FOUR_WEIGHTS, FOUR_BENEFIT),
        [0.1584821428571, 0.25, 0.7916666666667, 0.8381696428571],
    )


def test_vikor_by_hand_at_both_ends_of_the_strategy():
    matrix = [[10, 1], [8, 3], [6, 4]]
    regrets = np.array([[0, 0.5], [0.25, 1 / 6], [0.5, 0]])
    sums, largest = regrets.sum(axis=1), regrets.max(axis=1)
    for strategy, values in ((1, sums), (0, largest)):
        expected = (values - values.min()) / np.ptp(values)
        found = vikor(matrix, HALVES, [True, True], strategy)
        np.testing.assert_allclose(found, expected)
    same = vikor([[3, 4], [3, 4]], HALVES, [True, True])
    assert same.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: topsis([[-1, 1], [1, 1]], HALVES, [True] * 2), "`matrix`"),
        (lambda: topsis([[1, 1]], [0.5, 0.6], [True] * 2), "sum to 1"),
        (lambda: topsis([[1, 1]], [1.0], [True] * 2), "`weights`"),
        (lambda: topsis([[1, 1]], HALVES, [True]), "`benefit`"),
        (lambda: topsis([[1, 1]], HALVES, [1, 2]), "`benefit`"),
        (lambda: vikor([[1, 1]], HALVES, [True] * 2, 2.0), "`strategy`"),
        (lambda: vikor([[1, 1]], [0.5, 0.6], [True] * 2), "sum to 1"),
        (lambda: pairwise_weights([[1, 2], [2, 1]]), "a_ji = 1 / a_ij"),
        (lambda: pairwise_weights(np.ones((11, 11))), "up to 10"),
        (lambda: entropy_weights([[1, 2]]), "two alternatives"),
        (lambda: entropy_weights([[0, 2], [0, 1]]), "zeros"),
    ],
)
def test_what_cannot_be_ranked_is_refused(call, message):
    with pytest.raises(UsageError, match=message):
        call()
