"""Streams: one step at a time, equal to the batch, patient by patient."""

import keras
import numpy as np
import pytest

from medkeras.models.forecaster import (
    lstm_forecaster,
    temporal_convolutional_forecaster,
)
from medkeras.models.streaming import StreamingForecaster
from medkeras.utils.errors import UsageError

STEPS, FEATURES = 41, 3


@pytest.fixture(params=["tcn", "tcn without match", "lstm"])
def model(request):
    keras.utils.set_random_seed(0)
    shape = (None, FEATURES)
    if request.param == "lstm":
        model = lstm_forecaster(shape, 2, units=7, num_layers=2)
    else:
        filters = FEATURES if "without" in request.param else 6
        model = temporal_convolutional_forecaster(
            shape, 2, filters=filters, kernel_size=3, dilations=(1, 3, 5)
        )
    rng = np.random.default_rng(0)
    for weight in model.trainable_variables:
        weight.assign(weight + rng.normal(0, 0.1, weight.shape))
    return model


@pytest.fixture
def values():
    return np.random.default_rng(1).normal(size=(5, STEPS, FEATURES))


def streamed(stream, values):
    steps = np.moveaxis(values, 1, 0)
    return np.stack([stream.step(each) for each in steps], axis=1)


def test_streaming_equals_batch(model, values):
    found = streamed(StreamingForecaster(model, 5), values)
    batch = np.array(model(values.astype("float32")))
    np.testing.assert_allclose(found, batch, atol=1e-6, rtol=0)


def test_who_is_reset_begins_anew_and_nobody_else(model, values):
    stream = StreamingForecaster(model, 5)
    streamed(stream, values[:, :20])
    stream.reset([1, 3])
    found = streamed(stream, values[:, 20:])
    whole = np.array(model(values.astype("float32")))[:, 20:]
    anew = np.array(model(values[:, 20:].astype("float32")))
    np.testing.assert_allclose(found[[1, 3]], anew[[1, 3]], atol=1e-6)
    np.testing.assert_allclose(found[[0, 2, 4]], whole[[0, 2, 4]], atol=1e-6)
    stream.reset()
    np.testing.assert_allclose(
        streamed(stream, values[:, 20:]), anew, atol=1e-6
    )


def test_patients_do_not_touch_each_other(model, values):
    others = values.copy()
    others[1:] *= 100
    first, again = (
        streamed(StreamingForecaster(model, 5), each)[0]
        for each in (values, others)
    )
    np.testing.assert_array_equal(first, again)


def test_a_gap_or_another_shape_is_refused(model):
    stream = StreamingForecaster(model, 2)
    for wrong in (np.full((2, 3), np.nan), np.zeros((1, 3)), np.zeros((2, 4))):
        with pytest.raises(UsageError, match="values"):
            stream.step(wrong)


@pytest.mark.parametrize("wrong", [[2], [-1], [0.5]])
def test_places_that_nobody_has_are_refused(model, wrong):
    with pytest.raises(UsageError, match="patients"):
        StreamingForecaster(model, 2).reset(wrong)


def test_another_model_is_refused():
    other = keras.Sequential([keras.Input((4, 3)), keras.layers.Dense(1)])
    with pytest.raises(UsageError, match="must be a temporal"):
        StreamingForecaster(other)
    with pytest.raises(UsageError, match="num_patients"):
        StreamingForecaster(lstm_forecaster((4, 3)), 0)
