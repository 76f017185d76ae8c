"""Fluctuation exponents and sample entropy."""

import numpy as np
import pytest

from medkeras.signal.complexity import detrended_fluctuation, sample_entropy
from medkeras.utils.errors import UsageError
from tests.signal.test_heart_rate_variability import row


def test_both_equal_neurokit():
    found = detrended_fluctuation(row(), range(4, 12), overlap=True)
    assert found == pytest.approx(0.7858015582331338, rel=1e-6)
    assert sample_entropy(row()) == pytest.approx(1.8763168572561182, rel=1e-6)


def test_exponents_of_noise_and_of_a_walk():
    noise = np.random.default_rng(0).normal(size=20000)
    windows = range(10, 200, 10)
    assert detrended_fluctuation(noise, windows) == pytest.approx(0.5, abs=0.04)
    walk = np.cumsum(noise)
    assert detrended_fluctuation(walk, windows) == pytest.approx(1.5, abs=0.06)


def test_entropy_equals_counting_all_pairs():
    values = np.random.default_rng(1).normal(size=60)
    tolerance = 0.2 * values.std(ddof=1)
    counts = []
    for length in (2, 3):
        rows = [values[k : k + length] for k in range(len(values) - 2)]
        counts.append(
            sum(
                np.abs(rows[i] - rows[j]).max() <= tolerance
                for i in range(len(rows))
                for j in range(i)
            )
        )
    expected = -np.log(counts[1] / counts[0])
    assert sample_entropy(values) == pytest.approx(expected)


def test_what_does_not_vary_has_neither():
    assert np.isnan(sample_entropy(np.ones(50)))
    assert np.isnan(detrended_fluctuation(np.ones(50)))


def test_entropy_where_nothing_is_alike():
    far = 2.0 ** np.arange(12)
    assert np.isnan(sample_entropy(far, tolerance=1e-3))
    once = [0.0, 0, 0, 5, 9, 0, 0, 30, 70]
    assert sample_entropy(once, tolerance=1e-3) > 0


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="two or more"):
        detrended_fluctuation(np.arange(30.0), [5])
    with pytest.raises(UsageError, match="from 3 to 29"):
        detrended_fluctuation(np.arange(30.0), [5, 30])
    with pytest.raises(UsageError, match="hold 4 or more"):
        sample_entropy([1.0, 2, 3])
    with pytest.raises(UsageError, match="tolerance"):
        sample_entropy(np.arange(9.0), tolerance=0)
