"""The strongest answer over time, and its gradient against TensorFlow's."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.max_over_time import max_over_time, strongest_n_grams


def case(seed, sentences=5, length=9, width=4, n=3, filters=6, size=12):
    rng = np.random.default_rng(seed)
    words = rng.integers(1, size, (sentences, length))
    lengths = rng.integers(1, length + 1, sentences)
    lengths[-1] = 0  # a sentence without words
    words[np.arange(length) >= lengths[:, None]] = 0
    table = rng.normal(size=(size, width))
    table[0] = 0
    kernel = rng.normal(size=(n, width, filters))
    bias = rng.normal(size=filters)
    bias[0] = -50.0  # answers to nothing
    parts = tuple(tf.constant(p, tf.float32) for p in (table, kernel, bias))
    return parts, tf.constant(words)


def plainly(vectors, words, kernel, bias):
    """With all answers written out, and TensorFlow's own gradient."""
    vectors = tf.pad(vectors, [[0, 0], [0, kernel.shape[0] - 1], [0, 0]])
    answers = tf.nn.relu(tf.nn.conv1d(vectors, kernel, 1, "VALID") + bias)
    there = tf.cast(words > 0, answers.dtype)[..., None]
    return tf.reduce_max(answers * there, axis=1)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("seed, sizes", [
    (0, {}),
    (1, {"n": 1, "length": 1}),
    (2, {"n": 5, "length": 7, "width": 3, "filters": 1}),
    (3, {"sentences": 2, "n": 2}),
    (4, {"size": 2000, "sentences": 33, "length": 37}),
])  # fmt: skip
def test_value_and_gradient_are_those_of_all_answers(seed, sizes, compiled):
    parts, words = case(seed, **sizes)
    found = {}
    for function in (max_over_time, plainly):
        run = tf.function(function) if compiled else function
        with tf.GradientTape() as tape:
            tape.watch(parts)
            table, kernel, bias = parts
            best = run(tf.gather(table, words), words, kernel, bias)
            outer = tf.range(1.0, best.shape[1] + 1)
            loss = tf.reduce_sum(tf.sin(best) * outer)
        gradients = tape.gradient(loss, parts)
        rows = tf.convert_to_tensor(gradients[0])[1:]  # 0 is no word
        found[function] = [best, rows, *gradients[1:]]
    for ours, expected in zip(*found.values(), strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-4)


def test_padding_changes_no_bit():
    for n in (1, 2, 4):
        (table, kernel, bias), words = case(5, n=n)
        short = max_over_time(tf.gather(table, words), words, kernel, bias)
        words = tf.pad(words, [[0, 0], [0, 13]])
        long = max_over_time(tf.gather(table, words), words, kernel, bias)
        np.testing.assert_array_equal(short, long)


def test_a_sentence_without_words_answers_nothing_and_learns_nothing():
    (table, kernel, bias), words = case(4)
    vectors = tf.gather(table, words)
    with tf.GradientTape() as tape:
        tape.watch(vectors)
        best = max_over_time(vectors, words, kernel, tf.abs(bias))
    assert (best.numpy()[-1] == 0).all()
    assert (tape.gradient(best, vectors).numpy()[-1] == 0).all()


def test_widths_stand_side_by_side_in_their_order():
    vectors, words = keras.Input((6, 4)), keras.Input((6,))
    answer = strongest_n_grams(vectors, words, (2, 3), 5)
    model = keras.Model([vectors, words], answer)
    x, there = np.random.default_rng(0).normal(size=(2, 6, 4)), np.ones((2, 6))
    both = np.array(model([x, there]))
    single = [np.array(model.get_layer(f"grams_{n}")(x, there)) for n in (2, 3)]
    np.testing.assert_allclose(both, np.concatenate(single, axis=1), atol=1e-6)
