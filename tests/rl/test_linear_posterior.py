"""The posterior is ridge regression, whoever learns from whom."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from medkeras.rl.linear_posterior import LinearPosterior
from medkeras.utils.errors import UsageError


def rows(rng, people=7, times=33, size=5):
    return rng.normal(size=(times, people, size)), rng.normal(
        size=(times, people)
    )


@pytest.mark.parametrize("own", [True, False])
def test_the_posterior_is_closed_form_ridge_to_1e_10(own):
    x, y = rows(np.random.default_rng(0))
    posterior = LinearPosterior(5, 7 if own else 1, penalty=2.5, noise=0.7)
    for features, rewards in zip(x, y, strict=True):
        posterior.update(features, rewards)
    for learner in range(len(posterior.mean)):
        mine = x[:, learner] if own else x.reshape(-1, 5)
        rewards = y[:, learner] if own else y.ravel()
        gram = mine.T @ mine + 2.5 * np.eye(5)
        exact = np.linalg.solve(gram, mine.T @ rewards)
        assert abs(posterior.mean[learner] - exact).max() < 1e-10
        other = Ridge(2.5, fit_intercept=False, solver="cholesky")
        coefficients = other.fit(mine, rewards).coef_
        assert abs(posterior.mean[learner] - coefficients).max() < 1e-10
        covariance = 0.49 * np.linalg.inv(gram)
        assert abs(posterior.covariance[learner] - covariance).max() < 1e-10


def test_weight_zero_is_a_row_that_was_not_there():
    x, y = rows(np.random.default_rng(1), times=2)
    whole, part = LinearPosterior(5, 7), LinearPosterior(5, 7)
    whole.update(x[0], y[0])
    part.update(x[0], y[0])
    part.update(x[1], y[1], np.zeros(7))
    assert (whole.mean == part.mean).all()
    part.update(x[1], y[1], np.eye(7)[2])
    changed = (whole.mean != part.mean).any(axis=1)
    assert changed.tolist() == [False, False, True] + [False] * 4


@pytest.mark.parametrize("learners", [1, 7])
def test_a_weight_is_a_row_that_counts_so_much(learners):
    x, y = rows(np.random.default_rng(3), times=1)
    weighted = LinearPosterior(5, learners)
    weighted.update(x[0], y[0], np.full(7, 0.25))
    halved = LinearPosterior(5, learners)
    halved.update(x[0] / 2, y[0] / 2)
    assert weighted.mean == pytest.approx(halved.mean, rel=1e-9)


def test_draws_have_the_mean_and_covariance():
    x, y = rows(np.random.default_rng(2), size=3)
    posterior = LinearPosterior(3, noise=0.5)
    for features, rewards in zip(x[:5], y[:5], strict=True):
        posterior.update(features, rewards)
    drawn = posterior.sample(np.random.default_rng(0), 200_000)[0]
    assert drawn.mean(axis=0) == pytest.approx(posterior.mean[0], abs=2e-3)
    off = np.cov(drawn.T) - posterior.covariance[0]
    assert abs(off).max() < 2e-4
    direction = np.array([[[1.0, -2.0, 0.5]]])
    spread = (drawn @ direction[0, 0]).std()
    assert posterior.spread(direction)[0, 0] == pytest.approx(spread, rel=0.01)


@pytest.mark.parametrize(
    "change, part",
    [
        ({"size": 0}, "`size`"),
        ({"penalty": 0}, "`penalty`"),
        ({"noise": -1}, "`noise`"),
        ({"learners": 2.0}, "`learners`"),
    ],
)
def test_impossible_models_are_refused(change, part):
    with pytest.raises(UsageError, match=part):
        LinearPosterior(**({"size": 2} | change))


def test_rows_that_do_not_fit_are_refused():
    posterior = LinearPosterior(2, learners=3)
    with pytest.raises(UsageError, match="one row a learner, 3"):
        posterior.update(np.zeros((2, 2)), np.zeros(2))
    with pytest.raises(UsageError, match="`rewards`"):
        posterior.update(np.zeros((3, 2)), np.zeros(2))
    with pytest.raises(UsageError, match="NaN"):
        posterior.update(np.zeros((3, 2)), [0, 0, np.nan])
