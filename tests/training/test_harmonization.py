"""ComBat: what sites add is taken away, what people have is kept."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

from medkeras.training.harmonization import ComBat
from medkeras.utils.errors import UsageError


def scanned(seed=0, people=60, features=20):
    """Three sites; the first feature also shows a stage."""
    rng = np.random.default_rng(seed)
    site = np.repeat([0, 1, 2], people)
    stage = rng.normal(size=len(site))
    truth = rng.normal(size=(len(site), features))
    truth[:, 0] += stage
    shift = rng.normal(0.8, 0.3, (3, features)) * np.array([[-1], [0], [1]])
    spread = rng.uniform(0.7, 1.4, (3, features))
    return truth * spread[site] + shift[site], site, truth, stage


def test_means_and_spreads_become_those_of_all():
    X, site, _, _ = scanned()
    even = ComBat().fit(X, site).transform(X, site)
    gaps = np.stack([even[site == s].mean(axis=0) for s in range(3)])
    before = np.stack([X[site == s].mean(axis=0) for s in range(3)])
    assert np.abs(np.diff(gaps, axis=0)).mean() < 0.15
    assert np.abs(np.diff(before, axis=0)).mean() > 0.7
    ratio = even[site == 0].std(axis=0) / even[site == 2].std(axis=0)
    assert np.abs(np.log(ratio)).mean() < 0.15


def test_the_site_can_no_longer_be_told():
    """Fitted on one half, judged on the other."""
    X, site, _, _ = scanned(1, people=120)
    half = np.arange(len(site)) % 2 == 0
    even = ComBat().fit(X[half], site[half]).transform(X[~half], site[~half])
    line = LogisticRegression(max_iter=500)
    before = cross_val_score(line, X[~half], site[~half], cv=5).mean()
    after = cross_val_score(line, even, site[~half], cv=5).mean()
    assert before > 0.9 and after < 0.6


def test_what_people_have_is_kept():
    X, site, truth, _ = scanned(2, people=200)
    even = ComBat().fit(X, site).transform(X, site)
    for feature in range(3):
        found = np.corrcoef(even[:, feature], truth[:, feature])[0, 1]
        assert found > 0.97
        assert found > np.corrcoef(X[:, feature], truth[:, feature])[0, 1]


def test_few_people_of_a_site_are_trusted_less():
    """Of chance gaps at a small site a part only is taken away."""
    rng = np.random.default_rng(3)
    site = np.r_[np.zeros(200, int), np.ones(4, int)]
    X = rng.normal(size=(204, 30))
    model = ComBat().fit(X, site)
    own = (X[site == 1].mean(axis=0) - model.mean_) / model.spread_
    assert np.abs(model.shifts_[1]).mean() < 0.7 * np.abs(own).mean()


def test_a_site_that_training_never_saw_keeps_its_numbers():
    X, site, _, _ = scanned()
    model = ComBat().fit(X[site < 2], site[site < 2])
    new = model.transform(X[site == 2], site[site == 2])
    np.testing.assert_array_equal(new, X[site == 2])


def test_a_feature_of_one_value_stays():
    X, site, _, _ = scanned()
    X[:, 4] = 7.0
    even = ComBat().fit(X, site).transform(X, site)
    assert (even[:, 4] == 7).all() and np.isfinite(even).all()


def test_what_does_not_fit_is_refused():
    X, site, _, _ = scanned()
    with pytest.raises(UsageError, match="fewer of 9"):
        ComBat().fit(X, np.r_[site[:-1], 9])
    with pytest.raises(UsageError, match="site"):
        ComBat().fit(X, site[:-1])
    model = ComBat().fit(X, site)
    with pytest.raises(UsageError, match="20 features"):
        model.transform(X[:, :3], site)
    X[0, 0] = np.nan
    with pytest.raises(UsageError, match="X"):
        ComBat().fit(X, site)
