"""Shares of batches, and the loop as it is on one device.

Over two workers, with all models: tests/test_workers.py.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.replicas import share_of_batch
from medkeras.models.worker_loop import (
    NoCheckpoints,
    Steps,
    evaluate_shared,
    own_batches,
    run_epochs,
    shared,
)


class TwoWorkers:
    """Two workers of so many devices, as a pipeline sees them."""

    def __init__(self, worker, here=1):
        self.worker, self.num_replicas_in_sync = worker, 2 * here

    def distribute_datasets_from_function(self, make):
        return make(
            tf.distribute.InputContext(
                2, self.worker, self.num_replicas_in_sync
            )
        )


class Model:
    def __init__(self, strategy):
        self.distribute_strategy = strategy


def rows(data):
    return [part.numpy().tolist() for _, part in data]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("replicas", [1, 2, 3, 4])
def test_shares_are_disjoint_complete_and_at_most_ceil(n, replicas):
    batch = {"x": tf.range(n), "y": tf.range(n)[:, None]}
    parts = [share_of_batch(batch, r, replicas) for r in range(replicas)]
    x = np.concatenate([part["x"] for part in parts])
    np.testing.assert_array_equal(x, np.arange(n))
    assert max(len(part["x"]) for part in parts) == -(-n // replicas)
    for part in parts:
        np.testing.assert_array_equal(part["x"], part["y"][:, 0])


def test_two_workers_share_each_batch():
    data = tf.data.Dataset.range(7).batch(4)
    one = shared(Model(TwoWorkers(0)), data)
    two = shared(Model(TwoWorkers(1)), data)
    assert rows(one) == [[0, 1], [4, 5]]
    assert rows(two) == [[2, 3], [6]]
    # The whole batch has one number on both, which differs from the next.
    numbers = [[int(number) for number, _ in each] for each in (one, two)]
    assert numbers[0] == numbers[1]
    assert len(set(numbers[0])) == 2


def test_the_devices_of_a_worker_take_turns():
    data = tf.data.Dataset.range(8).batch(8)
    shares = [rows(shared(Model(TwoWorkers(w, 2)), data)) for w in (0, 1)]
    assert shares == [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]


def test_own_batches_may_be_of_any_length():
    data = tf.data.Dataset.range(4).batch(2, drop_remainder=True)
    own = own_batches(Model(TwoWorkers(1)), data)
    assert rows(own) == [[0, 1], [2, 3]]
    assert own.element_spec[1].shape.as_list() == [None]


def model():
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    made.compile("sgd", "mse")
    return made


def test_one_graph_serves_batches_of_all_lengths_and_passes():
    made = model()
    x = np.ones((5, 2), "float32")
    data = tf.data.Dataset.from_tensor_slices((x, x[:, :1])).batch(2)
    data = shared(made, data)
    run_epochs(made, lambda epoch, step: data, 3, verbose=0)
    (compiled,) = Steps.of(made).traced.values()
    assert compiled.experimental_get_tracing_count() == 1
    assert evaluate_shared(made, data).keys() == {"loss"}
    made.compile("adam", "mae")
    assert Steps.of(made).traced == {}


def test_a_model_that_runs_eagerly_is_not_compiled():
    made = model()
    made.compile("sgd", "mse", run_eagerly=True)
    x = np.ones((2, 2), "float32")
    data = tf.data.Dataset.from_tensor_slices((x, x[:, :1])).batch(2)
    data = shared(made, data)
    run_epochs(made, lambda epoch, step: data, 1, verbose=0)
    (step,) = Steps.of(made).traced.values()
    assert not hasattr(step, "experimental_get_tracing_count")


class Counts(keras.Model):
    """Counts its steps, whatever the batch."""

    def __init__(self):
        super().__init__()
        self.steps = self.add_weight(
            shape=(), initializer="zeros", trainable=False
        )

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 1))

    def call(self, x):
        return x @ self.kernel

    def train_step(self, data):
        self.steps.assign_add(1.0)
        return {}


def test_nothing_is_counted_once_more_at_the_end_of_a_pass():
    made = Counts()
    made.build((None, 2))
    made.compile("sgd")
    made.optimizer.build(made.trainable_variables)
    data = shared(made, tf.data.Dataset.from_tensors(np.ones((2, 2))))
    run_epochs(made, lambda epoch, step: data, 2, verbose=0)
    assert float(made.steps.numpy()) == 2


def test_without_checkpoints_a_job_begins_at_the_beginning():
    assert NoCheckpoints().restore(None) == (0, 0)
