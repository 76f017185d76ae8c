"""The dense layer by hand against Keras, the tape and differences."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import dense as by_hand
from medkeras.utils.errors import UsageError

PRECISIONS = [("float32", 1e-6), ("float64", 1e-10)]
to_numpy = keras.ops.convert_to_numpy


def random_arrays(dtype, *shapes):
    generator = np.random.default_rng(0)
    return [generator.normal(size=shape).astype(dtype) for shape in shapes]


def slope(function, array, step=1e-6):
    """Central differences of a scalar function, entry by entry."""
    result = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        change = np.zeros_like(array)
        change[place] = step
        rise = function(array + change) - function(array - change)
        result[place] = rise / (2 * step)
    return result


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("lead", [(4,), (2, 3)])
def test_dense_equals_keras_and_the_tape(dtype, tolerance, lead):
    x, kernel, bias, upstream = random_arrays(
        dtype, (*lead, 5), (5, 3), (3,), (*lead, 3)
    )
    layer = keras.layers.Dense(3, dtype=dtype)
    layer.build(x.shape)
    layer.set_weights([kernel, bias])
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        expected = layer(tensor)
        loss = tf.reduce_sum(expected * upstream)
    ours = by_hand.dense(x, kernel, bias)
    assert ours.dtype == dtype
    np.testing.assert_allclose(
        ours, to_numpy(expected), atol=tolerance, rtol=tolerance
    )
    sources = [tensor, *(v.value for v in layer.trainable_variables)]
    for mine, theirs in zip(
        by_hand.dense_gradients(x, kernel, upstream),
        tape.gradient(loss, sources),
        strict=True,
    ):
        assert mine.dtype == dtype
        np.testing.assert_allclose(
            mine, to_numpy(theirs), atol=tolerance, rtol=tolerance
        )


def test_dense_gradients_equal_finite_differences():
    x, kernel, bias, upstream = random_arrays(
        "float64", (4, 5), (5, 3), (3,), (4, 3)
    )
    for_x, for_kernel, for_bias = by_hand.dense_gradients(x, kernel, upstream)

    def loss(x, kernel, bias):
        return np.sum(by_hand.dense(x, kernel, bias) * upstream)

    for ours, function, array in [
        (for_x, lambda v: loss(v, kernel, bias), x),
        (for_kernel, lambda v: loss(x, v, bias), kernel),
        (for_bias, lambda v: loss(x, kernel, v), bias),
    ]:
        np.testing.assert_allclose(ours, slope(function, array), atol=1e-8)


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid"])
def test_activations_equal_keras_and_the_tape(name, dtype, tolerance):
    x = np.array([-80, -3, -0.1, 0, 0.2, 4, 80], dtype)
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        expected = getattr(keras.ops, name)(tensor)
    value, derivative = getattr(by_hand, name)(x)
    assert value.dtype == derivative.dtype == dtype
    np.testing.assert_allclose(value, to_numpy(expected), atol=tolerance)
    np.testing.assert_allclose(
        derivative, to_numpy(tape.gradient(expected, tensor)), atol=tolerance
    )


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid"])
def test_activation_derivatives_equal_finite_differences(name):
    function = getattr(by_hand, name)
    x = np.array([-3, -0.1, 0.2, 2.0])
    expected = (function(x + 1e-6)[0] - function(x - 1e-6)[0]) / 2e-6
    np.testing.assert_allclose(function(x)[1], expected, atol=1e-8)


@pytest.mark.parametrize("dtype, tolerance", PRECISIONS)
@pytest.mark.parametrize("one_hot", [False, True])
def test_loss_equals_keras_and_the_tape(one_hot, dtype, tolerance):
    (logits,) = random_arrays(dtype, (4, 3))
    labels = np.array([2, 0, 0, 1])
    truth = np.eye(3, dtype=dtype)[labels]
    tensor = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        expected = keras.ops.mean(
            keras.ops.categorical_crossentropy(truth, tensor, from_logits=True)
        )
    loss, gradient = by_hand.softmax_cross_entropy(
        logits, truth if one_hot else labels
    )
    assert gradient.dtype == dtype
    np.testing.assert_allclose(loss, to_numpy(expected), atol=tolerance)
    np.testing.assert_allclose(
        gradient, to_numpy(tape.gradient(expected, tensor)), atol=tolerance
    )


def test_loss_gradient_equals_finite_differences():
    (logits,) = random_arrays("float64", (4, 3))
    labels = np.array([2, 0, 0, 1])

    def loss(z):
        return by_hand.softmax_cross_entropy(z, labels)[0]

    np.testing.assert_allclose(
        by_hand.softmax_cross_entropy(logits, labels)[1],
        slope(loss, logits),
        atol=1e-8,
    )


def test_huge_scores_do_not_overflow():
    loss, gradient = by_hand.softmax_cross_entropy(
        np.array([[1e4, -1e4]]), np.array([1])
    )
    assert loss == 2e4
    np.testing.assert_array_equal(gradient, [[1, -1]])


@pytest.mark.parametrize(
    "labels", [[0, 3], [-1, 0], [0], [0.5, 1.0], [[0, 1], [1, 0]]]
)
def test_labels_that_do_not_fit_are_refused(labels):
    with pytest.raises(UsageError, match="Received"):
        by_hand.softmax_cross_entropy(np.zeros((2, 3)), np.array(labels))


def test_shapes_that_do_not_fit_are_refused():
    x, kernel = np.ones((2, 3)), np.ones((3, 4))
    with pytest.raises(UsageError, match="Received"):
        by_hand.dense(x, np.ones((2, 4)), np.ones(4))
    with pytest.raises(UsageError, match="Received"):
        by_hand.dense(x, kernel, np.ones(3))
    with pytest.raises(UsageError, match="Received"):
        by_hand.dense_gradients(x, kernel, np.ones((2, 3)))
