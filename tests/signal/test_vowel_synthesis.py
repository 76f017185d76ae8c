"""The made-up vowel has what was asked of it."""

import numpy as np
import pytest

from medkeras.signal.voice import jitter, shimmer
from medkeras.signal.vowel_synthesis import synthetic_vowel
from medkeras.utils.errors import UsageError


def made(seed=0, **how):
    return synthetic_vowel(np.random.default_rng(seed), rate=8000, **how)


def test_jitter_and_shimmer_are_met_on_average():
    vowel = made(seconds=8, pitch=200, jitter=0.01, shimmer=0.05)
    assert jitter(vowel.periods).local == pytest.approx(0.01, rel=0.1)
    assert shimmer(vowel.amplitudes).local == pytest.approx(0.05, rel=0.1)
    assert 1 / vowel.periods.mean() == pytest.approx(200, rel=0.01)


def test_noise_has_the_power_asked_for():
    clean, noisy = made(), made(hnr=10)
    noise = noisy.waveform - clean.waveform
    ratio = np.mean(clean.waveform**2) / np.mean(noise**2)
    assert ratio == pytest.approx(10)


def test_the_same_generator_makes_the_same_vowel():
    first, again = made(3, jitter=0.01), made(3, jitter=0.01)
    np.testing.assert_array_equal(first.waveform, again.waveform)
    assert not np.array_equal(first.periods, made(4, jitter=0.01).periods)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seconds": 0}, {"pitch": -1}, {"pitch": 3000}, {"jitter": -0.1},
        {"jitter": 0.5}, {"shimmer": "much"}, {"seconds": 0.01},
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused(wrong):
    with pytest.raises(UsageError):
        made(**wrong)
