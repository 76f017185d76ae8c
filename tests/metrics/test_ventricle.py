"""Volumes of discs and what is pumped out."""

import numpy as np
import pytest

from medkeras.metrics.ventricle import disc_volume, ejection_fraction
from medkeras.utils.errors import UsageError


def test_discs_of_half_an_ellipsoid_are_its_volume_within_one_percent():
    radius, length, thickness = 25.0, 80.0, 8.0
    places = np.arange(thickness / 2, length, thickness)
    areas = np.pi * radius**2 * (1 - (places / length) ** 2)
    truth = 2 / 3 * np.pi * radius**2 * length / 1000
    assert disc_volume(areas, thickness) == pytest.approx(truth, rel=0.01)


def test_units_are_ml():
    assert disc_volume([100.0], 10.0) == 1.0  # 1 cm² by 1 cm


def test_the_fraction_of_a_beat():
    assert ejection_fraction(150, 60) == pytest.approx(0.6)
    assert ejection_fraction(100, 110) == pytest.approx(-0.1)
    assert ejection_fraction(100, 0) == 1.0


@pytest.mark.parametrize(
    "call, arguments, message",
    [
        (disc_volume, ([-1.0], 8), "0 or more"),
        (disc_volume, ([1.0], 0), "`thickness`"),
        (ejection_fraction, (0, 1), "`edv`"),
        (ejection_fraction, (10, -1), "`esv`"),
        (ejection_fraction, (10, np.nan), "`esv`"),
        (ejection_fraction, (10, "4"), "`esv`"),
        (ejection_fraction, (10, None), "`esv`"),
    ],
)
def test_bad_input_is_one_clear_line(call, arguments, message):
    with pytest.raises(UsageError, match=message):
        call(*arguments)
