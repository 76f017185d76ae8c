"""Views by TensorFlow are those by NumPy; a network learns from them."""

import keras
import numpy as np
import pytest

from medkeras.imaging.rotation import random_views
from medkeras.models.cnn import resnet
from medkeras.training.turned_views import (
    fit_on_views,
    predict_on_views,
    turned_views,
)
from medkeras.utils.errors import UsageError


@pytest.fixture
def images():
    """Dark and bright squares: 24 pictures, two classes."""
    rng = np.random.default_rng(0)
    labels = np.arange(24) % 2
    values = 0.3 + 0.3 * labels[:, None, None, None]
    return values + rng.normal(0, 0.05, (24, 11, 11, 3)), labels


def network(classes=2, seed=0):
    keras.utils.set_random_seed(seed)
    return resnet((8, 8, 3), classes, blocks=(1,))


@pytest.mark.parametrize(("side", "size"), [(9, 6), (12, 13), (33, 8)])
def test_views_are_those_of_the_numpy_version(side, size):
    images = np.random.default_rng(0).random((20, side, side, 3))
    fast, slow = (
        views(images, np.random.default_rng(4), size)
        for views in (turned_views, random_views)
    )
    np.testing.assert_allclose(fast, slow, atol=1e-4)


def test_it_learns_and_the_same_seed_gives_the_same_weights(images):
    x, y = images
    models = [network(), network()]
    losses = [fit_on_views(m, x, y, 6, 5e-3, batch_size=8) for m in models]
    assert losses[0] == losses[1] and losses[0][-1] < losses[0][0]
    for first, again in zip(
        models[0].get_weights(), models[1].get_weights(), strict=True
    ):
        np.testing.assert_array_equal(first, again)


def test_a_shared_graph_keeps_networks_apart(images):
    x, y = images
    first = network(seed=1)
    fit_on_views(first, x, y, 1)
    before = first.get_weights()
    fit_on_views(network(seed=2), x, y, 1)
    for old, now in zip(before, first.get_weights(), strict=True):
        np.testing.assert_array_equal(old, now)
    fit_on_views(first, x, y, 1)  # trains on from where it is
    assert not np.array_equal(before[0], first.get_weights()[0])


def test_a_rare_class_weighs_more_where_it_is_balanced(images, monkeypatch):
    x, _ = images
    y = (np.arange(24) < 6).astype(int)
    seen = {}

    def fit(self, data, class_weight, **options):
        seen.update(class_weight)
        return type("History", (), {"history": {"loss": [1.0]}})

    model = network()
    monkeypatch.setattr(keras.Model, "fit", fit)
    monkeypatch.setattr(type(model), "fit", fit)
    for balance, ratio in ((0, 1), (0.5, np.sqrt(3)), (1, 3)):
        fit_on_views(model, x, y, 1, balance=balance)
        assert seen[1] / seen[0] == pytest.approx(ratio)
        assert 18 * seen[0] + 6 * seen[1] == pytest.approx(24)


def test_an_answer_is_the_mean_over_views(images):
    x, _ = images
    model = network(3)
    rng = np.random.default_rng(5)
    means = [
        np.asarray(model(turned_views(x, rng, 8), training=False))
        for _ in range(3)
    ]
    found = predict_on_views(model, x, views=3, seed=5)
    np.testing.assert_allclose(found, np.mean(means, axis=0), atol=1e-5)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_what_cannot_be_trained_is_refused(images):
    x, y = images
    with pytest.raises(UsageError, match="classes from 0 to 1"):
        fit_on_views(network(), x, y + 1, 1)
    with pytest.raises(UsageError, match="two classes"):
        fit_on_views(network(1), x, y, 1)
    with pytest.raises(UsageError, match="side, side"):
        fit_on_views(network(), x[:, :9], y, 1)
    with pytest.raises(UsageError, match="labels"):
        fit_on_views(network(), x, y[:5], 1)
    for wrong in ({"epochs": 0}, {"balance": 2}, {"learning_rate": 0}):
        with pytest.raises(UsageError, match=next(iter(wrong))):
            fit_on_views(network(), x, y, **({"epochs": 1} | wrong))
    with pytest.raises(UsageError, match="views"):
        predict_on_views(network(), x, views=0)
