"""The strongest answer over time, and its gradient against TensorFlow's."""

import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.max_over_time import max_over_time


def case(seed, sentences=5, words=9, width=4, n=3, filters=6):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(sentences, words + n - 1, width))
    lengths = rng.integers(1, words + 1, sentences)
    lengths[-1] = 0  # a sentence without words
    there = np.arange(words) < lengths[:, None]
    vectors[:, :words][~there] = 0
    vectors[:, words:] = 0
    kernel = rng.normal(size=(n, width, filters))
    bias = rng.normal(size=filters)
    bias[0] = -50.0  # answers to nothing
    return tuple(
        tf.constant(part, tf.float32) for part in (vectors, kernel, bias)
    ), tf.constant(there)


def plainly(vectors, kernel, bias, there):
    """With all answers written out, and TensorFlow's own gradient."""
    answers = tf.nn.relu(tf.nn.conv1d(vectors, kernel, 1, "VALID") + bias)
    return tf.reduce_max(
        answers * tf.cast(there, answers.dtype)[..., None], axis=1
    )


@pytest.mark.parametrize("seed, sizes", [
    (0, {}),
    (1, {"n": 1, "words": 1}),
    (2, {"n": 5, "words": 7, "width": 3, "filters": 1}),
    (3, {"sentences": 2, "n": 2}),
])  # fmt: skip
def test_value_and_gradient_are_those_of_all_answers(seed, sizes):
    parts, there = case(seed, **sizes)
    found = {}
    for function in (max_over_time, plainly):
        with tf.GradientTape() as tape:
            tape.watch(parts)
            best = function(*parts, there)
            loss = tf.reduce_sum(
                tf.sin(best) * tf.range(1.0, best.shape[1] + 1)
            )
        found[function] = [best, *tape.gradient(loss, parts)]
    for ours, expected in zip(*found.values(), strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-5)


def test_a_sentence_without_words_answers_nothing_and_learns_nothing():
    (vectors, kernel, bias), there = case(4)
    with tf.GradientTape() as tape:
        tape.watch((vectors, bias))
        best = max_over_time(vectors, kernel, tf.abs(bias), there)
    assert (best.numpy()[-1] == 0).all()
    assert (tape.gradient(best, vectors).numpy()[-1] == 0).all()
