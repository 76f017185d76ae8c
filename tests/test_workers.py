"""Two workers train as one device, and go on after one of them was killed.

Two processes on this machine are started once for all that two workers must
do, and once more after worker 1 has been killed. The models are found as in
tests/test_replicas.py: all that have a training rule of their own, and of
those that share Keras's rule some of each kind.
"""

import importlib
import inspect
import json
import os
import pkgutil
import socket
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest

import medkeras.models
from medkeras.utils.workers import tf_config

SCRIPT = Path(__file__).parent / "train_on_workers.py"
# Some that follow Keras's rule: convolutions, recurrence.
PLAIN = {
    "medkeras.models.cnn.classic": ["lenet5"],
    "medkeras.models.conv_lstm": ["conv_lstm"],
}


def models():
    """Names by module: the classes of models, and the plain ones above."""
    found = dict(PLAIN)
    walk = pkgutil.walk_packages(medkeras.models.__path__, "medkeras.models.")
    for info in walk:
        module = importlib.import_module(info.name)
        names = [
            name
            for name, value in vars(module).items()
            if getattr(value, "__module__", "") == info.name
            and inspect.isclass(value)
            and issubclass(value, keras.Model)
        ]
        if names:
            found[info.name] = names
    return found


MODELS = models()


def start(python, folder, settings):
    """Processes with these TF_CONFIG, or none; their codes."""
    request = json.dumps([MODELS, str(folder)])
    running = []
    for number, setting in enumerate(settings):
        with (folder / f"{number}-{len(settings)}.txt").open("a") as said:
            running.append(
                subprocess.Popen(
                    [python, str(SCRIPT), request],
                    stdout=said,
                    stderr=said,
                    env={
                        **os.environ,
                        "TF_CONFIG": setting,
                        "TF_ENABLE_ONEDNN_OPTS": "0",
                        "MEDKERAS_WORKERS_SECONDS": "120",
                    },
                )
            )
    try:
        return [each.wait(timeout=900) for each in running]
    finally:
        for each in running:
            each.kill()
            each.wait()


def two():
    """TF_CONFIG of two workers on free ports."""
    with socket.socket() as one, socket.socket() as other:
        addresses = []
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
            addresses.append(f"127.0.0.1:{each.getsockname()[1]}")
    return [tf_config(addresses, index) for index in (0, 1)]


def said(folder):
    return "\n".join(p.read_text()[-3000:] for p in folder.glob("*-*.txt"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, warm_without_onednn):
    """What one device and two workers came to, before and after a crash."""
    python = warm_without_onednn
    folder = tmp_path_factory.mktemp("workers")
    alone = folder / "alone"
    alone.mkdir()
    assert start(python, alone, [""]) == [0], said(alone)
    # Worker 1 kills itself; worker 0 says so and ends.
    assert start(python, folder, two()) == [0, -9], said(folder)
    assert start(python, folder, two()) == [0, 0], said(folder)
    return folder


def numbers(folder, name):
    return dict(np.load(folder / f"{name}.npz"))


def walked(results):
    """Of all families on one device, those that the workers walked."""
    names = {name for found in MODELS.values() for name in found}
    return {
        key: value
        for key, value in results.items()
        if ":" not in key
        or (key.split(":")[0] in MODELS and key.split(":")[1] in names)
    }


def test_workers_walked_the_models_as_one_device(folder, one_device):
    one = walked(one_device)
    assert str(one["strategy"]) == "_DefaultDistributionStrategy"
    for worker in (0, 1):
        both = numbers(folder, f"walk-{worker}")
        assert str(both["strategy"]) == "CollectiveAllReduceStrategy"
        assert int(both["replicas"]) == 2
        assert both.keys() == one.keys()
        assert not both["onednn"]
        for key in set(one) - {"strategy", "replicas"}:
            assert np.isfinite(one[key]).all(), key
            np.testing.assert_allclose(
                both[key], one[key], atol=1e-5, err_msg=key
            )


def test_the_walk_found_every_rule_of_its_own(folder):
    found = {
        key.split(":")[1] for key in numbers(folder, "walk-0") if ":" in key
    }
    assert {"RBM", "TemperedRBM", "GAN", "WassersteinGAN", "DBN"} <= found
    assert {"VariationalAutoencoder", "ConvolutionalRBM"} <= found


@pytest.mark.parametrize("what", ["undisturbed", "plain", "own", "estimators"])
@pytest.mark.parametrize("worker", [0, 1])
def test_fit_on_two_workers_is_fit_on_one_device(folder, worker, what):
    """Weights, metrics, answers: our models, Keras's, estimators."""
    one = numbers(folder, "alone/first-alone")[what]
    both = numbers(folder, f"first-{worker}")[what]
    np.testing.assert_allclose(both, one, atol=1e-5)


def test_workers_with_other_data_are_refused_in_one_line(folder):
    for worker in (0, 1):
        line = str(numbers(folder, f"first-{worker}")["said"])
        assert "the workers differ in their first batch" in line
        assert "\n" not in line


def test_a_worker_says_that_the_other_one_has_gone(folder):
    seconds, line = (folder / "gone-0.txt").read_text().split(" ", 1)
    assert line.startswith("another worker has ended")
    assert float(seconds) < 90  # the training until then included
    assert not (folder / "gone-1.txt").exists()


def test_a_worker_that_does_something_else_is_not_waited_for(folder):
    seconds, line = (folder / "silent.txt").read_text().split(" ", 1)
    assert "cannot be reached any more" in line
    assert "no answer within 2 s" in line
    assert float(seconds) < 6


@pytest.mark.parametrize("worker", [0, 1])
def test_a_job_goes_on_as_if_nobody_had_been_killed(folder, worker):
    """Killed at step 9 of 18, the last checkpoint after step 4: to the bit."""
    undisturbed = numbers(folder, f"first-{worker}")["dropout"]
    again = numbers(folder, f"again-{worker}")["again"]
    np.testing.assert_array_equal(again, undisturbed)


def test_the_chief_alone_wrote_and_kept_the_last_two(folder):
    names = sorted(path.name for path in (folder / "checkpoints").iterdir())
    assert names == [
        "checkpoint-00001-00000004.npz",
        "checkpoint-00002-00000004.npz",
    ]


def test_callbacks_that_write_did_so_once(folder):
    assert len((folder / "log-0.csv").read_text().splitlines()) == 4
    assert not (folder / "log-1.csv").exists()
    model = keras.models.load_model(folder / "best-0.keras")
    assert model.output_shape == (None, 1)
    assert not (folder / "best-1.keras").exists()
