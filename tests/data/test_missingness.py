"""Each mechanism leaves the traces it is defined by."""

import numpy as np
import pytest

from medkeras.data.missingness import missing_mask
from medkeras.utils.errors import UsageError

DRAW = np.random.default_rng(0)
SEEN = DRAW.normal(size=20_000)
VALUES = 0.6 * SEEN + 0.8 * DRAW.normal(size=20_000)


@pytest.mark.parametrize("mechanism", ["MCAR", "MAR", "MNAR"])
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_share_is_the_one_asked_for(mechanism, share):
    hidden = missing_mask(VALUES, SEEN, share, mechanism, seed=1)
    assert hidden.mean() == pytest.approx(share, abs=0.015)


def test_only_mcar_leaves_the_mean_alone():
    kept = {
        name: VALUES[~missing_mask(VALUES, SEEN, 0.4, name, seed=2)].mean()
        for name in ("MCAR", "MAR", "MNAR")
    }
    assert kept["MCAR"] == pytest.approx(VALUES.mean(), abs=0.02)
    assert kept["MNAR"] < kept["MAR"] < kept["MCAR"] - 0.15


def test_regression_on_what_is_seen_mends_mar_but_not_mnar():
    gaps = {}
    for name in ("MAR", "MNAR"):
        hidden = missing_mask(VALUES, SEEN, 0.4, name, seed=3)
        slope, intercept = np.polyfit(SEEN[~hidden], VALUES[~hidden], 1)
        filled = np.where(hidden, slope * SEEN + intercept, VALUES)
        gaps[name] = abs(filled.mean() - VALUES.mean())
    assert gaps["MAR"] < 0.02 < 0.1 < gaps["MNAR"]


def test_wrong_requests_are_named():
    with pytest.raises(UsageError, match="'NMAR'"):
        missing_mask(VALUES, SEEN, 0.4, "NMAR", seed=0)
    with pytest.raises(UsageError, match="one length"):
        missing_mask(VALUES, SEEN[:-1], 0.4, "MAR", seed=0)
    with pytest.raises(UsageError, match="share"):
        missing_mask(VALUES, SEEN, 1.0, "MAR", seed=0)
