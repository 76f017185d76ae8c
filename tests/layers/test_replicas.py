"""Shares of a batch, and noise that follows its rows, on 1 and 2 replicas.

TensorFlow fixes its devices at first touch, so two replicas have a process
of their own.
"""

import json
import subprocess

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers.replicas import (
    gradient_share,
    mean_or_zero,
    row_normal,
    row_uniform,
)

ROWS = 3
SCRIPT = """
import json, numpy as np, tensorflow as tf
from medkeras.layers.fused_batch_normalization import FusedBatchNormalization
from medkeras.layers.replicas import (
    gradient_share, mean_or_zero, row_normal, row_uniform)
from medkeras.training.strategy import strategy

cpu = tf.config.list_physical_devices("CPU")[0]
two = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(cpu, two)
chosen = strategy()
rows = tf.data.Dataset.from_tensor_slices([0.0, 1.0, 2.0, 3.0]).batch(3)
with chosen.scope():
    weight = tf.Variable(2.0)
    normal = FusedBatchNormalization(momentum=0.0)
    normal.build((None, 1))

def step(x):
    count = tf.shape(x)[0]
    with tf.GradientTape() as tape:
        mean = tf.reduce_mean(weight * x)
        loss = gradient_share(mean, count)
    normal(x[:, None], training=True)
    return {
        "rows": x,
        "statistics": tf.concat(normal.non_trainable_variables, 0),
        "loss": loss[None],
        "mean": mean[None],
        "safe": mean_or_zero(mean, count)[None],
        "gradient": tape.gradient(loss, weight)[None],
        "uniform": row_uniform((count, 2), 5, 7),
        "normal": row_normal((count, 2), 5, 7),
    }

for batch in chosen.experimental_distribute_dataset(rows):
    seen = tf.function(lambda b: chosen.run(step, (b,)))(batch)
    parts = {}
    for key, x in seen.items():
        each = chosen.experimental_local_results(x)
        parts[key] = [np.asarray(v).tolist() for v in each]
    print("RESULT" + json.dumps(parts))
"""


@pytest.fixture(scope="module")
def both(pytestconfig):
    """What each of two replicas came to, for a batch of three rows and one."""
    warm = pytestconfig.pluginmanager.get_plugin("warm_kernels")
    out = subprocess.run(
        [warm.python(), "-c", SCRIPT], capture_output=True, text=True
    )
    assert out.returncode == 0, out.stderr[-3000:]
    lines = [x for x in out.stdout.splitlines() if x.startswith("RESULT")]
    return [json.loads(line.removeprefix("RESULT")) for line in lines]


@pytest.fixture
def two(both):
    """For the batch of three rows."""
    return both[0]


def test_a_replica_without_rows_does_no_harm(both):
    _, few = both
    assert few["rows"] == [[3.0], []]
    assert np.isnan(few["mean"][1])
    assert few["loss"] == [[6.0], [0.0]]
    assert few["safe"] == few["loss"]
    # The mean over two replicas is the gradient of the only row.
    assert few["gradient"] == [[6.0], [0.0]]


def test_three_rows_are_shared_two_and_one(two):
    assert two["rows"] == [[0.0, 1.0], [2.0]]


def test_the_value_of_the_loss_stays(two):
    assert two["loss"] == two["mean"]


def test_the_mean_gradient_of_the_replicas_is_that_of_all_rows(two):
    of_all_rows = np.mean([0.0, 1.0, 2.0])
    np.testing.assert_allclose(np.mean(two["gradient"]), of_all_rows)
    unweighed = np.mean([0.5, 2.0])
    assert abs(unweighed - of_all_rows) > 0.1


@pytest.mark.parametrize("draw", [row_uniform, row_normal])
def test_a_row_has_the_same_noise_on_two_replicas_as_on_one(two, draw):
    kind = draw.__name__.removeprefix("row_")
    alone = draw((ROWS, 2), 5, 7).numpy()
    np.testing.assert_array_equal(np.concatenate(two[kind]), alone)


def test_normalisation_keeps_the_statistics_of_all_rows(both):
    for parts, mean, variance in ((both[0], 1, 2 / 3), (both[1], 3, 0)):
        for found in parts["statistics"]:
            np.testing.assert_allclose(found, [mean, variance], atol=1e-6)


@pytest.mark.parametrize("draw", [row_uniform, row_normal])
def test_noise_differs_by_step_and_by_seed_and_repeats(draw):
    first = draw((ROWS, 2), 5, 7)
    np.testing.assert_array_equal(draw((ROWS, 2), 5, 7), first)
    assert np.all(draw((ROWS, 2), 5, 8) != first)
    assert np.all(draw((ROWS, 2), 6, 7) != first)


def test_noise_has_the_law_it_is_named_after():
    uniform = row_uniform((20_000,), 1, 0).numpy()
    assert 0 <= uniform.min() and uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < 0.01
    normal = row_normal((20_000,), 1, 0).numpy()
    assert abs(normal.mean()) < 0.03 and abs(normal.std() - 1) < 0.03


def test_the_step_may_be_that_of_an_optimizer():
    step = keras.optimizers.SGD().iterations
    np.testing.assert_array_equal(
        row_uniform((2, 2), 1, step), row_uniform((2, 2), 1, 0)
    )


def test_on_one_device_the_loss_is_left_alone():
    loss = tf.constant(0.5)
    assert gradient_share(loss, 3) is loss
    assert mean_or_zero(loss, 0) is loss
