"""Each mechanism leaves the traces it is defined by."""

import numpy as np
import pytest

from medkeras.data import load
from medkeras.data.missingness import missing_mask
from medkeras.utils.errors import UsageError

RNG = np.random.default_rng(0)
OBSERVED = RNG.normal(size=20_000)
VALUES = 0.6 * OBSERVED + 0.8 * RNG.normal(size=20_000)


@pytest.mark.parametrize("mechanism", ["MCAR", "MAR", "MNAR"])
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_share_is_the_one_asked_for(mechanism, share):
    hidden = missing_mask(VALUES, OBSERVED, share, mechanism, seed=1)
    assert hidden.mean() == pytest.approx(share, abs=0.015)


def test_only_mcar_leaves_the_mean_alone():
    kept = {
        name: VALUES[~missing_mask(VALUES, OBSERVED, 0.4, name, seed=2)].mean()
        for name in ("MCAR", "MAR", "MNAR")
    }
    assert kept["MCAR"] == pytest.approx(VALUES.mean(), abs=0.02)
    assert kept["MNAR"] < kept["MAR"] < kept["MCAR"] - 0.15


def test_regression_on_what_is_seen_mends_mar_but_not_mnar():
    gaps = {}
    for name in ("MAR", "MNAR"):
        hidden = missing_mask(VALUES, OBSERVED, 0.4, name, seed=3)
        slope, intercept = np.polyfit(OBSERVED[~hidden], VALUES[~hidden], 1)
        filled = np.where(hidden, slope * OBSERVED + intercept, VALUES)
        gaps[name] = abs(filled.mean() - VALUES.mean())
    assert gaps["MAR"] < 0.02 < 0.1 < gaps["MNAR"]


def test_wrong_requests_are_named():
    with pytest.raises(UsageError, match="'NMAR'"):
        missing_mask(VALUES, OBSERVED, 0.4, "NMAR", seed=0)
    with pytest.raises(UsageError, match="one length"):
        missing_mask(VALUES, OBSERVED[:-1], 0.4, "MAR", seed=0)
    with pytest.raises(UsageError, match="share"):
        missing_mask(VALUES, OBSERVED, 1.0, "MAR", seed=0)


@pytest.mark.parametrize("mechanism", ["MCAR", "MAR", "MNAR"])
def test_values_missing_before_stay_missing_and_change_nothing(mechanism):
    values = VALUES.copy()
    values[::7] = np.nan
    before = np.isnan(values)
    hidden = missing_mask(values, OBSERVED, 0.3, mechanism, seed=5)
    assert hidden[before].all()
    assert hidden[~before].mean() == pytest.approx(0.3, abs=0.015)
    kept = values[~hidden].mean()
    all_there = missing_mask(VALUES, OBSERVED, 0.3, mechanism, seed=5)
    assert kept == pytest.approx(VALUES[~all_there].mean(), abs=0.03)


def test_the_body_mass_index_of_the_book_as_it_is_loaded():
    women = load("pima_diabetes", "sample", quiet=True).frame()
    bmi, age = women["bmi"], women["age"]
    hidden = missing_mask(bmi, age, 0.3, "MNAR", seed=0)
    gap = np.nanmean(bmi[hidden]) - np.nanmean(bmi[~hidden])
    assert gap > 6  # kg/m2


def test_gaps_in_what_decides_are_refused():
    observed = OBSERVED.copy()
    observed[3] = np.nan
    with pytest.raises(UsageError, match=r"MAR depends on it\. .* 1 NaN"):
        missing_mask(VALUES, observed, 0.3, "MAR", seed=0)
    hidden = missing_mask(VALUES, observed, 0.3, "MNAR", seed=0)
    complete = missing_mask(VALUES, OBSERVED, 0.3, "MNAR", seed=0)
    np.testing.assert_array_equal(hidden, complete)


@pytest.mark.parametrize("wrong", [np.inf, -np.inf, "high"])
def test_what_is_no_measurement_is_refused(wrong):
    with pytest.raises(UsageError, match="`values` must"):
        missing_mask([1.0, wrong, 3.0], [1, 2, 3], 0.3, "MNAR", seed=0)
    with pytest.raises(UsageError, match="at least one measured"):
        missing_mask([np.nan], [1], 0.3, "MCAR", seed=0)


def test_very_large_values_still_decide():
    hidden = missing_mask(1e300 * VALUES, OBSERVED, 0.3, "MNAR", seed=0)
    np.testing.assert_array_equal(
        hidden, missing_mask(VALUES, OBSERVED, 0.3, "MNAR", seed=0)
    )
