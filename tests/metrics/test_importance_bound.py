"""The importance weighted bound: monotone, above the ELBO, exact at last."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from medkeras.metrics.importance_bound import importance_bound
from medkeras.utils.errors import UsageError


def linear_gaussian(rows=40, draws=64, seed=0):
    """log w of z ~ N(0, 1), x = z + noise, and a q that is not the best."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, np.sqrt(2), rows)
    q = stats.norm(0.8 + 0.4 * x[:, None], 0.9)
    z = q.rvs((rows, draws), rng)
    joint = stats.norm(0, 1).logpdf(z) + stats.norm(z, 1).logpdf(x[:, None])
    return joint - q.logpdf(z), stats.norm(0, np.sqrt(2)).logpdf(x)


def test_the_bound_grows_with_k_for_every_row_and_draw():
    log_weights, _ = linear_gaussian()
    bounds = [importance_bound(log_weights, k) for k in (1, 2, 4, 8, 32, 64)]
    for lower, higher in pairwise(bounds):
        assert (higher >= lower - 1e-12).all()
        assert (higher - lower).mean() > 1e-3
    np.testing.assert_allclose(bounds[0], log_weights.mean(axis=1))


def test_it_comes_up_to_the_true_likelihood_from_below():
    log_weights, truth = linear_gaussian(200, 4096)
    gaps = [
        (truth - importance_bound(log_weights, k)).mean()
        for k in (1, 16, 256, 4096)
    ]
    assert gaps[0] > gaps[1] > gaps[2] > 0
    assert abs(gaps[3]) < 0.005


def test_by_hand():
    log_weights = np.log([[1.0, 3.0, 2.0, 2.0], [1.0, 1.0, 1.0, 7.0]])
    found = importance_bound(log_weights, 2)
    expected = [np.log(2), (np.log(1) + np.log(4)) / 2]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("k", [0, 3, 5, 1.0])
def test_groups_must_divide_the_draws(k):
    with pytest.raises(UsageError, match="`k`"):
        importance_bound(np.zeros((2, 4)), k)
