"""Pitch and height of the autocorrelation, on tones of known period."""

import numpy as np
import pytest

from medkeras.signal.periodicity import periodicity
from medkeras.utils.errors import UsageError


def tone(pitch, rate=8000, seconds=0.5):
    time = np.arange(int(rate * seconds)) / rate
    return np.sin(2 * np.pi * pitch * time) + 0.5 * np.sin(
        4 * np.pi * pitch * time
    )


@pytest.mark.parametrize("pitch", [80.0, 133.7, 251.3, 440.0])
def test_pitch_is_found_between_the_samples(pitch):
    found = periodicity(tone(pitch), 8000)
    np.testing.assert_allclose(found.pitch, pitch, rtol=0.01)
    assert found.voiced.all() and found.height.min() > 0.97


def test_a_pitch_out_of_the_range_is_not_reported():
    found = periodicity(tone(440.0), 8000, pitches=(150.0, 400.0))
    assert (found.pitch >= 149).all() and (found.pitch <= 401).all()


def test_silence_is_not_voiced():
    sound = np.concatenate([tone(120.0), np.zeros(4000)])
    found = periodicity(sound, 8000)
    assert found.voiced[found.times < 0.4].all()
    assert not found.voiced[found.times > 0.55].any()


@pytest.mark.parametrize("pitches", [(0, 100), (200, 100), (100,), (100, 4000)])
def test_pitches_that_do_not_rise_are_refused(pitches):
    with pytest.raises(UsageError, match="pitches"):
        periodicity(tone(120.0), 8000, pitches)
