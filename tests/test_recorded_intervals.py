"""Every recorded interval lies within what its metric can be."""

import json
from pathlib import Path

import pytest

RESULTS = Path(__file__).parents[1] / "chapters" / "results"
SHARES = (
    "auroc", "accuracy", "sensitivity", "specificity", "predictivity", "brier",
)  # fmt: skip
DIFFERENCES = ("gain", "difference", "minus")


def bounds_of(name):
    """Smallest and largest possible value of a metric, by its name."""
    name = name.lower()
    if any(word in name for word in DIFFERENCES):
        most = 100.0 if "points" in name else 1.0
        return -most, most
    if any(word in name for word in SHARES):
        return 0.0, 1.0
    return (0.0, float("inf")) if "error" in name else (None, None)


@pytest.mark.parametrize(
    "path", sorted(RESULTS.glob("*.json")), ids=lambda path: path.stem
)
def test_an_interval_ends_where_its_metric_ends(path):
    for row in json.loads(path.read_text())["metrics"]:
        low, high = bounds_of(row["name"])
        if low is not None:
            assert low <= row["ci_low"] <= row["ci_high"] <= high, row


@pytest.mark.parametrize(
    "name, bounds",
    [
        ("auroc", (0, 1)),
        ("V AUROC within a patient", (0, 1)),
        ("auroc gain of pre-training", (-1, 1)),
        ("accuracy gain (points)", (-100, 100)),
        ("error of an imputed square, grey scale", (0, float("inf"))),
        ("speed-up", (None, None)),
    ],
)
def test_bounds_follow_from_the_name(name, bounds):
    assert bounds_of(name) == bounds
