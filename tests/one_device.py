"""Every model family trained on one device, once for all tests that compare.

A pytest plugin that `conftest.py` registers. Families are found by walking
medkeras.models; tests/test_replicas.py says how they are built.
"""

import json
import os
import pkgutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from medkeras.utils.unfinished import alone_in

SCRIPT = Path(__file__).parent / "train_on_replicas.py"
# Before it has learned, so deep a network makes of one millionth more light,
# on one device, other weights by a tenth: no two ways of adding agree. It is
# made of the blocks of `googlenet`, which are tested.
CHAOTIC = {"medkeras.models.cnn.inception_v3"}


def families():
    """Names of the modules below medkeras.models."""
    import medkeras.models

    walk = pkgutil.walk_packages(medkeras.models.__path__, "medkeras.models.")
    return [info.name for info in walk if info.name not in CHAOTIC]


def start(devices, folder, python):
    """Have this Python train every family on so many devices."""
    request = json.dumps([families(), devices, str(folder / f"{devices}.npz")])
    with (folder / f"{devices}.txt").open("w") as said:
        return subprocess.Popen(
            [python, str(SCRIPT), request],
            stdout=said,
            stderr=said,
            # Where nothing is forked, Python is started with these.
            env={
                **os.environ,
                "TF_ENABLE_ONEDNN_OPTS": "0",
                "PYTHONFAULTHANDLER": "1",
            },
        )


def results(devices, folder, child, python):
    """What a started process came to, by family, name and part."""
    code = child.wait()
    if code < 0:
        # Seen once, on a busy machine: TensorFlow 2.21 ended with a
        # segmentation fault, and with the same seeds not again.
        code = start(devices, folder, python).wait()
    assert code == 0, (folder / f"{devices}.txt").read_text()[-3000:]
    return dict(np.load(folder / f"{devices}.npz"))


@pytest.fixture(scope="session")
def one_device(warm_without_onednn):
    """What one device came to; the first process trains, others wait."""
    folder = Path(os.environ["MEDKERAS_TEST_FOLDER"]) / "one device"
    folder.mkdir(exist_ok=True)
    with alone_in(folder):
        if not (folder / "1.npz").exists():
            python = warm_without_onednn
            results(1, folder, start(1, folder, python), python)
    return dict(np.load(folder / "1.npz"))
