import numpy as np
import pytest

from medkeras.demos.gaussian_ring import gaussian_ring
from medkeras.utils.errors import UsageError


def test_points_lie_around_their_centers_in_equal_shares():
    points, centers = gaussian_ring(16_000, scale=0.1, seed=1)
    np.testing.assert_allclose(np.linalg.norm(centers, axis=1), 2)
    away = np.linalg.norm(points[:, None] - centers, axis=-1)
    nearest = away.argmin(axis=1)
    counts = np.bincount(nearest, minlength=8)
    np.testing.assert_allclose(counts / 16_000, 1 / 8, atol=0.01)
    residue = points - centers[nearest]
    np.testing.assert_allclose(residue.std(axis=0), 0.1, rtol=0.02)


def test_a_seed_gives_the_same_points():
    first, again = gaussian_ring(5, seed=3)[0], gaussian_ring(5, seed=3)[0]
    np.testing.assert_array_equal(first, again)
    assert first.dtype == np.float32


@pytest.mark.parametrize(
    "wrong",
    [{"num_points": 0}, {"num_modes": 0}, {"scale": 0.0}, {"radius": np.nan}],
)
def test_impossible_rings_are_refused(wrong):
    with pytest.raises(UsageError, match=next(iter(wrong))):
        gaussian_ring(**{"num_points": 3} | wrong)
