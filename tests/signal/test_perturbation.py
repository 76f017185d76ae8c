"""Jitter and shimmer are what their definitions say."""

import numpy as np
import pytest

from medkeras.signal.perturbation import jitter, shimmer
from medkeras.utils.errors import UsageError

PERIODS = np.array([8.0, 8.4, 7.9, 8.1, 8.6, 8.0, 8.2]) / 1000


def test_jitter_is_what_its_definitions_say():
    """Loops over the sums of Praat's manual."""
    found, count, mean = jitter(PERIODS), len(PERIODS), PERIODS.mean()
    local = [abs(PERIODS[i] - PERIODS[i - 1]) for i in range(1, count)]
    rap = [
        abs(PERIODS[i] - PERIODS[i - 1 : i + 2].mean())
        for i in range(1, count - 1)
    ]
    ppq5 = [
        abs(PERIODS[i] - PERIODS[i - 2 : i + 3].mean())
        for i in range(2, count - 2)
    ]
    ddp = np.abs(np.diff(np.diff(PERIODS))).mean()
    np.testing.assert_allclose(
        found,
        [
            np.mean(local) / mean, np.mean(local), np.mean(rap) / mean,
            np.mean(ppq5) / mean, ddp / mean,
        ],
        rtol=1e-12,
    )  # fmt: skip


def test_shimmer_is_what_its_definitions_say():
    sizes = PERIODS * 100
    found, same = shimmer(sizes), jitter(sizes)
    assert found.local == pytest.approx(same.local)
    assert found.apq3 == pytest.approx(same.rap)
    assert found.apq5 == pytest.approx(same.ppq5)
    assert found.dda == pytest.approx(same.ddp)
    ratios = sizes[1:] / sizes[:-1]
    decibels = np.mean([abs(20 * np.log10(each)) for each in ratios])
    assert found.db == pytest.approx(decibels)


def test_shares_have_no_unit():
    first, tenfold = jitter(PERIODS), jitter(10 * PERIODS)
    assert tenfold.local == pytest.approx(first.local)
    assert tenfold.absolute == pytest.approx(10 * first.absolute)
    assert shimmer(PERIODS) == pytest.approx(shimmer(1000 * PERIODS))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (PERIODS[:5], "6 or more"),
        (np.append(PERIODS, 0), "all above 0"),
        (np.append(PERIODS, np.nan), "finite"),
        (PERIODS[None], "shape"),
        ("vowel", "real numbers"),
    ],
)
def test_periods_that_cannot_be_compared_are_refused(values, message):
    for measure in (jitter, shimmer):
        with pytest.raises(UsageError, match=message):
            measure(values)
