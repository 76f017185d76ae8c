"""Made-up vital signs: the day's wave, the person, the decline."""

import numpy as np
import pytest

from medkeras.signal.news2 import news2
from medkeras.signal.vital_signs_simulator import (
    NAMES,
    SIGNS,
    simulate_vital_signs,
)
from medkeras.utils.errors import UsageError


def people(count, **options):
    """Values of some people, (people, times, signs)."""
    rng = np.random.default_rng(0)
    drawn = [simulate_vital_signs(rng, 24, **options) for _ in range(count)]
    return np.stack([one.values for one in drawn])


def test_levels_and_spreads_are_those_of_the_table():
    means = people(200).mean(axis=1)
    for k, name in enumerate(NAMES):
        level, spread, *_ = SIGNS[name]
        assert means[:, k].mean() == pytest.approx(level, abs=0.3 * spread)
        if name != "saturation":  # which ends at 100 %
            assert means[:, k].std() == pytest.approx(spread, rel=0.25)


def test_the_day_is_highest_at_seventeen_o_clock():
    found = people(60).mean(axis=0)
    hour = (12 + np.arange(288) / 12) % 24
    for name in ("pulse", "temperature"):
        column = found[:, NAMES.index(name)]
        late = column[np.abs(hour - 17) < 1].mean()
        early = column[np.abs(hour - 5) < 1].mean()
        assert late - early == pytest.approx(2 * SIGNS[name][2], rel=0.2)


def test_a_decline_changes_what_the_table_says_and_nothing_before():
    calm, ill = people(40), people(40, onset=10.0, lasts=6.0)
    np.testing.assert_array_equal(calm[:, : 10 * 12], ill[:, : 10 * 12])
    change = (ill - calm)[:, -1].mean(axis=0)
    expected = [SIGNS[name][-1] for name in NAMES]
    np.testing.assert_allclose(change, expected, rtol=0.1)


def test_who_declines_scores_high_and_who_does_not_scores_low():
    for onset, least, most in ((None, 0, 2.5), (5.0, 7, 20)):
        last = people(40, onset=onset)[:, -1]
        total = news2(**dict(zip(NAMES, last.T, strict=True))).total
        assert least <= total.mean() <= most


def test_what_cannot_be_is_refused():
    rng = np.random.default_rng(0)
    for wrong in ({"hours": 0}, {"lasts": 0}, {"severity": -1}, {"onset": -1}):
        with pytest.raises(UsageError, match=next(iter(wrong))):
            simulate_vital_signs(rng, **{"hours": 1} | wrong)
