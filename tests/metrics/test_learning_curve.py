"""A power law that was drawn is found again."""

import numpy as np
import pytest

from medkeras.metrics.learning_curve import PowerLaw, fit_power_law
from medkeras.utils.errors import UsageError

SIZES = np.array([30, 60, 120, 240, 480])


@pytest.mark.parametrize("law", [(0.2, 1.5, 0.7), (0.0, 3.0, 1.0)])
def test_the_law_is_recovered(law):
    law = PowerLaw(*law)
    found = fit_power_law(SIZES, law(SIZES))
    np.testing.assert_allclose(found, law, rtol=0.01, atol=1e-3)


def test_it_extrapolates_from_noisy_points():
    law = PowerLaw(0.15, 1.0, 0.6)
    noise = np.random.default_rng(0).normal(0, 0.002, size=5)
    found = fit_power_law(SIZES, law(SIZES) + noise)
    assert found(960) == pytest.approx(law(960), abs=0.01)


def test_a_flat_curve_has_its_floor_at_the_level():
    found = fit_power_law(SIZES, np.full(5, 0.3))
    assert found(10_000) == pytest.approx(0.3, abs=1e-3)


def test_too_few_sizes_are_refused():
    with pytest.raises(UsageError, match="four positive sizes"):
        fit_power_law([10, 20, 40], [0.3, 0.2, 0.1])
    with pytest.raises(UsageError, match="one length"):
        fit_power_law(SIZES, [0.3, 0.2])


def test_accuracies_given_for_errors_are_refused():
    with pytest.raises(UsageError, match="1 - accuracy"):
        fit_power_law(SIZES, [0.6, 0.68, 0.75, 0.79, 0.82])


@pytest.mark.parametrize(
    "sizes, errors",
    [
        (SIZES, [0.3, np.nan, 0.2, 0.2, 0.1]),
        ([30, 60, np.nan, 240, 480], [0.3, 0.2, 0.2, 0.2, 0.1]),
        (SIZES, [0.3, 0.2, 0.1, 0.0, -0.1]),
        (SIZES, ["0.3"] * 5),
        ([], []),
    ],
)
def test_nan_and_negative_errors_are_refused_in_one_line(sizes, errors):
    with pytest.raises(UsageError, match="Received") as said:
        fit_power_law(sizes, errors)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("size", [0, -5, np.nan])
def test_no_size_has_no_error(size):
    with pytest.raises(UsageError, match="`sizes` must be positive"):
        PowerLaw(0.1, 1.0, 0.5)(size)
