"""Which networks may share a graph, and which may not."""

import keras
import numpy as np
import pytest
import tensorflow as tf

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


def named_like_its_activation(kind):
    inputs = keras.Input((4,))
    x = keras.layers.Dense(3, activation=kind, name=kind)(inputs)
    return keras.Model(inputs, keras.layers.Dense(1, "sigmoid")(x))


def adapted(layer, examples):
    inputs = keras.Input((4,), dtype=examples.dtype)
    layer.adapt(examples)
    return keras.Model(inputs, keras.layers.Dense(1)(layer(inputs)))


def standardized(mean=3.0):
    draw = np.random.default_rng(0)
    examples = draw.normal(mean, size=(50, 4)).astype("float32")
    return adapted(keras.layers.Normalization(), examples)


def looked_up(first=0):
    known = np.arange(first, first + 9)
    return adapted(keras.layers.IntegerLookup(), known)


def remembering():
    inputs = keras.Input((3, 2), batch_size=4)
    x = keras.layers.LSTM(2, stateful=True)(inputs)
    return keras.Model(inputs, keras.layers.Dense(1)(x))


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


def test_a_layer_may_be_called_like_its_activation():
    for kind in "relu", "tanh":
        found = twin(lambda kind=kind: named_like_its_activation(kind))
        assert found.layers[1].activation.__name__ == kind


def test_a_graph_belongs_to_its_strategy():
    first = twin(dense)
    with tf.distribute.OneDeviceStrategy("/cpu:0").scope():
        assert twin(dense) is not first


def test_what_has_adapted_to_data_answers_as_it_was_built():
    x = np.ones((2, 4), "float32")
    twin(standardized)
    keras.utils.set_random_seed(1)
    expected = standardized(mean=9.0)(x)
    keras.utils.set_random_seed(1)
    found = twin(lambda: standardized(mean=9.0))(x)
    np.testing.assert_array_equal(found, expected)


def test_another_way_to_train_is_another_graph():
    assert twin(dense, learning_rate=0.1) is not twin(dense)
    assert twin(dense, many_steps=True) is not twin(dense)


@pytest.mark.parametrize(
    "build",
    [
        with_lambda,
        with_my_layer,
        MyModel,
        standardized,
        looked_up,
        remembering,
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
