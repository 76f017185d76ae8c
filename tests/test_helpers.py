"""The shared checks of layers and models see what is broken."""

import keras
import numpy as np
import pytest


@keras.saving.register_keras_serializable(package="tests")
class Scale(keras.layers.Layer):
    """Multiplies by a learned factor for each feature."""

    def __init__(self, start=1.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, shape):
        self.factor = self.add_weight(
            shape=(shape[-1],),
            initializer=keras.initializers.Constant(self.start),
        )

    def call(self, x):
        return x * self.factor

    def get_config(self):
        return {**super().get_config(), "start": self.start}


@keras.saving.register_keras_serializable(package="tests")
class Forgetful(Scale):
    """Its configuration leaves out what it was made with."""

    def get_config(self):
        config = super().get_config()
        config["start"] = 1.0
        return config

    def call(self, x):
        return x * self.factor + self.start


@keras.saving.register_keras_serializable(package="tests")
class Nameless(Scale):
    """Loses its name on the way through a configuration."""

    def get_config(self):
        config = super().get_config()
        del config["name"]
        return config


@keras.saving.register_keras_serializable(package="tests")
class Idle(Scale):
    """Has a weight that nothing uses."""

    def build(self, shape):
        super().build(shape)
        self.idle = self.add_weight(shape=(2,))


def dense(input_shape, units=2, activation=None):
    inputs = keras.Input(input_shape)
    layer = keras.layers.Dense(units, activation=activation)
    return keras.Model(inputs, layer(inputs))


def test_a_sound_layer_and_a_sound_model_pass(check_layer, check_model):
    check_layer(Scale, {"start": 0.5, "name": "mine"}, (5, 3), (5, 3))
    check_model(dense, {"units": 2}, (7,), (2,))


@pytest.mark.filterwarnings("ignore:Gradients do not exist")
@pytest.mark.parametrize("broken", [Forgetful, Nameless, Idle])
def test_a_broken_layer_is_seen(broken, check_layer):
    with pytest.raises(AssertionError):
        check_layer(broken, {"start": 0.5, "name": "mine"}, (3,), (3,))


def test_a_wrong_shape_is_seen(check_layer, check_model):
    with pytest.raises(AssertionError):
        check_layer(Scale, {}, (3,), (4,))
    with pytest.raises(AssertionError):
        check_model(dense, {}, (3,), (4,))


def test_answers_that_are_no_numbers_are_seen(check_model):
    with pytest.raises(AssertionError):
        check_model(dense, {"activation": lambda x: x / 0}, (3,), (2,))


def test_a_dead_model_is_seen(check_model):
    def dead(input_shape):
        model = dense(input_shape, 1, "relu")
        model.layers[-1].set_weights([-np.ones((3, 1)), np.zeros(1)])
        return model

    with pytest.raises(AssertionError, match="did not move"):
        check_model(dead, {}, (3,), (1,))
