"""Cumulative sums: streams, gaps, and the run length of Siegmund."""

import numpy as np
import pytest

from medkeras.signal.cusum import Cusum, run_length, threshold_for
from medkeras.utils.errors import UsageError


def test_a_stream_in_parts_equals_the_whole():
    values = np.random.default_rng(0).normal(0.4, 1, 500)
    whole, parts = Cusum(), Cusum()
    expected = whole.update(values)
    found = [parts.update(part) for part in np.split(values, [1, 2, 77])]
    np.testing.assert_array_equal(np.concatenate(found), expected)
    assert parts.alarms == whole.alarms and len(whole.alarms) > 3


def test_the_sum_by_hand():
    watch = Cusum(allowance=1, threshold=3, reset=False)
    assert watch.update([0, 3, 0, 4, np.nan, 0]).tolist() == [0, 2, 1, 4, 4, 3]
    assert watch.alarms == [3, 4]
    again = Cusum(allowance=1, threshold=3)
    assert again.update([0, 3, 0, 4, 2]).tolist() == [0, 2, 1, 4, 1]


@pytest.mark.parametrize(
    ("threshold", "shift"), [(3, 0.0), (4, 0.0), (4, 1.0), (5, 0.5)]
)
def test_run_lengths_are_within_a_tenth_of_siegmunds(threshold, shift):
    rng = np.random.default_rng(1)
    sums, ended = np.zeros(4000), np.zeros(4000)
    for time in range(1, 8000):
        going = ended == 0
        if not going.any():
            break
        values = rng.normal(shift, 1, going.sum())
        sums[going] = np.maximum(0, sums[going] + values - 0.5)
        ended[going & (sums > threshold)] = time
    assert (ended > 0).all()
    assert ended.mean() == pytest.approx(
        run_length(threshold, 0.5, shift), rel=0.1
    )


def test_the_threshold_is_the_run_length_turned_round():
    for run in (20, 370, 10000):
        assert run_length(threshold_for(run)) == pytest.approx(run)


def test_no_drift_is_the_limit():
    near = run_length(5, 0.5, 0.5 + 1e-4)
    assert run_length(5, 0.5, 0.5) == pytest.approx(near, rel=1e-2)


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="allowance"):
        Cusum(allowance=-1)
    with pytest.raises(UsageError, match="threshold"):
        Cusum(threshold=0)
    with pytest.raises(UsageError, match="`run` must be above"):
        threshold_for(1)
    with pytest.raises(UsageError, match="values"):
        Cusum().update([[1.0]])
    with pytest.raises(UsageError, match="finite"):
        Cusum().update([1.0, np.inf])
