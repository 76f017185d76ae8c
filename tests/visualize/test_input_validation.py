"""Every figure of what cannot be drawn is refused in one line."""

import numpy as np
import pandas as pd
import pytest

from medkeras import visualize
from medkeras.metrics.agreement import Agreement
from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import UsageError
from medkeras.visualize.input_validation import named, numbers, pair

NAN = float("nan")


def test_numbers_are_floats_and_strings_are_not():
    assert numbers("x", np.array([1, 2], "uint8")).dtype == float
    assert np.isnan(numbers("x", [1, NAN], missing=True)).sum() == 1
    for bad in (["a"], [NAN], [1, float("inf")], [], [None]):
        with pytest.raises(UsageError, match="`x` must be"):
            numbers("x", bad)
    for bad in ([NAN, NAN], [NAN, float("inf")]):
        with pytest.raises(UsageError, match="2 are NaN or infinite"):
            numbers("x", bad, missing=True)


def test_a_curve_has_arrays_of_one_length():
    assert len(pair("a", [1, 2], [3, NAN])) == 2
    assert len(pair("a", [1, 2], [3, 4], [2, 2], [5, 5])) == 4
    for bad in (([1, 2], [3]), ([1], [2], [3]), ([[1]], [[2]])):
        with pytest.raises(UsageError, match="'a' must be"):
            pair("a", *bad)


def test_nothing_is_refused():
    named("series", {"a": 1})
    with pytest.raises(UsageError, match="`series` must name one"):
        named("series", {})


def estimate(value):
    return {"a": Estimate(value, value, value, 9)}


def agreement(value):
    each = np.full(3, value)
    return Agreement(estimate(value)["a"], value, value, each, each)


# One value of each figure is left open.
FIGURES = {
    "agreements": lambda v: visualize.agreements({"a": agreement(v)}, "T"),
    "estimates": lambda v: visualize.estimates(estimate(v), "x", "T"),
    "films": lambda v: visualize.films({"a": np.full((2, 2, 2), v)}, "T"),
    "gradient_by_steps": lambda v: visualize.gradient_by_steps(
        {"a": {1: v}}, "T"
    ),
    "ladder": lambda v: visualize.ladder({"a": [0.5, v]}, ("c", 0.9), "T"),
    "lines": lambda v: visualize.lines({"a": ([1], [v])}, "x", "y", "T"),
    "matrix": lambda v: visualize.matrix([[v]], ["a"], ["b"], "T", "x", "y"),
    "outlines": lambda v: visualize.outlines(
        {"a": np.eye(2)}, {"a": {"b": [[v, v], [v, v]]}}, "T"
    ),
    "pictures": lambda v: visualize.pictures({"a": [[v, v]] * 2}, "T"),
    "points": lambda v: visualize.points({"a": {"b": [[v, 1]]}}, "x", "y", "T"),
    "signals": lambda v: visualize.signals(
        {"a": {"b": ([1], [v])}}, "x", "y", "T"
    ),
    "calibration_and_threshold": lambda v: visualize.calibration_and_threshold(
        np.array([0, 1] * 10), np.array([0.2, v] * 10), [0.5], "T"
    ),
    "measurements_by_outcome": lambda v: visualize.measurements_by_outcome(
        pd.DataFrame({"age": [v, v], "ill": [0, 1]}),
        "ill",
        {"age": "years"},
        ("well", "ill"),
        "T",
    ),
}


def test_every_figure_is_tried():
    drawn = set(visualize.__all__)
    others = {"PALETTE", "alt_of", "describe", "new_figure", "show"}
    # They draw a model, counts and names: refused in tests of their own.
    others |= {"architecture", "coverage", "reading_map"}
    assert set(FIGURES) == drawn - others


@pytest.mark.parametrize("name", FIGURES)
def test_a_number_is_drawn(name):
    assert "0.75" in visualize.alt_of(FIGURES[name](0.75)) or name == "films"


@pytest.mark.parametrize("value", [NAN, float("inf"), "high", None])
@pytest.mark.parametrize("name", FIGURES)
def test_what_is_no_number_is_refused_in_one_line(name, value):
    with pytest.raises(UsageError) as error:
        FIGURES[name](value)
    assert "\n" not in str(error.value)


def test_an_estimate_without_a_value_is_called_so():
    values = {**estimate(0.5), "b": Estimate(NAN, NAN, NAN, 9)}
    figure = visualize.estimates(values, "sensitivity", "Two")
    assert "b not defined" in visualize.alt_of(figure)
    written = [text.get_text() for text in figure.axes[0].texts]
    assert written == ["0.500", "not defined"]
    with pytest.raises(UsageError, match="'a' must hold its value"):
        visualize.estimates({"a": Estimate(0.5, 0.6, 0.7, 9)}, "x", "T")


def test_gaps_in_a_curve_are_passed_by():
    curve = ([1, 2, 3, NAN], [NAN, 0.5, 0.25, NAN])
    figure = visualize.lines({"a": curve}, "x", "y", "T")
    assert visualize.alt_of(figure).endswith("a from 0.5 at 2 to 0.25 at 3.")
    with pytest.raises(UsageError, match="a point with x and y"):
        visualize.lines({"a": ([1, NAN], [NAN, 2])}, "x", "y", "T")
