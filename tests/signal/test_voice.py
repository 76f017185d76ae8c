"""Jitter, shimmer and noise of known vowels are recovered."""

import numpy as np
import pytest

from medkeras.signal.voice import (
    harmonics_to_noise,
    jitter,
    period_amplitudes,
    period_marks,
    shimmer,
    voice_features,
)
from medkeras.signal.vowel_synthesis import synthetic_vowel
from medkeras.utils.errors import UsageError


def vowel(seed=0, **how):
    return synthetic_vowel(np.random.default_rng(seed), rate=16000, **how)


@pytest.mark.parametrize("pitch", [105, 215])
@pytest.mark.parametrize(("length", "size"), [(0.004, 0.08), (0.010, 0.05)])
def test_known_jitter_and_shimmer_are_recovered(pitch, length, size):
    made = vowel(pitch=pitch, jitter=length, shimmer=size, hnr=35)
    found = voice_features(made.waveform, made.rate)
    true_jitter, true_shimmer = jitter(made.periods), shimmer(made.amplitudes)
    for name in ("local", "rap", "ppq5", "ddp"):
        true = getattr(true_jitter, name)
        assert found[f"jitter_{name}"] == pytest.approx(true, rel=0.15)
    for name in ("local", "db", "apq3", "apq5", "dda"):
        true = getattr(true_shimmer, name)
        assert found[f"shimmer_{name}"] == pytest.approx(
            true, rel=0.15, abs=0.15 * true + 0.005
        )
    assert found["f0_mean"] == pytest.approx(pitch, rel=0.01)
    assert found["f0_min"] < found["f0_mean"] < found["f0_max"]


def test_a_steady_voice_has_next_to_none():
    made = vowel(pitch=140)
    found = voice_features(made.waveform, made.rate)
    assert found["jitter_local"] < 0.0003 and found["shimmer_local"] < 0.003


def test_marks_are_one_a_period():
    made = vowel(pitch=120, jitter=0.01)
    marks = period_marks(made.waveform, made.rate)
    assert abs(len(marks) - len(made.periods)) <= 3
    true = np.cumsum(made.periods)
    # The same periods in the same order, wherever in them the mark is.
    lag = np.searchsorted(true, marks[0])
    periods = np.diff(marks)
    close = [
        np.abs(periods[:90] - made.periods[at : at + 90]).max()
        for at in (lag - 1, lag, lag + 1)
        if at >= 0
    ]
    assert min(close) < 0.25e-3


@pytest.mark.parametrize("hnr", [0, 5, 10, 20, 30])
@pytest.mark.parametrize("pitch", [110, 220])
def test_known_noise_is_recovered(hnr, pitch):
    made = vowel(pitch=pitch, hnr=hnr)
    found = harmonics_to_noise(made.waveform, made.rate)
    assert found == pytest.approx(hnr, abs=1.5)


def test_rough_lengths_lower_the_harmonics_to_noise_ratio():
    steady, rough = vowel(jitter=0.001), vowel(jitter=0.02)
    found = [harmonics_to_noise(v.waveform, v.rate) for v in (steady, rough)]
    assert found[0] > found[1] + 10


def test_the_size_of_a_tone_is_measured_at_the_marks():
    time = np.arange(16000) / 16000
    rising = (1 + time) * np.cos(2 * np.pi * 100 * time)
    sizes = period_amplitudes(rising, 16000, np.arange(5, 95) / 100)
    np.testing.assert_allclose(
        sizes / sizes[0], (1 + np.arange(5, 95) / 100) / 1.05, rtol=0.01
    )


@pytest.mark.parametrize(
    ("waveform", "rate", "message"),
    [
        (np.zeros(16000), 16000, "silence"),
        (np.ones(16000), 16000, "silence"),
        (np.sin(np.arange(300)), 16000, "must last"),
        (np.sin(np.arange(9000)), 0, "must be positive"),
        (np.sin(np.arange(9000)), 1000, "quarter of the rate"),
        (np.full(9000, np.nan), 8000, "finite"),
        (np.zeros((2, 9000)), 8000, "shape"),
    ],
)
def test_sounds_without_a_voice_are_refused(waveform, rate, message):
    with pytest.raises(UsageError, match=message) as error:
        voice_features(waveform, rate)
    assert "\n" not in str(error.value)


def test_marks_outside_the_sound_are_refused():
    with pytest.raises(UsageError, match="within the waveform"):
        period_amplitudes(np.ones(100), 100, [0.5, 1.5])
    with pytest.raises(UsageError, match="two or more"):
        period_amplitudes(np.ones(100), 100, [0.5])
