import numpy as np
import pytest

from medkeras.metrics.mode_coverage import mode_coverage
from medkeras.utils.errors import UsageError

CENTERS = 5 * np.eye(4)


def test_modes_are_counted_and_their_shares_compared():
    points = np.repeat(CENTERS[:2], 50, axis=0) + 0.01
    found = mode_coverage(points, CENTERS, scale=0.1)
    assert found.num_modes == found.num_visited == 2 and found.near_share == 1
    np.testing.assert_allclose(found.kl_divergence, np.log(4) - np.log(2))
    even = mode_coverage(CENTERS, CENTERS, scale=0.1)
    assert even == (4, 4, 1.0, 0.0)


def test_points_between_the_modes_count_for_none():
    points = np.repeat(CENTERS[:1] + 1, 50, axis=0)
    found = mode_coverage(points, CENTERS, scale=0.1)
    assert found.num_modes == 0 and found.near_share == 0
    assert found.num_visited == 1


def test_a_mode_counts_from_its_least_share_on():
    points = np.repeat(CENTERS[:2], [98, 2], axis=0)
    assert mode_coverage(points, CENTERS, scale=0.1).num_modes == 2
    assert (
        mode_coverage(points, CENTERS, scale=0.1, min_share=0.03).num_modes == 1
    )
    assert (
        mode_coverage(points, CENTERS, scale=0.1, min_share=0.03).num_visited
        == 1
    )


def test_near_is_within_three_deviations():
    for away, near in ((0.29, 1.0), (0.31, 0.0)):
        points = CENTERS + np.array([0, 0, 0, away])
        assert mode_coverage(points, CENTERS, scale=0.1).near_share == near


@pytest.mark.parametrize(
    ("centers", "scale", "message"),
    [
        (CENTERS[:0], 0.1, "one width"),
        (CENTERS * np.nan, 0.1, "NaN"),
        (CENTERS, 0.0, "`scale` must be"),
        (CENTERS, np.nan, "`scale` must be"),
    ],
)
def test_a_bad_mixture_is_one_clear_line(centers, scale, message):
    with pytest.raises(UsageError, match=message) as error:
        mode_coverage(CENTERS, centers, scale)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (np.ones((3, 2)), "one width"),
        (np.ones((0, 4)), "one width"),
        (np.full((3, 4), np.nan), "NaN"),
    ],
)
def test_bad_input_is_one_clear_line(points, message):
    with pytest.raises(UsageError, match=message) as error:
        mode_coverage(points, CENTERS, scale=0.1)
    assert "\n" not in str(error.value)
