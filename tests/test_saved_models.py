"""A new session reads back every model after `import medkeras.models`.

Models are found and built as in tests/test_replicas.py; layers and the loss
that no model of the book holds by itself are put into one.
"""

import importlib
import json
import pkgutil
import runpy
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

import medkeras.models
from medkeras.layers.gaussian_code import GaussianCode
from medkeras.layers.lstm import LSTM
from medkeras.layers.sparsity import KLSparsity, TopK
from medkeras.layers.wavelet import DWT2D, InverseDWT2D
from medkeras.losses.center_point import CenterPointLoss

TOOLS = runpy.run_path(str(Path(__file__).parent / "train_on_replicas.py"))
READ = """
import json, sys, warnings
warnings.simplefilter("error")
{first}
import keras
found = {{}}
for path in json.loads(sys.argv[1]):
    model = keras.models.load_model(path, safe_mode=True)
    total = sum(float(abs(w).sum()) for w in model.get_weights())
    found[path] = [type(model).__name__, total, bool(model.compiled)]
print("RESULT" + json.dumps(found))
"""
ALL = """
import importlib, pkgutil, {first}, keras
known = set(keras.saving.get_custom_objects())
for info in pkgutil.walk_packages(medkeras.__path__, "medkeras."):
    importlib.import_module(info.name)
missing = set(keras.saving.get_custom_objects()) - known
print("RESULT" + repr(sorted(missing)))
"""


def fresh(python, code, *arguments):
    """The line that a new process prints, or why it could not."""
    done = subprocess.run(
        [python, "-c", code, *arguments], capture_output=True, text=True
    )
    lines = [x for x in done.stdout.splitlines() if x.startswith("RESULT")]
    return lines[0].removeprefix("RESULT") if lines else done.stderr[-1500:]


def made_by_the_book():
    """Name and model of every maker of models."""
    for info in pkgutil.walk_packages(
        medkeras.models.__path__, "medkeras.models."
    ):
        for name, value in vars(importlib.import_module(info.name)).items():
            if TOOLS["is_candidate"](name, value, info.name):
                model = TOOLS["built_as_in_the_example"](name, value)
                if isinstance(model, keras.Model):
                    TOOLS["compile_model"](model)
                    yield f"{info.name}.{name}", model


def with_every_layer():
    """Layers of the book inside plain Keras models, and its loss."""
    image, sequence = keras.Input((8, 8, 1)), keras.Input((5, 3))
    waves = InverseDWT2D("db2")(DWT2D("db2")(image))
    yield "wavelets", keras.Model(image, waves)
    code = KLSparsity()(TopK(2)(GaussianCode(4)(LSTM(6)(sequence))))
    yield "codes", keras.Model(sequence, code)
    maps = keras.Model(image, keras.layers.Conv2D(4, 1)(image))
    maps.compile("sgd", CenterPointLoss(1))
    yield "loss", maps


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Path of each saved model: its class, its weights added up, compiled."""
    folder = tmp_path_factory.mktemp("saved")
    found = {}
    for name, model in [*made_by_the_book(), *with_every_layer()]:
        path = str(folder / f"{name}.keras")
        model.save(path)
        total = sum(float(np.abs(w).sum()) for w in model.get_weights())
        found[path] = [type(model).__name__, total, bool(model.compiled)]
    return found


def test_a_new_session_reads_every_model_after_one_import(kept):
    assert len(kept) > 30
    # The only one of these tests in which Keras is imported anew, too.
    answer = fresh(
        sys.executable,
        READ.format(first="import medkeras.models"),
        json.dumps([*kept]),
    )
    assert answer.startswith("{"), answer
    found = json.loads(answer)
    for path, (kind, total, compiled) in kept.items():
        assert found[path] == [kind, pytest.approx(total, rel=1e-6), compiled]


def test_without_that_import_it_cannot(kept, warm_python):
    path = next(path for path in kept if path.endswith("RBM.keras"))
    code = READ.format(first="import medkeras")
    answer = fresh(warm_python, code, json.dumps([path]))
    assert "Could not locate class" in answer


def test_the_import_registers_everything_there_is(warm_python):
    assert fresh(warm_python, ALL.format(first="medkeras.models")) == "[]"


def test_layers_and_losses_register_their_own(warm_python):
    code = ALL.format(first="medkeras.layers, medkeras.losses")
    code = code.replace(
        "pkgutil.walk_packages(medkeras.__path__",
        "pkgutil.walk_packages(medkeras.layers.__path__",
    ).replace('"medkeras.")', '"medkeras.layers.")')
    assert fresh(warm_python, code) == "[]"


@pytest.mark.parametrize("part", ["", ".models", ".layers", ".losses"])
def test_the_one_import_is_named_where_a_reader_looks(part):
    text = importlib.import_module(f"medkeras{part}").__doc__
    assert "load_model" in text and "medkeras.models" in text
