"""Boxes and arrows: every parameter once, small layers inside their box."""

from itertools import pairwise

import keras
from keras import layers

from medkeras.models.dbn import DBN
from medkeras.models.rbm import RBM
from medkeras.visualize.model_graph import boxes_of


def small_network():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(2),
        ]
    )


def test_a_chain_is_named_by_kind_size_and_activation():
    boxes = boxes_of(small_network())
    assert [box.label for box in boxes] == [
        "input", "convolution 3×3, 4, ReLU, batch norm", "max pooling 2×2",
        "flatten, dropout", "dense, 2",
    ]  # fmt: skip
    assert boxes[1].size == "6 × 6 × 4"
    assert [box.family for box in boxes] == [
        "ends", "convolution", "pooling", "other", "dense",
    ]  # fmt: skip
    for before, box in pairwise(boxes):
        assert box.parents == [before]


def test_parameters_are_those_of_the_model():
    model = small_network()
    assert sum(box.parameters for box in boxes_of(model)) == (
        model.count_params()
    )


def test_a_layer_read_twice_is_counted_once():
    first, second = keras.Input((3,)), keras.Input((3,))
    shared = layers.Dense(4)
    told = layers.Add()([shared(first), shared(second)])
    model = keras.Model([first, second], told)
    boxes = boxes_of(model)
    assert [box.label for box in boxes].count("dense, 4") == 2
    assert sum(box.parameters for box in boxes) == model.count_params() == 16
    assert len(boxes[-1].parents) == 2


def test_a_normalisation_on_one_of_two_ways_has_its_own_box():
    start = keras.Input((3,))
    hidden = layers.Dense(3)(start)
    normal = layers.BatchNormalization()(hidden)
    model = keras.Model(start, layers.Add()([hidden, normal]))
    labels = [box.label for box in boxes_of(model)]
    assert labels == ["input", "dense, 3", "batch normalization", "add"]


def test_a_comparison_is_part_of_what_it_compares():
    words = keras.Input((5,), name="words")
    model = keras.Model(words, layers.Embedding(9, 2)(words * (words > 0)))
    labels = [box.label for box in boxes_of(model)]
    assert labels[0] == "words"
    assert "greater" not in labels


def test_a_model_without_a_graph_shows_its_parts():
    class Pair(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = layers.Dense(3), layers.Dense(1)

        def call(self, values):
            return self.second(self.first(values))

    model = Pair()
    model(keras.ops.zeros((1, 2)))
    boxes = boxes_of(model)
    assert [box.label for box in boxes] == ["dense, 3", "dense, 1"]
    assert sum(box.parameters for box in boxes) == 13


def test_boltzmann_machines_show_their_visible_and_hidden_units():
    told = [(box.label, box.size) for box in boxes_of(RBM(6, 4))]
    assert told == [("visible units", "6"), ("RBM", "4")]
    stack = DBN((4, 2), num_visible=6)
    boxes = boxes_of(stack)
    assert [box.size for box in boxes] == ["6", "4", "2"]
    assert sum(box.parameters for box in boxes) == stack.count_params()


def test_a_recurrent_layer_of_both_ways_is_named_and_one_value_is_a_size():
    given = keras.Input((4, 2))
    both = layers.Bidirectional(layers.LSTM(3))(given)
    label = keras.Input((), name="label")
    model = keras.Model([given, label], [both, layers.Reshape((1,))(label)])
    boxes = {box.label: box for box in boxes_of(model)}
    assert boxes["bidirectional, LSTM, 3"].size == "6"
    assert boxes["label"].size == "1"
