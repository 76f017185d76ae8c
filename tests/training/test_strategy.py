"""Strategies chosen by the devices in sight (own processes: TensorFlow
fixes its devices at first touch).
"""

import os
import subprocess
import sys
import types

import pytest
import tensorflow as tf

from medkeras.training import strategy as strategies

SCRIPT = """
import sys
import numpy as np, tensorflow as tf, keras
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(
    cpu, [tf.config.LogicalDeviceConfiguration()] * int(sys.argv[1]))
from medkeras.models.conv_lstm import conv_lstm
from medkeras.training.strategy import strategy
keras.utils.set_random_seed(0)
chosen = strategy()
assert strategy() is chosen
with chosen.scope():
    model = conv_lstm((2, 4, 1), num_filters=2, dropout=0.0)
    model.compile("sgd", "binary_crossentropy", jit_compile=False)
x = np.random.default_rng(0).normal(size=(8, 2, 4, 1)).astype("float32")
model.fit(x, np.tile([0.0, 1.0], 4)[:, None], batch_size=8, verbose=0)
print(type(chosen).__name__, chosen.num_replicas_in_sync,
      *np.concatenate([w.ravel() for w in model.get_weights()]))
"""


def run(devices):
    out = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(devices)],
        capture_output=True,
        text=True,
        check=True,
    )
    name, replicas, *weights = out.stdout.split()
    return name, int(replicas), [float(w) for w in weights]


def test_two_logical_cpus_mirror_and_agree_with_one():
    _, one_replica, one = run(1)
    name, two_replicas, two = run(2)
    assert (name, one_replica, two_replicas) == ("MirroredStrategy", 1, 2)
    assert max(abs(a - b) for a, b in zip(one, two, strict=True)) < 1e-5


@pytest.fixture
def devices(monkeypatch):
    """Put devices in sight; strategies over several only say their names."""
    monkeypatch.delenv("TF_CONFIG", raising=False)
    sight = {"GPU": 0, "CPU": 1}

    def in_sight(kind):
        return [
            types.SimpleNamespace(name=f"/device:{kind}:{number}")
            for number in range(sight[kind])
        ]

    monkeypatch.setattr(tf.config, "list_logical_devices", in_sight)
    monkeypatch.setattr(strategies, "_mirrored", lambda names: names)
    monkeypatch.setattr(strategies, "_multi_worker", lambda: "workers")
    return sight


def test_several_gpus_are_mirrored(devices):
    devices.update(GPU=2, CPU=4)
    assert strategies.strategy() == ("/device:GPU:0", "/device:GPU:1")


def test_one_gpu_needs_no_copies(devices):
    devices.update(GPU=1, CPU=4)
    assert strategies.strategy() is tf.distribute.get_strategy()


def test_without_gpus_several_logical_cpus_are_mirrored(devices):
    devices.update(CPU=2)
    assert strategies.strategy() == ("/device:CPU:0", "/device:CPU:1")


def test_one_cpu_needs_no_copies(devices):
    assert strategies.strategy() is tf.distribute.get_strategy()


def test_a_named_cluster_goes_before_the_devices(devices, monkeypatch):
    devices.update(GPU=2)
    monkeypatch.setitem(os.environ, "TF_CONFIG", '{"cluster": {}}')
    assert strategies.strategy() == "workers"
    monkeypatch.setitem(os.environ, "TF_CONFIG", "")
    assert strategies.strategy() == ("/device:GPU:0", "/device:GPU:1")
