"""Forecasters trained on windows, unknown answers left out."""

import keras
import numpy as np
import pytest

from medkeras.models.forecaster import (
    lstm_forecaster,
    temporal_convolutional_forecaster,
)
from medkeras.training.forecasting import fit_forecaster
from medkeras.utils.errors import UsageError


def waves(rows=24, steps=50):
    rng = np.random.default_rng(0)
    phase = rng.uniform(0, 6, (rows, 1))
    values = np.sin(np.arange(steps + 3) / 4 + phase)
    return values[:, :-3, None], values[:, 3:, None]


def test_a_wave_is_learnt_whatever_stands_where_nothing_is_known():
    x, y = waves()
    holes = np.random.default_rng(1).random(y.shape) < 0.5
    y_known = np.where(holes, np.nan, y)
    keras.utils.set_random_seed(0)
    model = temporal_convolutional_forecaster((None, 1), filters=8)
    losses = fit_forecaster(
        model, x, y_known, 10, length=20, learning_rate=0.02
    )
    assert len(losses) == 10 and losses[-1] < 0.2 * losses[0]
    error = np.array(model(x))[:, 15:] - y[:, 15:]
    assert np.mean(error**2) < 0.15 * np.mean((y - x)[:, 15:] ** 2)


def test_the_same_seed_gives_the_same_weights_and_order_matters():
    x, y = waves(30, 20)
    trained = []
    for seed in (0, 0, 1):
        keras.utils.set_random_seed(0)
        model = lstm_forecaster((None, 1), units=3)
        fit_forecaster(model, x, y, 1, length=10, seed=seed)
        trained.append(model.get_weights()[0])
    np.testing.assert_array_equal(trained[0], trained[1])
    assert (trained[0] != trained[2]).any()


def test_the_first_loss_is_the_mean_square_of_known_targets():
    x, y = np.zeros((4, 8, 2)), np.full((4, 8, 1), 3.0)
    y[:, ::2] = np.nan
    model = lstm_forecaster((None, 2), units=2)
    model.get_layer("forecast").set_weights([np.zeros((2, 1)), np.zeros(1)])
    losses = fit_forecaster(model, x, y, 1, length=8, learning_rate=1e-9)
    assert losses[0] == pytest.approx(9 / 2)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (dict(sequences=np.full((2, 6, 1), np.nan)), "sequences"),
        (dict(targets=np.zeros((2, 5, 1))), "targets"),
        (dict(targets=np.full((2, 6, 1), np.nan)), "targets"),
        (dict(targets=np.full((2, 6, 1), 1e6)), "targets"),
        (dict(epochs=0), "epochs"),
        (dict(length=0), "length"),
        (dict(learning_rate=0), "learning_rate"),
    ],
)
def test_what_cannot_be_learnt_is_one_clear_line(change, named):
    given = dict(sequences=np.zeros((2, 6, 1)), targets=np.zeros((2, 6, 1)))
    with pytest.raises(UsageError, match=named):
        fit_forecaster(lstm_forecaster((None, 1), units=2), **given | change)
