import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from medkeras.layers.both_ways import BothWays
from medkeras.layers.lstm import LSTM

LENGTHS = np.array([7, 4, 1, 0])
THERE = np.arange(7) < LENGTHS[:, None]


@pytest.fixture
def vectors():
    return np.random.default_rng(0).normal(size=(4, 7, 3)).astype("float32")


def of_keras(ours, vectors, return_sequences):
    """The answer of Keras' two masked loops with the same weights."""
    theirs = layers.Bidirectional(
        layers.LSTM(5, return_sequences=return_sequences)
    )
    theirs.build(vectors.shape)
    theirs.set_weights(ours.get_weights())
    return np.array(theirs(vectors, mask=THERE))


@pytest.mark.parametrize("return_sequences", [False, True])
def test_as_bidirectional_with_a_mask(vectors, return_sequences):
    layer = BothWays(5, return_sequences)
    found = np.array(layer(vectors, THERE))
    expected = of_keras(layer, vectors, return_sequences)
    # Keras repeats a memory at padding; ours is 0 there and for no words.
    words = THERE if return_sequences else LENGTHS > 0
    np.testing.assert_allclose(found[words], expected[words], atol=1e-6)
    assert (found[~words] == 0).all()


@pytest.mark.parametrize("return_sequences", [False, True])
def test_step_by_step_as_in_one_operation(
    vectors, return_sequences, monkeypatch
):
    """The way that a GPU and half precision go."""
    layer = BothWays(5, return_sequences)
    fused = np.array(layer(vectors, THERE))
    monkeypatch.setattr(LSTM, "can_be_fused", lambda *_: False)
    np.testing.assert_allclose(layer(vectors, THERE), fused, atol=1e-6)


def test_no_gradient_comes_from_padding(vectors):
    layer, x = BothWays(5), tf.constant(vectors)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(layer(x, THERE) ** 2)
    slope = np.array(tape.gradient(loss, x))
    assert (slope[~THERE] == 0).all() and (slope[THERE] != 0).all()


def test_what_stands_at_padding_changes_nothing(vectors):
    layer = BothWays(5)
    before = np.array(layer(vectors, THERE))
    other = np.where(THERE[..., None], vectors, 9.0)
    np.testing.assert_array_equal(np.array(layer(other, THERE)), before)


def test_one_step_of_training_is_that_of_keras(vectors):
    ours = BothWays(5)
    ours(vectors, THERE)
    theirs = layers.Bidirectional(layers.LSTM(5))
    theirs.build(vectors.shape)
    theirs.set_weights(ours.get_weights())
    words = keras.Input((7, 3)), keras.Input((7,), dtype="bool")
    both = [
        keras.Model(words, ours(*words)),
        keras.Model(words, theirs(words[0], mask=words[1])),
    ]
    # The empty sentence is left out: its memory is 0 by another way.
    some = [vectors[:3], THERE[:3]]
    for model in both:
        model.compile("sgd", "mse")
        model.train_on_batch(some, np.ones((3, 10)))
    for a, b in zip(*(model.get_weights() for model in both), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
