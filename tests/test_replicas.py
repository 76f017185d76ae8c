"""Every model family trains on two replicas as on one device.

Families are found by walking medkeras.models: a public function, or a
subclass of keras.Model, is built as the example in its docstring builds it,
without dropout (the replicas draw their own masks). TensorFlow fixes its
devices at first touch, so each number of devices has a process of its own.
"""

import importlib
import importlib.util
import inspect
from pathlib import Path

import keras
import numpy as np
import pytest

spec = importlib.util.spec_from_file_location(
    "one_device", Path(__file__).with_name("one_device.py")
)
one_device = importlib.util.module_from_spec(spec)
spec.loader.exec_module(one_device)
FAMILIES = one_device.families()


@pytest.fixture(scope="module")
def both(tmp_path_factory, warm_without_onednn, request):
    """What one device and two replicas came to, by name and part."""
    folder = tmp_path_factory.mktemp("replicas")
    python = warm_without_onednn
    two = one_device.start(2, folder, python)
    one = request.getfixturevalue("one_device")  # while two are trained
    return one, one_device.results(2, folder, two, python)


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
    assert not any(results["onednn"] for results in both)
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
