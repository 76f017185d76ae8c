"""Every maker of models, found by itself, against strange input.

Models are found and built as in tests/test_replicas.py. What is wrong must
be one clear line from `fit`, `evaluate`, `predict` and `train_on_batch`, and
change no weight; a single row of whole numbers must be learnt from.
"""

import functools
import importlib
import inspect
import os
import pkgutil
import runpy
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import medkeras.models
from medkeras.utils.errors import UsageError

TOOLS = runpy.run_path(str(Path(__file__).parents[1] / "train_on_replicas.py"))


def makers():
    """Name and maker of every model, by what each says that it returns."""
    for info in pkgutil.walk_packages(
        medkeras.models.__path__, "medkeras.models."
    ):
        for name, value in vars(importlib.import_module(info.name)).items():
            if TOOLS["is_candidate"](name, value, info.name):
                kind = value
                if inspect.isfunction(value):
                    kind = inspect.signature(value).return_annotation
                if inspect.isclass(kind) and issubclass(kind, keras.Model):
                    yield f"{info.name.split('models.')[1]}.{name}", value


MAKERS = dict(makers())


@functools.cache
def made(name):
    """The model of the example, compiled, and data that are right.

    One for all tests: what is refused changes nothing, which is tested.
    """
    keras.utils.set_random_seed(0)
    model = TOOLS["built_as_in_the_example"](
        name.rpartition(".")[2], MAKERS[name]
    )
    TOOLS["compile_model"](model)
    # Steps in a graph are traced by tests/test_replicas.py, for every model.
    model.run_eagerly = True
    return model, *TOOLS["data"](model)


def spoiled(x):
    """What no model may learn from, and words of the line that says so."""
    hole, endless = x.copy(), x.copy()
    hole.flat[1], endless.flat[-1] = np.nan, -np.inf
    yield hole, "finite"
    yield endless, "finite"
    yield tf.constant(hole), "finite"
    yield hole.tolist(), "finite"
    yield np.full(x.shape, "a"), "real numbers"
    yield objects(x), "real numbers"
    yield x + 1j, "real numbers"
    yield np.concatenate([x, x[..., :1]], axis=-1), "shape"
    yield x[..., None, None], "shape"
    yield x[0], "must"
    yield 3.0, "must"


def objects(x):
    holes = x.astype(object)
    holes.flat[0] = None
    return holes


def refused(words, call, *args, **options):
    with pytest.raises(UsageError, match=words) as caught:
        call(*args, **options)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", MAKERS)
def test_bad_rows_are_one_line_and_change_nothing(name):
    model, x, y = made(name)
    x, y = x[:3], None if y is None else y[:3]
    before = [np.array(w) for w in model.get_weights()]
    for bad, words in spoiled(x):
        # Labels are among what a conditional GAN predicts from.
        said = "must" if name.endswith("ConditionalGAN") else words
        refused(words, model.fit, bad, y, verbose=0)
        refused(words, model.train_on_batch, bad, y)
        refused(said, model.predict, bad, verbose=0)
        refused("must", model.evaluate, bad, y, verbose=0)
    few = None if y is None else y[:0]
    refused("one or more", model.fit, x[:0], few, verbose=0)
    refused("`x` ", model.predict, x[:0], verbose=0)
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def learn_from_one_row(name):
    model, x, y = made(name)
    row = np.round(np.clip(x[:1], 0, 1)).astype("uint8")
    label = None if y is None else y[:1]
    model.fit(row, label, verbose=0)
    model.fit(row.astype(object), label, verbose=0)
    return all(np.isfinite(w).all() for w in model.get_weights())


def test_one_row_of_whole_numbers_is_learnt_from(warm_without_onednn):
    code = (
        f"import runpy; here = runpy.run_path({__file__!r})\n"
        "for name in here['MAKERS']:\n"
        "    print(name, here['learn_from_one_row'](name), flush=True)"
    )
    done = subprocess.run(
        [warm_without_onednn, "-c", code],
        env={**os.environ, "TF_ENABLE_ONEDNN_OPTS": "0"},
        capture_output=True,
        text=True,
    )
    told = [line for line in done.stdout.splitlines() if line[-4:] == "True"]
    assert [line.split()[0] for line in told] == list(MAKERS), done.stderr


@pytest.mark.parametrize("name", MAKERS)
def test_bad_targets_are_one_line(name):
    model, x, y = made(name)
    if y is None:
        refused("`y`", model.fit, x, np.ones(len(x)), verbose=0)
        return
    for bad in (y[:-1], np.full(y.shape, np.nan), np.full(y.shape, "a")):
        refused("`y`", model.fit, x, bad, verbose=0)


def test_the_walk_finds_every_family():
    families = {name.partition(".")[0] for name in MAKERS}
    assert families >= {
        "autoencoder", "base", "cnn", "conv_lstm", "dbn", "gan", "rbm",
        "recurrent",
    }  # fmt: skip
    assert len(MAKERS) > 30
