"""A batch in parts is the batch as a whole."""

import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers import parts_of_batch
from medkeras.layers.parts_of_batch import (
    in_parts,
    num_parts,
    summed_in_parts,
)


@pytest.fixture
def on_cores(monkeypatch):
    def use(count):
        monkeypatch.setattr(parts_of_batch, "cores", lambda: count)

    return use


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7, 16])
@pytest.mark.parametrize("count", [1, 2, 3, 64])
def test_the_answer_and_gradients_are_those_of_the_whole(rows, count, on_cores):
    on_cores(count)
    draw = np.random.default_rng(0)
    x, y = (tf.constant(draw.normal(size=(rows, n))) for n in (3, 2))
    kernel = tf.constant(draw.normal(size=(3, 2)))

    def call(x, y):
        return tf.tanh(x @ kernel) * y

    found = []
    for read in (call(x, y), in_parts(call, x, y)):
        assert read.shape == (rows, 2)
        found.append(read)
    np.testing.assert_allclose(*found, atol=1e-12)

    gradients = []
    for read in (call, lambda *both: in_parts(call, *both)):
        with tf.GradientTape() as tape:
            tape.watch([x, y, kernel])
            loss = tf.reduce_sum(read(x, y) ** 2)
        gradients.append(tape.gradient(loss, [x, y, kernel]))
    for a, b in zip(*gradients, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)


def test_each_core_has_a_part_as_large_as_the_others(on_cores):
    on_cores(3)
    seen = []

    def call(x):
        seen.append(len(x))
        return x

    in_parts(call, tf.zeros((8, 2)))
    assert seen == [2, 3, 3]


@pytest.mark.parametrize(
    ("count", "at_once", "expected"),
    [(1, 1, 1), (1, 2, 1), (2, 1, 2), (2, 2, 1), (8, 2, 4), (64, 1, 8)],
)
def test_batches_that_are_read_at_once_share_the_cores(
    count, at_once, expected, on_cores
):
    on_cores(count)
    assert num_parts(at_once) == expected


def test_on_a_gpu_a_batch_stays_whole(on_cores, monkeypatch):
    on_cores(8)
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda _: ["GPU:0"])
    assert num_parts() == 1


def test_sums_of_parts_are_those_of_the_whole(monkeypatch):
    monkeypatch.setattr(parts_of_batch, "num_parts", lambda: 3)
    x, y = tf.random.normal((7, 4)), tf.random.normal((7, 4))

    def sums(x, y):
        return {"products": tf.reduce_sum(x * y), "both": [tf.reduce_sum(x, 0)]}

    found = summed_in_parts(sums, x, y)
    tf.nest.map_structure(
        lambda one, two: np.testing.assert_allclose(one, two, rtol=1e-5),
        found,
        sums(x, y),
    )
