"""Which networks may share a graph, and which may not."""

import keras
import numpy as np
import pytest

from medkeras.training.compiled import compiled_twin, restart


def dense(units=3, activation="relu", dropout=0.5):
    inputs = keras.Input((4,))
    x = keras.layers.Dense(units, activation=activation)(inputs)
    x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, keras.layers.Dense(1, "sigmoid")(x))


def with_lambda():
    inputs = keras.Input((4,))
    x = keras.layers.Lambda(lambda x: 2 * x)(inputs)
    return keras.Model(inputs, keras.layers.Dense(1)(x))


def my_activation(x):
    return x


class Mine(keras.layers.Layer):
    def call(self, x):
        return x


def with_my_layer():
    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.layers.Dense(1)(Mine()(inputs)))


class MyModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.end = keras.layers.Dense(1)
        self(np.zeros((1, 4)))

    def call(self, x):
        return self.end(x)


def twin(build, learning_rate=1e-3, many_steps=False):
    return compiled_twin(build, learning_rate, many_steps).model


def test_equal_settings_share_a_graph_and_take_the_new_weights():
    first = twin(dense)
    keras.utils.set_random_seed(5)
    expected = dense().get_weights()
    keras.utils.set_random_seed(5)
    second = twin(dense)
    assert second is first
    for one, other in zip(second.get_weights(), expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    "change",
    [{"units": 4}, {"activation": "tanh"}, {"dropout": 0.1}],
)
def test_another_setting_is_another_graph(change):
    assert twin(lambda: dense(**change)) is not twin(dense)


def test_another_way_to_train_is_another_graph():
    assert twin(dense, learning_rate=0.1) is not twin(dense)
    assert twin(dense, many_steps=True) is not twin(dense)


@pytest.mark.parametrize(
    "build",
    [
        with_lambda,
        with_my_layer,
        MyModel,
        lambda: dense(activation=my_activation),
    ],
)
def test_what_settings_do_not_show_is_compiled_anew(build):
    assert twin(build) is not twin(build)


def test_the_optimizer_and_the_dropout_start_again():
    x, y = np.random.default_rng(0).normal(size=(32, 4)), np.ones((32, 1))
    compiled = compiled_twin(dense, 1e-3, False)
    weights = compiled.model.get_weights()
    losses = []
    for _ in range(2):
        compiled.model.set_weights(weights)
        restart(compiled, 3)
        fitted = compiled.model.fit(x, y, epochs=2, shuffle=False, verbose=0)
        losses.append(fitted.history["loss"])
    assert losses[0] == losses[1]
