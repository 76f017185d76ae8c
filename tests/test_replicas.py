"""Every model family trains on two replicas as on one device.

Families are found by walking medkeras.models: a public function, or a
subclass of keras.Model, is built as the example in its docstring builds it,
without dropout (the replicas draw their own masks). TensorFlow fixes its
devices at first touch, so each number of devices has a process of its own.
"""

import importlib
import inspect
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

import medkeras.models

# Before it has learned, so deep a network makes of one millionth more light,
# on one device, other weights by a tenth: no two ways of adding agree. It is
# made of the blocks of `googlenet`, which are tested here.
CHAOTIC = {"medkeras.models.cnn.inception_v3"}
FAMILIES = [
    info.name
    for info in pkgutil.walk_packages(
        medkeras.models.__path__, "medkeras.models."
    )
    if info.name not in CHAOTIC
]
SCRIPT = Path(__file__).parent / "train_on_replicas.py"


def start(devices, folder):
    """Start a process that trains every family on so many devices."""
    request = json.dumps([FAMILIES, devices, str(folder / f"{devices}.npz")])
    with (folder / f"{devices}.txt").open("w") as said:
        return subprocess.Popen(
            [sys.executable, str(SCRIPT), request],
            stdout=said,
            stderr=said,
            # With few maps and a last batch of another size, oneDNN's
            # gradient of a convolution can end the process.
            env={
                **os.environ,
                "TF_ENABLE_ONEDNN_OPTS": "0",
                "PYTHONFAULTHANDLER": "1",
            },
        )


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """What one device and two replicas came to, by name and part."""
    folder = tmp_path_factory.mktemp("replicas")
    children = [start(n, folder) for n in (1, 2)]
    for devices, child in zip((1, 2), children, strict=True):
        code = child.wait()
        if code < 0:
            # Seen once, on a busy machine: TensorFlow 2.21 ended with a
            # segmentation fault, and with the same seeds not again.
            code = start(devices, folder).wait()
        said = (folder / f"{devices}.txt").read_text()
        assert code == 0, said[-3000:]
    return [dict(np.load(folder / f"{devices}.npz")) for devices in (1, 2)]


def builders(family):
    """Public names of a module that say they make a model."""
    module = importlib.import_module(family)
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", "") != family:
            continue
        if inspect.isfunction(value):
            made = inspect.signature(value).return_annotation
        else:
            made = value
        if inspect.isclass(made) and issubclass(made, keras.Model):
            yield name


def parts_of(results, family):
    return {key for key in results if key.split(":")[0] == family}


def test_the_two_runs_had_the_devices_asked_for(both):
    assert [int(results["replicas"]) for results in both] == [1, 2]
    assert str(both[1]["strategy"]) == "MirroredStrategy"
    assert both[0].keys() == both[1].keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_two_replicas_train_as_one_device(family, both):
    one, two = both
    keys = parts_of(one, family)
    assert keys == parts_of(two, family)
    for key in sorted(keys):
        assert np.isfinite(one[key]).all(), key
        np.testing.assert_allclose(two[key], one[key], atol=1e-5, err_msg=key)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_maker_of_models_was_trained(family, both):
    names = {key.split(":")[1] for key in parts_of(both[0], family)}
    assert set(builders(family)) == names


def test_the_walk_goes_into_sub_packages_and_finds_makers_of_models():
    found = {name for family in FAMILIES for name in builders(family)}
    assert {"conv_lstm", "resnet", "lenet5", "inception"} <= found
    assert "decode" not in found
