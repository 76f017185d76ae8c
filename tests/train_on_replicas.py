"""Train each family of some modules on so many logical CPUs: a process of
tests/test_replicas.py, which says how families are found.

    python train_on_replicas.py '[["medkeras.models.conv_lstm"], 2, "out.npz"]'
"""

import ast
import contextlib
import doctest
import functools
import importlib
import inspect
import json
import sys

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.util import _pywrap_util_port

from medkeras.models.base import Model
from medkeras.training.strategy import strategy

ROWS, BATCH = 11, 4


def main(families, devices, out):
    """Results under "module:name:part", and how many replicas there were."""
    use_logical_cpus(devices)
    np.savez(out, **results_of(families))


def use_logical_cpus(devices):
    """So many; before anything touches TensorFlow's devices."""
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(
        cpu, [tf.config.LogicalDeviceConfiguration()] * devices
    )


def results_of(families, wanted=None):
    """Train them on the devices that there are, or those names of them."""
    results = {
        "replicas": strategy().num_replicas_in_sync,
        "strategy": type(strategy()).__name__,
        "onednn": _pywrap_util_port.IsMklEnabled(),
    }
    for family in families:
        module = importlib.import_module(family)
        for name, value in vars(module).items():
            if not is_candidate(name, value, family):
                continue
            if wanted is not None and name not in wanted:
                continue
            print(f"{family}.{name}", file=sys.stderr, flush=True)
            keras.utils.set_random_seed(0)
            with strategy().scope():
                model = built_as_in_the_example(name, value)
                if not isinstance(model, keras.Model) or has_parts(model):
                    continue
                compile_model(model)
            for part, numbers in train(model).items():
                results[f"{family}:{name}:{part}"] = numbers
    return results


def is_candidate(name, value, family):
    if name.startswith("_") or getattr(value, "__module__", "") != family:
        return False
    is_model = inspect.isclass(value) and issubclass(value, keras.Model)
    return inspect.isfunction(value) or is_model


def built_as_in_the_example(name, value):
    """Value of the example's first call of `value`, without dropout."""
    room = {}
    for example in doctest.DocTestParser().get_examples(value.__doc__ or ""):
        for node in ast.walk(ast.parse(example.source)):
            called = isinstance(node, ast.Call) and node.func
            if name in (getattr(called, "id", ""), getattr(called, "attr", "")):
                switch_off_dropout(node, value)
                call = ast.fix_missing_locations(ast.Expression(node))
                return eval(compile(call, name, "eval"), room)
        with contextlib.redirect_stdout(None):
            mode = "single" if example.want else "exec"
            exec(compile(example.source, name, mode), room)
    return None


def switch_off_dropout(call, value):
    for place, parameter in enumerate(inspect.signature(value).parameters):
        if "dropout" not in parameter:
            continue
        off = ast.Constant(0.0)
        if place < len(call.args):
            call.args[place] = off
        else:
            others = [k for k in call.keywords if k.arg != parameter]
            call.keywords = [*others, ast.keyword(parameter, off)]


def compile_model(model):
    """A loss and a metric that fit the last activation.

    A model with a training rule of its own has its own loss. A metric by its
    name would be made in the first step, which is then traced a second time.
    """
    own_rule = has_own_rule(model)
    kinds = {
        "sigmoid": ("binary_crossentropy", keras.metrics.BinaryAccuracy),
        "softmax": (
            "sparse_categorical_crossentropy",
            keras.metrics.SparseCategoricalAccuracy,
        ),
    }
    loss, metric = kinds.get(
        end_of(model), ("mse", keras.metrics.MeanAbsoluteError)
    )
    model.compile(
        keras.optimizers.SGD(0.01),
        None if own_rule else loss,
        metrics=None if own_rule else [metric()],
        jit_compile=False,
    )


def has_parts(model):
    """Whether it reads several inputs: such rows have tests of their own."""
    return len(getattr(model, "inputs", None) or [None]) > 1


def has_own_rule(model):
    """Whether the class itself says how it steps or what it makes small."""
    kind = type(model)
    plain = kind.compute_loss in (keras.Model.compute_loss, Model.compute_loss)
    return kind.train_step is not keras.Model.train_step or not plain


def end_of(model):
    # A model may hold its weights itself, without layers.
    last = getattr((model.layers or [None])[-1], "activation", None)
    return getattr(last, "__name__", "none")


def train(model):
    """Weights after an epoch, what it reported, and what `evaluate` did."""
    x, y = data(model)
    seen = model.fit(uneven(x, y), shuffle=False, verbose=0).history
    judged = {}
    kind = type(model)
    if kind.train_step is keras.Model.train_step or (
        kind.test_step is not keras.Model.test_step
    ):
        few = x[:9], None if y is None else y[:9]  # the last batch: one row
        judged = model.evaluate(
            *few, batch_size=BATCH, return_dict=True, verbose=0
        )
    weights = [np.ravel(weight) for weight in model.get_weights()]
    parts = {"weights": np.concatenate(weights)}
    for kind, logs in (("fit", seen), ("evaluate", judged)):
        values = [np.ravel(logs[key])[0] for key in sorted(logs)]
        parts[kind] = np.array(values)
    return parts


def uneven(x, y):
    """An epoch of batches that two replicas share in every way there is.

    Equally; 2 and 1 rows, the last batch of 11; 3 and 2 rows, as
    `training.batches` joins the last of 9; and 1 and none.
    """
    parts = [tf.constant(part) for part in (x, y) if part is not None]
    bounds = [(0, 4), (4, 8), (8, 11), (4, 9), (0, 4), (8, 9)]

    def rows(start, end):
        taken = tuple(part[start:end] for part in parts)
        return taken if y is not None else taken[0]

    # Without a function, which each of the three iterators of a `fit` and of
    # an `evaluate` would make ready for each device.
    batches = [tf.data.Dataset.from_tensors(rows(*each)) for each in bounds]
    return functools.reduce(tf.data.Dataset.concatenate, batches)


def data(model):
    draw, rows = np.random.default_rng(0), ROWS
    _, *shape = model.input_shape
    shape = [5 if length is None else length for length in shape]
    x = draw.normal(size=(rows, *shape)).astype("float32")
    if hasattr(model, "num_tags"):  # words to tags, none of them padding
        tags = draw.integers(0, model.num_tags, x.shape)
        return draw.integers(1, 5, x.shape).astype("float32"), tags
    if has_own_rule(model):
        # Probabilities and intensities lie between 0 and 1.
        classes = getattr(model, "num_classes", None)
        y = None if classes is None else draw.integers(0, classes, rows)
        return draw.uniform(size=x.shape).astype("float32"), y
    _, *answer = model.compute_output_shape(x.shape)
    if end_of(model) == "softmax":
        return x, draw.integers(0, answer[-1], (rows, *answer[:-1]))
    y = draw.normal(size=(rows, *answer)).astype("float32")
    return x, (y > 0).astype("float32") if end_of(model) == "sigmoid" else y


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
