import numpy as np
import pytest
from scipy.linalg import sqrtm

from medkeras.metrics.generative import (
    frechet_distance,
    kernel_distance,
    membership_inference,
    nearest_distances,
    precision_recall,
)
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)


def with_moments(mean, covariance, rows=60):
    """Rows whose sample mean and covariance are exactly these."""
    x = rng.normal(size=(rows, len(mean)))
    x = x - x.mean(axis=0)
    white = x @ np.linalg.inv(np.linalg.cholesky(np.atleast_2d(np.cov(x.T))).T)
    return white @ np.linalg.cholesky(covariance).T + mean


def covariance(width):
    root = rng.normal(size=(width, width))
    return root @ root.T + 0.1 * np.eye(width)


def test_frechet_of_two_gaussians_is_the_closed_form():
    first, second = covariance(4), covariance(4)
    gap = np.array([1.0, -2, 0, 0.5])
    made = frechet_distance(
        with_moments(np.zeros(4), first), with_moments(gap, second)
    )
    root = sqrtm(first @ second).real
    expected = gap @ gap + np.trace(first + second - 2 * root)
    np.testing.assert_allclose(made, expected, rtol=1e-8)


def test_frechet_in_one_dimension_is_in_means_and_deviations():
    made = frechet_distance(
        with_moments(np.zeros(1), np.array([[4.0]])),
        with_moments(np.array([3.0]), np.array([[0.25]])),
    )
    np.testing.assert_allclose(made, 3**2 + (2 - 0.5) ** 2)


def test_frechet_of_a_set_and_itself_is_zero_even_if_flat():
    flat = rng.normal(size=(5, 20))  # a singular covariance
    np.testing.assert_allclose(frechet_distance(flat, flat), 0, atol=1e-6)


def test_frechet_is_larger_for_smaller_sets_of_one_source():
    def of(rows):
        return np.mean(
            [frechet_distance(*rng.normal(size=(2, rows, 5)))
             for _ in range(20)]
        )  # fmt: skip

    assert of(20) > 2 * of(80)


def test_kernel_distance_has_no_such_bias():
    of_small = [kernel_distance(*rng.normal(size=(2, 10, 3)))
                for _ in range(300)]  # fmt: skip
    error = np.std(of_small) / np.sqrt(300)
    assert abs(np.mean(of_small)) < 3 * error
    apart = kernel_distance(
        rng.normal(size=(50, 3)), rng.normal(2, size=(50, 3))
    )
    assert apart > 10 * error


def test_kernel_distance_by_hand():
    """The kernel is (x·y / 2 + 1)³ in two dimensions; no row meets itself."""
    real = np.array([[0.0, 0], [2, 0], [0, 2]])
    made = np.array([[2.0, 2], [0, 0]])
    within_real = (1 + 1 + 1) / 3  # 0·a, 0·b and a·b are all 0
    within_made = 1
    between = (1 + 27 + 27 + 1 + 1 + 1) / 6
    np.testing.assert_allclose(
        kernel_distance(real, made), within_real + within_made - 2 * between
    )


def test_the_region_of_a_set_reaches_to_the_third_neighbour():
    real = np.array([[0.0], [1.0], [2.0], [3.0], [9.0]])
    # the ball around 9 reaches down to 1, its third neighbour: 9 ± 8
    made = np.array([[16.9], [17.1], [17.2], [17.3]])
    assert precision_recall(real, made).precision == 1 / 4


def test_precision_and_recall_by_hand():
    real = np.arange(10.0)[:, None]
    # balls of radius 1 around 0..9; two made ones lie far outside
    made = np.array([[0.2], [1.2], [2.2], [40.0], [41.0]])
    found = precision_recall(real, made, num_neighbors=1)
    assert found.precision == 3 / 5
    # made balls of radius 1: 0.2, 1.2, 2.2 cover 0, 1, 2, 3
    assert found.recall == 4 / 10


def test_a_collapsed_generator_has_precision_without_recall():
    real = rng.normal(size=(200, 2))
    made = real[:1] + 1e-3 * rng.normal(size=(200, 2))
    found = precision_recall(real, made)
    assert found.precision == 1 and found.recall < 0.05


def test_nearest_distances():
    queries, examples = np.array([[0.0, 0], [3, 4]]), np.array([[0.0, 0]])
    np.testing.assert_allclose(nearest_distances(queries, examples), [0, 5])


def test_the_attack_finds_copies_and_nothing_where_there_is_nothing():
    people = rng.normal(size=(400, 5))
    members, non_members = people[:200], people[200:]
    copies = members + 0.05 * rng.normal(size=members.shape)
    told = membership_inference(copies, members, non_members, replicates=100)
    assert told.value > 0.99 and told.n == 400
    fresh = rng.normal(size=(200, 5))
    blind = membership_inference(fresh, members, non_members, replicates=100)
    assert blind.ci_low < 0.5 < blind.ci_high


def test_the_attack_gives_equal_distances_equal_scores():
    people = np.zeros((40, 1))
    made = membership_inference(people, people[:20], people[20:], replicates=10)
    assert made.value == 0.5


@pytest.mark.parametrize(
    "function", [frechet_distance, kernel_distance, precision_recall,
                 nearest_distances]
)  # fmt: skip
def test_bad_input_is_one_clear_line(function):
    good = np.ones((9, 2))
    for other, message in (
        (np.ones((9, 3)), "of one embedding"),
        (np.ones(9), "of one embedding"),
        (np.full((9, 2), np.nan), "NaN"),
        (np.ones((0, 2)), "at least"),
    ):
        with pytest.raises(UsageError, match=message) as error:
            function(good, other)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("num_neighbors", [0, 1.5])
def test_no_neighbors_are_refused(num_neighbors):
    with pytest.raises(UsageError, match="`num_neighbors`"):
        precision_recall(np.ones((9, 2)), np.ones((9, 2)), num_neighbors)


def test_an_attack_on_nobody_is_one_clear_line():
    people = np.ones((9, 2))
    for made, members, message in (
        (people * np.nan, people, "NaN"),
        (people[:0], people, "at least 1 rows"),
        (people, people[:1], "at least 2 rows"),
        (people[:, :1], people, "of one embedding"),
    ):
        with pytest.raises(UsageError, match=message) as error:
            membership_inference(made, members, people)
        assert "\n" not in str(error.value)
