"""Features of a recording, and the table of many."""

import numpy as np
import pytest

from medkeras.signal.handwriting import (
    COLUMNS,
    feature_table,
    handwriting_features,
)
from medkeras.utils.errors import UsageError

TIME = np.arange(600) / 100
LIFTED = (TIME > 2) & (TIME < 3)


def recording(shrink=0.0, tremor=0.0, scale=1.0):
    y = np.exp(-shrink * TIME) * np.sin(2 * np.pi * TIME)
    x = TIME + tremor * np.sin(2 * np.pi * 5 * TIME)
    pressure = np.where(LIFTED, 0, 600 + 10 * TIME)
    columns = (scale * x, scale * y, pressure, ~LIFTED, TIME)
    return np.stack([np.asarray(each, float) for each in columns], axis=1)


def test_times_pressure_and_strokes_are_measured():
    found = handwriting_features(*recording().T)
    assert found["in_air_time"] == pytest.approx(LIFTED.sum() / 100)
    assert found["duration"] == pytest.approx(5.99)
    assert found["pressure_slope"] == pytest.approx(10)
    assert found["pressure_mean"] == pytest.approx(
        600 + 10 * TIME[~LIFTED].mean()
    )
    assert found["stroke_size_decay"] == pytest.approx(0, abs=0.08)


def test_shrinking_and_trembling_show():
    plain, small, shaky = feature_table(
        [recording(), recording(shrink=0.3), recording(tremor=0.1)]
    ).to_dict("records")
    assert small["stroke_size_decay"] < plain["stroke_size_decay"] - 0.05
    assert shaky["tremor_frequency"] == pytest.approx(5, abs=0.25)
    assert shaky["tremor_share"] > plain["tremor_share"]
    assert shaky["speed_inversions"] > 2 * plain["speed_inversions"]
    assert shaky["jerk_mean"] > 3 * plain["jerk_mean"]


def test_lengths_have_a_unit_and_rates_have_none():
    first, tenfold = feature_table(
        [recording(tremor=0.1), recording(tremor=0.1, scale=10)]
    ).to_dict("records")
    for name in ("path_length", "speed_mean", "jerk_mean", "stroke_size_mean"):
        assert tenfold[name] == pytest.approx(10 * first[name])
    for name in ("speed_inversions", "stroke_size_decay", "tremor_share"):
        assert tenfold[name] == pytest.approx(first[name])


def test_padding_is_left_out():
    one = recording()
    padded = np.full((2, 900, len(COLUMNS)), np.nan)
    padded[0, :600], padded[1, :450] = one, one[:450]
    found, alone = feature_table(padded), feature_table([one, one[:450]])
    np.testing.assert_allclose(found, alone)


def test_a_dot_has_no_tremor_and_no_decay():
    dot = recording()
    dot[:, :2] = 7.0
    found = handwriting_features(*dot.T)
    assert found["path_length"] == 0 and found["num_strokes"] == 0
    for name in ("tremor_frequency", "stroke_size_decay", "stroke_size_mean"):
        assert np.isnan(found[name])


def never_down():
    spoiled = recording()
    spoiled[:, 3] = 0
    return spoiled


@pytest.mark.parametrize(
    ("recordings", "message"),
    [
        ([], "one or more"),
        ([recording(), recording()[:, :4]], "recording 1: "),
        ([never_down()], "must touch the paper"),
        ([recording()[::-1]], "never fall"),
        ([np.full((9, 5), np.nan)], "recording 0"),
        ([recording()[:20]], "32 samples"),
    ],
)
def test_a_recording_that_cannot_be_described_is_named(recordings, message):
    with pytest.raises(UsageError, match=message) as error:
        feature_table(recordings)
    assert "\n" not in str(error.value)
