"""Every public function of training, found by itself, against strange input."""

import importlib.util
from pathlib import Path

import keras
import numpy as np
import pytest

import medkeras.training
from medkeras.training.network_classifier import NetworkClassifier

spec = importlib.util.spec_from_file_location(
    "any_input", Path(__file__).parents[1] / "any_input.py"
)
any_input = importlib.util.module_from_spec(spec)
spec.loader.exec_module(any_input)

# Called by the others only, with values that these have checked.
MACHINERY = {
    "binary_crossover",
    "compiled_twin",
    "factor_range",
    "num_rows",
    "real_inputs",
    "restart",
    "three_others",
    "variables_of",
}
# They change what they are given, a generator or a network, so that no second
# call answers as the first: `test_turned_views.py`, `test_transfer.py`,
# `test_best_epoch.py`, `test_forecasting.py`, `test_multi_worker.py`,
# `test_pair_grid.py`, `test_reinvent.py`.
CHANGES = {
    "evaluate",
    "fit",
    "fit_best_epoch",
    "fit_forecaster",
    "fit_on_views",
    "fit_pair_grid",
    "freeze_statistics",
    "reinvent",
    "turned_views",
}
# What it foretells is any number, not 0 or 1: its own tests refuse the rest.
REGRESSIONS = {"cross_validate_regression", "first_chosen"}
# Handed on untouched: batches may hold gaps, and text; files have names.
PASSES_ON = {"batches": ["x"], "by_file": ["paths"]}
# What takes data by a method, and is called below; the rest holds results.
CLASSES = {"NetworkClassifier"}
HOLDERS = {
    "Compiled", "CrossValidatedRegression", "CrossValidation", "Reinvented",
    "Search", "SearchResult", "Shares", "Taxonomy", "TrainingClasses",
}  # fmt: skip
# Their settings and their data are refused in tests of their own.
ELSEWHERE = {
    "AdaptiveGain", "Checkpoints", "ComBat", "ForecastResiduals", "FusedAdam",
    "LayerwiseAdam", "NameTagger",
    "RobustDBNClassifier",
    "StabilitySelection", "TransferClassifier", "VolumeSegmenter",
}  # fmt: skip

FOUND = list(any_input.public(medkeras.training))
FUNCTIONS = [
    pytest.param(value, module, id=name)
    for name, value, module in FOUND
    if not isinstance(value, type)
    and name not in MACHINERY | CHANGES | REGRESSIONS
]


def test_every_function_and_class_is_found():
    names = {name for name, *_ in FOUND}
    assert names >= MACHINERY | {"cross_validate", "adam", "particle_swarm"}
    classes = {name for name, value, _ in FOUND if isinstance(value, type)}
    assert classes == CLASSES | HOLDERS | ELSEWHERE


@pytest.mark.parametrize("function, module", FUNCTIONS)
def test_any_input_is_answered_rightly_or_in_one_line(function, module):
    given = any_input.example_call(function, module)
    if function.__name__ == "cross_predict":
        given["build"] = lambda: tiny((3, 1))  # trained 57 times
    case = any_input.Case(function, given, PASSES_ON.get(function.__name__, ()))
    problems = list(case.problems())
    assert not problems, "\n".join(problems)


def tiny(shape):
    inputs = keras.Input(shape)
    flat = keras.layers.Flatten()(inputs)
    return keras.Model(inputs, keras.layers.Dense(1, "sigmoid")(flat))


def fit_predict(X, y, epochs=1, batch_size=8, learning_rate=0.01, seed=0):
    """A network on a table.

    Args:
        X: (patients, features).
        y: (patients,), 0 or 1.

    Returns:
        Probabilities.
    """
    network = NetworkClassifier(
        tiny,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        seed=seed,
    )
    return network.fit(X, y).predict_proba(X)


def test_a_network_answers_rightly_or_in_one_line():
    X = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
    case = any_input.Case(fit_predict, {"X": X, "y": np.arange(12) % 2})
    problems = list(case.problems())
    assert not problems, "\n".join(problems)
