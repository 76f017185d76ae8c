"""Attenuation: a slope shrinks by the reliability."""

import numpy as np
import pytest

from medkeras.data.measurement_error import (
    measure,
    reliability,
    reliability_of_repeats,
)
from medkeras.utils.errors import UsageError

DRAW = np.random.default_rng(0)
TRUE = 40 + 12 * DRAW.normal(size=200_000)
ANSWER = 3 * TRUE + DRAW.normal(size=200_000)


@pytest.mark.parametrize("wanted", [0.4, 0.7, 1.0])
def test_the_slope_shrinks_by_the_reliability(wanted):
    slope = np.polyfit(measure(TRUE, wanted, seed=1), ANSWER, 1)[0]
    assert slope / 3 == pytest.approx(wanted, rel=0.02)


def test_errors_in_the_answer_do_not_flatten():
    slope = np.polyfit(TRUE, measure(ANSWER, 0.5, seed=1), 1)[0]
    assert slope == pytest.approx(3, rel=0.02)


def test_two_measurements_tell_the_reliability_and_mend_the_slope():
    first, second = (measure(TRUE, 0.6, seed=s) for s in (1, 2))
    found = reliability_of_repeats(first, second)
    assert found == pytest.approx(0.6, rel=0.02)
    assert np.polyfit(first, ANSWER, 1)[0] / found == pytest.approx(3, rel=0.02)


def test_the_definition():
    assert reliability(9.0, 3.0) == 0.75
    assert reliability(1.0, 0.0) == 1.0


def test_wrong_requests_are_named():
    with pytest.raises(UsageError, match="variances"):
        reliability(0.0, 0.0)
    with pytest.raises(UsageError, match="`wanted`"):
        measure(TRUE, 0.0, seed=0)
    with pytest.raises(UsageError, match="three patients"):
        reliability_of_repeats([1, 2], [1, 2])
