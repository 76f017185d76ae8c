"""The LSTM in one operation is Keras's, its gradient too."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import recurrent
from medkeras.layers import lstm, parts_of_batch
from medkeras.layers.lstm import LSTM


def pair(shape=(7, 6, 3), units=5, **options):
    """Ours and Keras's with the same weights, and what they read."""
    made = [
        kind(units, seed=1, **options) for kind in (LSTM, keras.layers.LSTM)
    ]
    for layer in made:
        layer.build(shape)
    draw = np.random.default_rng(0)
    weights = [draw.normal(size=w.shape) for w in made[0].get_weights()]
    for layer in made:
        layer.set_weights(weights)
    return *made, tf.constant(draw.normal(size=shape), tf.float32)


def learnt(layer, x, **options):
    """Outputs, and the gradients of all that a loss reaches."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = tf.nest.flatten(layer(x, training=True, **options))
        loss = sum(
            tf.reduce_sum(tf.sin(3.0 * one) * (1.0 + number))
            for number, one in enumerate(outputs)
        )
    return outputs + tape.gradient(loss, [x, *layer.trainable_variables])


def assert_equal(ours, theirs, tolerance=2e-5):
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, atol=tolerance, rtol=1e-4)


@pytest.fixture
def fused(monkeypatch):
    """Three cores; the shapes of what the fused operation was given."""
    shapes = []
    all_steps = lstm._all_steps
    monkeypatch.setattr(parts_of_batch, "cores", lambda: 3)

    def counted(x, *others):
        shapes.append(tuple(x.shape))
        return all_steps(x, *others)

    monkeypatch.setattr(lstm, "_all_steps", counted)
    return shapes


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"return_sequences": True},
        {"return_sequences": True, "return_state": True},
        {"go_backwards": True, "return_sequences": True},
    ],
    ids=str,
)
def test_outputs_and_gradients_are_those_of_keras(options, fused):
    ours, theirs, x = pair(**options)
    assert_equal(learnt(ours, x), learnt(theirs, x))
    assert fused == [(6, 2, 3), (6, 2, 3), (6, 3, 3)]


def test_as_by_hand():
    ours, _, x = pair(return_sequences=True)
    weights = recurrent.RecurrentWeights(*ours.get_weights())
    by_hand, _ = recurrent.lstm(x.numpy().astype(float), weights)
    np.testing.assert_allclose(ours(x, training=True), by_hand, atol=1e-5)


def test_a_state_given_at_the_start_is_read_and_gets_its_gradient(fused):
    ours, theirs, x = pair()
    states = [tf.random.stateless_normal((7, 5), (0, n)) for n in (1, 2)]
    gradients = []
    for layer in (ours, theirs):
        with tf.GradientTape() as tape:
            tape.watch(states)
            last = layer(x, initial_state=states, training=True)
            loss = tf.reduce_sum(last**2)
        gradients.append([last, *tape.gradient(loss, states)])
    assert_equal(*gradients)
    assert fused == [(6, 2, 3), (6, 2, 3), (6, 3, 3)]


@pytest.mark.parametrize("shape", [(1, 4, 3), (2, 1, 3), (200, 40, 2)])
def test_any_number_of_rows_and_steps(shape, fused):
    ours, theirs, x = pair(shape)
    assert_equal(learnt(ours, x), learnt(theirs, x), tolerance=1e-3)
    assert sum(rows for _, rows, _ in fused) == max(shape[0], 3)


@pytest.mark.parametrize("cores", [1, 3])
def test_no_rows_have_no_memories(cores, fused, monkeypatch):
    """A replica may have none of a last batch."""
    monkeypatch.setattr(parts_of_batch, "cores", lambda: cores)
    ours, _, x = pair(return_state=True)
    spec = [tf.TensorSpec((None, 6, 3))]
    read = tf.function(lambda rows: learnt(ours, rows), input_signature=spec)
    last, *states, of_x, _, _, _ = read(x[:0])
    assert [tuple(made.shape) for made in (last, *states)] == [(0, 5)] * 3
    assert tuple(of_x.shape) == (0, 6, 3)


def test_a_batch_is_not_cut_to_pieces(fused, monkeypatch):
    monkeypatch.setattr(parts_of_batch, "cores", lambda: 64)
    ours, theirs, x = pair((16, 4, 3))
    assert_equal(learnt(ours, x), learnt(theirs, x))
    assert fused == [(4, 2, 3)] * 8


def test_a_graph_with_unknown_rows_and_steps():
    ours, theirs, x = pair(return_sequences=True)
    spec = [tf.TensorSpec((None, None, 3))]
    read = tf.function(lambda rows: learnt(ours, rows), input_signature=spec)
    assert_equal(read(x), learnt(theirs, x))
    assert_equal(read(x[:2, :4]), learnt(theirs, x[:2, :4]))


@pytest.mark.parametrize("rows", [1, 3, 4])
def test_a_graph_that_knows_its_rows_may_have_fewer_than_cores(rows, fused):
    """As in a memory that runs on from batch to batch."""
    ours, theirs, x = pair((rows, 4, 3), return_sequences=True)
    found, expected = (
        tf.function(lambda x, layer=layer: learnt(layer, x))(x)
        for layer in (ours, theirs)
    )
    assert_equal(found, expected)
    assert fused


def test_prediction_is_that_of_keras(fused):
    ours, theirs, x = pair(dropout=0.5)
    assert_equal([ours(x)], [theirs(x)])
    assert fused


def test_a_memory_that_runs_on_from_batch_to_batch():
    ours, theirs, x = pair()
    made = []
    for layer in (ours, theirs):
        inputs = keras.Input((6, 3), batch_size=7)
        running = type(layer)(5, stateful=True)
        model = keras.Model(inputs, running(inputs))
        running.set_weights(layer.get_weights())
        made.append([model(x, training=True) for _ in range(3)])
    assert_equal(*made)
    assert np.abs(made[0][0] - made[0][1]).max() > 0.01


def test_hidden_inputs_are_hidden_alike():
    ours, theirs, x = pair(dropout=0.5)
    assert_equal(learnt(ours, x), learnt(theirs, x))
    plain = learnt(pair()[0], x)
    assert np.abs(plain[0] - learnt(ours, x)[0]).max() > 0.01


@pytest.mark.parametrize(
    "options",
    [
        {"recurrent_dropout": 0.5},
        {"activation": "relu"},
        {"recurrent_activation": "hard_sigmoid"},
        {"use_bias": False},
        {"dtype": "float64"},
        {"unroll": True},
    ],
    ids=str,
)
def test_other_forms_go_the_way_of_keras(options, fused):
    ours, theirs, x = pair(**options)
    x = tf.cast(x, options.get("dtype", "float32"))
    assert_equal(learnt(ours, x), learnt(theirs, x))
    assert fused == []


def test_masked_steps_go_the_way_of_keras(fused):
    ours, theirs, x = pair()
    mask = np.arange(6) < np.array([[6], [5], [4], [3], [2], [1], [6]])
    assert_equal(learnt(ours, x, mask=mask), learnt(theirs, x, mask=mask))
    assert fused == []


def test_a_trained_model_is_that_of_keras_and_comes_back_from_disk(tmp_path):
    draw = np.random.default_rng(0)
    x, y = draw.normal(size=(20, 6, 3)), draw.integers(0, 2, (20, 1))
    made = []
    for layer in pair()[:2]:
        both = keras.layers.Bidirectional(type(layer)(5))
        model = keras.Sequential([keras.Input((6, 3)), both])
        model.add(keras.layers.Dense(1))
        draw = np.random.default_rng(1)
        model.set_weights([draw.normal(size=w.shape) for w in model.weights])
        model.compile("sgd", "mse")
        model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
        made.append(model)
    assert_equal(*(model.get_weights() for model in made))
    made[0].save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert type(again.layers[0].forward_layer) is LSTM
    np.testing.assert_array_equal(
        again.predict(x, verbose=0), made[0].predict(x, verbose=0)
    )


def test_training_twice_gives_the_same_bits():
    ours, _, x = pair((64, 50, 8), units=32)
    first, again = learnt(ours, x), learnt(ours, x)
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
