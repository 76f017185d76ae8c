"""Every metric and test, found by itself, against strange input."""

import importlib.util
from pathlib import Path

import pytest

import medkeras.metrics

spec = importlib.util.spec_from_file_location(
    "any_input", Path(__file__).parents[1] / "any_input.py"
)
any_input = importlib.util.module_from_spec(spec)
spec.loader.exec_module(any_input)

# Called by the others only, with arrays that these have checked.
MACHINERY = {
    "auroc_between",
    "auroc_of_draws",
    "bounds_of",
    "count_matrix",
    "precision_between",
    "precision_of_draws",
    "share_of",
    "takes_patients",
}
# It reads tuples of numbers and a word: `test_entities.py`.
MIXED = {"span_counts", "text_counts"}
# Handed untouched to the function that a reader gives.
PASSES_ON = {"bootstrap_632_plus": ["X"]}
# NaN says that nothing was measured.
PASSES_ON["mean_column_correlation"] = ["observed"]
# Texts, of which any may be judged: tests/metrics/test_generated_molecules.py.
PASSES_ON |= {
    "descriptor_distance": ["reference", "molecules"],
    "internal_diversity": ["molecules"],
    "judge_generated": ["generated", "training"],
}

FOUND = list(any_input.public(medkeras.metrics))
FUNCTIONS = [
    pytest.param(value, module, id=name)
    for name, value, module in FOUND
    if not isinstance(value, type) and name not in MACHINERY | MIXED
]


def test_every_metric_is_found_and_results_are_tuples():
    names = {name for name, *_ in FOUND}
    assert names >= MACHINERY | {"auroc", "confusion", "permutation_p_value"}
    assert len(FUNCTIONS) > 25
    for name, value, _ in FOUND:
        assert not isinstance(value, type) or issubclass(value, tuple), name


@pytest.mark.parametrize("function, module", FUNCTIONS)
def test_any_input_is_answered_rightly_or_in_one_line(function, module):
    given = any_input.example_call(function, module)
    case = any_input.Case(function, given, PASSES_ON.get(function.__name__, ()))
    problems = list(case.problems())
    assert not problems, "\n".join(problems)
