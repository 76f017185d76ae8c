"""Networks built anew, and graphs that are compiled once for equal ones.

A new fold needs a new network, but compiling its graph takes longer than
training it on a small table. Two networks whose settings are the same to the
last one can use the same graph; whoever holds code of its own (a function, a
Lambda, a class that is neither Keras' nor the book's) is compiled anew, since
settings do not show what such code does. So is a layer that has adapted to
data or remembers its last batch: settings do not show that either.
"""

import json
from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from medkeras.models.base import InputValidationMixin, Model
from medkeras.models.worker_fit import spans_workers
from medkeras.training.strategy import strategy
from medkeras.utils.errors import UsageError

OURS = ("keras", "medkeras")
MOST = 16  # graphs that are kept
# Where a configuration speaks of layers by their names.
NAMING = ("name", "keras_history", "input_layers", "output_layers")
_compiled: dict = {}


class Compiled(NamedTuple):
    """A network that can be trained, and its optimizer before a step."""

    model: keras.Model
    start: list[np.ndarray]


def compiled_twin(
    build: Callable,
    learning_rate: float,
    many_steps: bool,
    loss: str = "binary_crossentropy",
    eagerly: bool = False,
) -> Compiled:
    """A compiled network with the weights, just drawn, that `build` gives."""
    with strategy().scope():
        model = _for_workers(build())
        _check_new(model)
    many_steps = many_steps and strategy().num_replicas_in_sync == 1
    settings = _settings(model)
    how = (learning_rate, many_steps, loss, eagerly)
    if settings is None:
        return _compile(model, *how)
    key = settings, how, strategy()
    if key not in _compiled:
        if len(_compiled) >= MOST:
            _compiled.clear()
        _compiled[key] = _compile(model, *how)
    twin = _compiled[key]
    twin.model.set_weights(model.get_weights())
    return twin


def restart(compiled: Compiled, seed: int) -> None:
    """Optimizer and dropout as they are before the first step."""
    variables = compiled.model.optimizer.variables
    for variable, start in zip(variables, compiled.start, strict=True):
        variable.assign(start)
    for number, layer in enumerate(compiled.model._flatten_layers()):
        for value in vars(layer).values():
            if isinstance(value, keras.random.SeedGenerator):
                value.state.assign([seed, number])


def _compile(model, learning_rate, many_steps, loss, eagerly):
    with strategy().scope():
        model.compile(
            keras.optimizers.Adam(learning_rate),
            loss=loss,
            jit_compile=False,
            run_eagerly=eagerly,
            steps_per_execution=16 if many_steps else 1,
        )
        model.optimizer.build(model.trainable_variables)
    start = [variable.numpy() for variable in model.optimizer.variables]
    return Compiled(model, start)


def _for_workers(model):
    """The book's model of the same layers where Keras' own would not train."""
    if isinstance(model, InputValidationMixin) or not spans_workers(model):
        return model
    if isinstance(model, keras.Sequential):
        return Model(model.inputs[0], model.outputs[0])
    return Model(model.input, model.output)


def _check_new(model):
    """Refuse weights that an earlier fit has trained."""
    if any(hasattr(v, "_in_a_fit") for v in model.trainable_variables):
        raise UsageError(
            "`build` must return a new network at each call, or one fold "
            "trains on from another. Received: weights of an earlier one"
        )
    for variable in model.trainable_variables:
        variable._in_a_fit = True


def _settings(model):
    """All settings of a network as text, without its names; None if unsafe."""
    layers = [model, *model._flatten_layers(include_self=False)]
    if not all(_is_ours(layer) and _is_settled(layer) for layer in layers):
        return None
    try:
        config = json.loads(model.to_json())
    except (TypeError, ValueError, NotImplementedError):
        return None
    modules, names = set(), {}
    _collect(config, modules, names)
    if not all(_starts_ours(module) for module in modules):
        return None
    return json.dumps(_renamed(config, names), sort_keys=True)


def _is_ours(layer):
    return _starts_ours(type(layer).__module__) and not isinstance(
        layer, keras.layers.Lambda
    )


def _is_settled(layer):
    """Whether settings and weights are all there is to it."""
    return not (hasattr(layer, "adapt") or getattr(layer, "stateful", False))


def _starts_ours(module):
    return module.split(".")[0] in OURS


def _collect(config, modules, names):
    """Modules that are named in a configuration, and names that count up."""
    if isinstance(config, dict):
        for key, value in config.items():
            if key == "module" and value is not None:
                modules.add(value)
            elif key == "name" and isinstance(value, str):
                names.setdefault(value, f"name {len(names)}")
            _collect(value, modules, names)
    elif isinstance(config, list):
        for value in config:
            _collect(value, modules, names)


def _renamed(config, names, naming=False):
    """Names of layers replaced, but no other text that reads like one.

    A layer may be called like its activation; a policy has a name, too.
    """
    if isinstance(config, dict):
        return {
            key: value
            if key == "dtype"
            else _renamed(value, names, naming or key in NAMING)
            for key, value in config.items()
        }
    if isinstance(config, list):
        return [_renamed(value, names, naming) for value in config]
    if naming and isinstance(config, str):
        return names.get(config, config)
    return config
