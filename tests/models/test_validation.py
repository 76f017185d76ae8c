import keras
import pytest
from keras import layers

from medkeras.models.gan import (
    GAN,
    WassersteinGAN,
    dcgan_discriminator,
    dcgan_generator,
)
from medkeras.models.gan.validation import check_networks, first_shape
from medkeras.utils.errors import UsageError


def dense(entries, outputs):
    return keras.Sequential(
        [keras.Input((entries,)), keras.layers.Dense(outputs)]
    )


def pair(num_classes=None):
    return (
        dcgan_generator(4, (8, 8, 1), 4, num_classes=num_classes),
        dcgan_discriminator((8, 8, 1), 4, num_classes=num_classes),
    )


def test_good_ones_pass():
    check_networks(dense(3, 2), dense(2, 1), num_inputs=1)
    check_networks(*pair(num_classes=3), num_inputs=2)
    assert first_shape((None, 4)) == first_shape([(None, 4), (None,)])


@pytest.mark.parametrize(
    ("networks", "num_inputs", "message"),
    [
        ((dense(4, 3), dense(2, 1)), 1, r"\(None, 3\) made, \(None, 2\) read"),
        ((dense(4, 2), dense(2, 5)), 1, r"one number.*\(None, 5\) given"),
        ((dense(4, 2), dense(2, 1)), 2, "and labels. Received: 1 and 1"),
        (pair(num_classes=3), 1, "alone. Received: 2 and 2"),
        ((pair()[0], pair(3)[1]), 2, "Received: 1 and 2"),
    ],
)
def test_networks_that_do_not_fit_are_refused(networks, num_inputs, message):
    with pytest.raises(UsageError, match=message) as error:
        check_networks(*networks, num_inputs)
    assert "\n" not in str(error.value)


def ending(*tail):
    """A discriminator with these layers at its end."""
    return keras.Sequential([keras.Input((2,)), *tail])


def behind(tail):
    """The same, the end made of operations."""
    inputs = keras.Input((2,))
    return keras.Model(inputs, tail(layers.Dense(1)(inputs)))


SQUEEZED = {
    "sigmoid": ending(layers.Dense(1, activation="sigmoid")),
    "tanh": ending(layers.Dense(1, activation="tanh")),
    "relu": ending(layers.Dense(1, activation="relu")),
    "softmax": ending(layers.Dense(1, activation="softmax")),
    "a function": ending(layers.Dense(1, activation=keras.ops.sigmoid)),
    "a layer": ending(layers.Dense(1), layers.Activation("sigmoid")),
    "ReLU layer": ending(layers.Dense(1), layers.ReLU()),
    "then flat": ending(layers.Dense(1, "sigmoid"), layers.Flatten()),
    "in a model": ending(ending(layers.Dense(1, "sigmoid"))),
    "an operation": behind(keras.ops.sigmoid),
    "by hand": behind(lambda x: 1 / (1 + keras.ops.exp(-x))),
    "a part": behind(lambda x: keras.ops.reshape(keras.ops.tanh(x), (-1, 1))),
}
FREE = {
    "linear": ending(layers.Dense(1)),
    "leaky": ending(layers.Dense(1), layers.LeakyReLU()),
    "flat": ending(layers.Reshape((2, 1)), layers.Flatten(), layers.Dense(1)),
    "in a model": ending(ending(layers.Dense(1))),
    "with dropout": ending(layers.Dense(1), layers.Dropout(0.5)),
    "a mean": ending(layers.Reshape((2, 1)), layers.GlobalAveragePooling1D()),
}


@pytest.mark.filterwarnings("ignore:You are using a softmax")  # Keras's
@pytest.mark.parametrize("name", SQUEEZED)
@pytest.mark.parametrize("make", [GAN, WassersteinGAN])
def test_a_discriminator_whose_end_squeezes_is_one_line(name, make):
    with pytest.raises(UsageError, match="must end in log-odds") as error:
        make(dense(3, 2), SQUEEZED[name])
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", FREE)
def test_a_discriminator_whose_end_is_free_is_taken(name):
    assert GAN(dense(3, 2), FREE[name]).discriminator is FREE[name]
