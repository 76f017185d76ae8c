"""Ridge regression on subsets against scikit-learn, and what it refuses."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from medkeras.by_hand.ridge import SubsetRidge
from medkeras.utils.errors import UsageError


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(33, 5)) * [1, 5, 0.2, 1, 3] + [0, 1, 9, -4, 0]
    return x, x @ rng.normal(size=5) + rng.normal(size=33) + 7


def test_each_subset_is_what_scikit_learn_fits_on_its_columns(table):
    x, y = table
    rng = np.random.default_rng(1)
    masks = rng.random((9, 5)) < 0.5
    ridge = SubsetRidge(x, y, penalty=2.5)
    found, predicted = ridge.coefficients(masks), ridge.predict(masks, x[:4])
    for mask, ours, answers in zip(masks, found, predicted, strict=True):
        if not mask.any():
            continue
        peer = Ridge(alpha=2.5).fit(x[:, mask], y)
        np.testing.assert_allclose(ours[mask], peer.coef_, atol=1e-9)
        np.testing.assert_allclose(answers, peer.predict(x[:4, mask]))
        assert (ours[~mask] == 0).all()


def test_without_columns_the_mean_is_predicted(table):
    x, y = table
    nothing = np.zeros((1, 5), dtype=bool)
    predicted = SubsetRidge(x, y).predict(nothing, x)
    np.testing.assert_allclose(predicted, y.mean() * np.ones((1, 33)))


@pytest.mark.parametrize("penalty", [0, -1, np.nan])
def test_a_penalty_is_positive(table, penalty):
    with pytest.raises(UsageError, match="penalty"):
        SubsetRidge(*table, penalty=penalty)


def test_not_a_number_is_refused(table):
    x, y = table
    x[3, 2] = np.nan
    with pytest.raises(UsageError, match="finite"):
        SubsetRidge(x, y)


@pytest.mark.parametrize(
    "masks",
    [
        np.ones(5),
        np.ones((2, 4)),
        np.full((1, 5), np.nan),
        np.full((1, 5), 0.7),
    ],
)
def test_masks_have_a_place_for_each_column(table, masks):
    with pytest.raises(UsageError, match="subsets, 5"):
        SubsetRidge(*table).coefficients(masks)


def test_shapes_must_fit(table):
    x, y = table
    with pytest.raises(UsageError, match="rows"):
        SubsetRidge(x, y[:-1])
