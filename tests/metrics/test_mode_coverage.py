import numpy as np
import pytest

from medkeras.metrics.mode_coverage import mode_coverage
from medkeras.utils.errors import UsageError

CENTRES = 5 * np.eye(4)


def test_modes_are_counted_and_their_shares_compared():
    points = np.repeat(CENTRES[:2], 50, axis=0) + 0.01
    found = mode_coverage(points, CENTRES, scale=0.1)
    assert found.modes == found.visited == 2 and found.near == 1
    np.testing.assert_allclose(found.divergence, np.log(4) - np.log(2))
    even = mode_coverage(CENTRES, CENTRES, scale=0.1)
    assert even == (4, 4, 1.0, 0.0)


def test_points_between_the_modes_count_for_none():
    points = np.repeat(CENTRES[:1] + 1, 50, axis=0)
    found = mode_coverage(points, CENTRES, scale=0.1)
    assert found.modes == 0 and found.near == 0 and found.visited == 1


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
        mode_coverage(points, CENTRES, scale=0.1)
    assert "\n" not in str(error.value)
