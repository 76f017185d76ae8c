"""Every model family trains on two replicas as on one device.

Own processes, since TensorFlow fixes its devices at first touch. A new
module in medkeras.models is found by itself; it needs a line in SHAPES.
"""

import json
import pkgutil
import subprocess
import sys

import pytest

import medkeras.models

# Input shape and arguments that keep a family small, without dropout: the
# replicas draw their own masks.
SHAPES = {"conv_lstm": [(3, 4, 1), {"dropout": 0.0}]}
FAMILIES = [m.name for m in pkgutil.iter_modules(medkeras.models.__path__)]
SCRIPT = """
import importlib, inspect, json, sys
import keras, numpy as np, tensorflow as tf
family, shape, arguments, devices = json.loads(sys.argv[1])
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(
    cpu, [tf.config.LogicalDeviceConfiguration()] * devices)
from medkeras.training.strategy import strategy
module = importlib.import_module("medkeras.models." + family)
out = {}
for name, build in inspect.getmembers(module, inspect.isfunction):
    if name.startswith("_") or build.__module__ != module.__name__:
        continue
    keras.utils.set_random_seed(0)
    draw = np.random.default_rng(0)
    x = draw.normal(size=(10, *shape)).astype("float32")
    y = (draw.random((10, 1)) < 0.5).astype("float32")
    with strategy().scope():
        model = build(tuple(shape), **arguments)
        model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy",
                      metrics=["accuracy"], jit_compile=False)
    # Ten rows in batches of four: the last batch is a half one.
    seen = model.fit(x, y, batch_size=4, shuffle=False, verbose=0).history
    weights = np.concatenate([w.ravel() for w in model.get_weights()])
    judged = model.evaluate(x, y, batch_size=4, verbose=0)
    out[name] = [weights.tolist(), seen["accuracy"][0], *judged]
print(json.dumps([strategy().num_replicas_in_sync, out]))
"""


def trained(family, devices):
    shape, arguments = SHAPES[family]
    request = json.dumps([family, shape, arguments, devices])
    child = subprocess.run(
        [sys.executable, "-c", SCRIPT, request], capture_output=True, text=True
    )
    assert child.returncode == 0, child.stderr[-2000:]
    return json.loads(child.stdout.splitlines()[-1])


@pytest.mark.parametrize("family", FAMILIES)
def test_two_replicas_train_as_one_device(family):
    assert family in SHAPES, f"give {family} a small shape in SHAPES"
    replicas, one = trained(family, 1)
    assert replicas == 1
    replicas, two = trained(family, 2)
    assert replicas == 2
    assert one.keys() == two.keys() and one
    for name in one:
        weights, *judged = zip(one[name], two[name], strict=True)
        assert weights[0] == pytest.approx(weights[1], abs=1e-5), name
        for here, there in judged:
            assert here == pytest.approx(there, abs=1e-5), name
