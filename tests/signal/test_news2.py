"""NEWS2 at every boundary of its table."""

import numpy as np
import pytest

from medkeras.signal.news2 import news2
from medkeras.utils.errors import UsageError

CALM = {
    "respiratory_rate": 16, "saturation": 97, "systolic_pressure": 125,
    "pulse": 70, "temperature": 37.0,
}  # fmt: skip
# Each row of the table: first value, last value, points.
ROWS = {
    "respiratory_rate": [
        (0, 8, 3), (9, 11, 1), (12, 20, 0), (21, 24, 2), (25, 90, 3),
    ],
    "saturation": [(50, 91, 3), (92, 93, 2), (94, 95, 1), (96, 100, 0)],
    "systolic_pressure": [
        (40, 90, 3), (91, 100, 2), (101, 110, 1), (111, 219, 0), (220, 300, 3),
    ],
    "pulse": [
        (20, 40, 3), (41, 50, 1), (51, 90, 0), (91, 110, 1), (111, 130, 2),
        (131, 250, 3),
    ],
    "temperature": [
        (30.0, 35.0, 3), (35.1, 36.0, 1), (36.1, 38.0, 0), (38.1, 39.0, 1),
        (39.1, 43.0, 2),
    ],
}  # fmt: skip
EDGES = [
    (name, value, points)
    for name, rows in ROWS.items()
    for first, last, points in rows
    for value in (first, last)
]


@pytest.mark.parametrize(("name", "value", "points"), EDGES)
def test_every_boundary(name, value, points):
    found = news2(**CALM | {name: value})
    assert found.parts[name] == points
    assert found.total == points


@pytest.mark.parametrize(
    ("saturation", "oxygen", "points"),
    [
        (83, 0, 3), (84, 0, 2), (85, 0, 2), (86, 0, 1), (87, 0, 1), (88, 0, 0),
        (92, 0, 0), (93, 0, 0), (100, 0, 0), (83, 1, 3), (84, 1, 2), (87, 1, 1),
        (88, 1, 0), (92, 1, 0), (93, 1, 1), (94, 1, 1), (95, 1, 2), (96, 1, 2),
        (97, 1, 3), (100, 1, 3),
    ],
)  # fmt: skip
def test_every_boundary_of_scale_2(saturation, oxygen, points):
    given = CALM | {"saturation": saturation, "supplemental_oxygen": oxygen}
    assert news2(**given, scale=2).parts["saturation"] == points
    assert news2(**given, scale=2).total == points + 2 * oxygen


def test_oxygen_and_consciousness():
    assert news2(**CALM, supplemental_oxygen=True).total == 2
    assert news2(**CALM, alert=False).total == 3


def test_values_between_rows_are_rounded_and_halves_go_up():
    rates = [8.4, 8.5, 20.49, 20.5]
    found = news2(**CALM | {"respiratory_rate": rates}).total
    assert found.tolist() == [3, 1, 0, 2]
    found = news2(**CALM | {"temperature": [36.04, 36.05, 38.04, 38.05]}).total
    assert found.tolist() == [1, 0, 0, 1]


def test_what_is_missing_leaves_the_total_unknown():
    found = news2(**CALM | {"pulse": [70, np.nan]})
    assert np.isnan(found.total).tolist() == [False, True]
    assert found.parts["respiratory_rate"].tolist() == [0, 0]
    assert found.response.tolist() == ["low", ""]


def test_responses():
    worst = {"respiratory_rate": 25, "saturation": 91}
    assert news2(**CALM | {"pulse": 131}).response == "one part"
    assert news2(**CALM | {"pulse": 95}).response == "low"
    assert news2(**CALM | {"pulse": 131, "saturation": 93}).response == "medium"
    assert news2(**CALM | worst, supplemental_oxygen=True).response == "high"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"temperature": 98.6}, "`temperature` must be from 20 to 46"),
        ({"saturation": 101}, "`saturation` must be from 0 to 100"),
        ({"pulse": "fast"}, "`pulse` must be real numbers"),
        ({"pulse": [1, 2], "saturation": [1, 2, 3]}, "one shape"),
        ({"scale": 3}, "`scale` must be 1 or 2"),
    ],
)
def test_what_no_patient_has_is_refused(change, message):
    with pytest.raises(UsageError, match=message):
        news2(**CALM | change)
