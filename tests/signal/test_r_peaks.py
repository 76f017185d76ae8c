"""R peaks: of made-up beats, in parts, and when nothing beats."""

import numpy as np
import pytest
import pywt

from medkeras.signal.ecg_simulator import simulate_ecg
from medkeras.signal.r_peaks import (
    RPeakDetector,
    find_r_peaks,
    hills_of,
    steepest_of,
)
from medkeras.utils.errors import UsageError


def beats(rate=250, count=120, seed=0, noise=0.03):
    """A made-up ECG with a swinging baseline, and its R peaks."""
    rng = np.random.default_rng(seed)
    intervals = rng.normal(0.85, 0.06, count)
    return simulate_ecg(rng, intervals, rate, noise=noise, baseline=0.3)


@pytest.mark.parametrize("rate", [100, 128, 250, 360, 1000])
def test_every_beat_is_found_once_and_where_it_is(rate):
    signal, peaks = beats(rate)
    found = find_r_peaks(signal, rate)
    assert len(found) == len(peaks)
    assert np.abs(found - peaks).max() <= max(0.012 * rate, 1)


@pytest.mark.parametrize("size", [1, 7, 250, 3001])
def test_parts_of_any_size_give_what_the_whole_gives(size):
    signal, _ = beats(250, count=25 if size == 1 else 120, noise=0.15)
    detector, found = RPeakDetector(250), []
    for start in range(0, len(signal), size):
        found.append(detector.update(signal[start : start + size]))
    found.append(detector.finish())
    np.testing.assert_array_equal(
        np.concatenate(found), find_r_peaks(signal, 250)
    )


@pytest.mark.parametrize("rate", [128, 360, 1000])
@pytest.mark.parametrize("after", [-0.02, -0.01, 0.0, 0.005])
def test_a_wave_cut_off_by_the_end_is_no_beat(rate, after):
    signal, peaks = beats(rate, count=30)
    for cut in peaks[10:12].tolist():
        found = find_r_peaks(signal[: cut + round(after * rate)], rate)
        assert len(found) == len(peaks[peaks < cut])
        assert np.abs(found - peaks[: len(found)]).max() <= 0.012 * rate + 1


def test_a_peak_once_told_does_not_depend_on_what_follows():
    signal, _ = beats()
    detector, other = RPeakDetector(250), RPeakDetector(250)
    first = detector.update(signal[:10000])
    rng = np.random.default_rng(1)
    changed = np.r_[signal[:10000], rng.normal(0, 3, 5000)]
    np.testing.assert_array_equal(other.update(changed[:10000]), first)
    assert len(first) and first.max() < 10000


def test_a_small_beat_among_large_ones_is_looked_for_again():
    signal, peaks = beats(noise=0.01)
    place = int(peaks[60])
    signal[place - 60 : place + 100] *= 0.2
    found = find_r_peaks(signal, 250)
    assert np.abs(found - place).min() <= 4
    assert len(found) == len(peaks)


def test_a_beat_turned_over_is_found_too():
    signal, peaks = beats()
    assert len(find_r_peaks(-signal, 250)) == len(peaks)


def test_size_and_level_of_the_signal_do_not_matter():
    signal, _ = beats()
    expected = find_r_peaks(signal, 250)
    # 1024 and its sum with the signal round as the signal does not.
    found = find_r_peaks(200 * signal + 1024, 250)
    assert len(found) == len(expected)
    assert np.abs(found - expected).max() <= 1


@pytest.mark.parametrize("number", range(2, 9))
def test_a_beat_cut_at_its_peak_is_no_peak_before_the_start(number):
    rng = np.random.default_rng(1)
    signal, peaks = simulate_ecg(
        rng, rng.normal(0.85, 0.06, 14), 128, baseline=0.1,
        sizes={"s": 2, "q": 2, "t": 0.6},
    )  # fmt: skip
    for cut in (-1, 0, 1, 2):
        assert find_r_peaks(signal[peaks[number] + cut :], 128)[0] >= 0


def test_beats_of_an_ecg_with_p_and_t_waves_within_50_ms():
    hits = missed = extra = 0
    for seed, noise in ((0, 0.03), (1, 0.08), (2, 0.15)):
        signal, peaks = beats(seed=seed, noise=noise, count=200)
        away = np.abs(find_r_peaks(signal, 250)[:, None] - peaks) <= 12
        hits += away.any(axis=0).sum()
        missed += (~away.any(axis=0)).sum()
        extra += (~away.any(axis=1)).sum()
    assert 2 * hits / (2 * hits + missed + extra) >= 0.99


def test_the_three_beats_of_a_real_piece_are_found():
    """PyWavelets' three seconds of ECG; the peaks were read by eye."""
    found = find_r_peaks(pywt.data.ecg().astype(float), 360)
    assert found.tolist() == [190, 518, 848]


@pytest.mark.parametrize("rate", [250, 360])
def test_a_t_wave_that_the_band_pass_makes_steep_is_no_beat(rate):
    """Narrow beats lose most of their slope there; the T waves little."""
    time = np.arange(36 * rate) / rate
    starts = 0.5 + 0.9 * np.arange(39)
    signal = sum(
        0.7 * np.exp(-(((time - start) / 0.01) ** 2) / 2)
        + 0.5 * np.exp(-(((time - start - 0.32) / 0.025) ** 2) / 2)
        for start in starts
    )
    found = find_r_peaks(signal, rate)
    assert len(found) == len(starts)
    np.testing.assert_allclose(found / rate, starts, atol=0.012)


def test_a_larger_slower_wave_behind_a_beat_is_not_its_peak():
    """As behind the beats of a pacemaker."""
    time = np.arange(36 * 360) / 360
    starts = 0.5 + 0.9 * np.arange(39)
    signal = sum(
        0.8 * np.exp(-(((time - start) / 0.01) ** 2) / 2)
        - 1.2 * np.exp(-(((time - start - 0.15) / 0.03) ** 2) / 2)
        for start in starts
    )
    found = find_r_peaks(signal, 360)
    np.testing.assert_allclose(found / 360, starts, atol=0.012)


def test_a_flat_line_has_no_beats():
    assert len(find_r_peaks(np.full(5000, 3.2), 250)) == 0
    assert len(find_r_peaks([], 250)) == 0
    assert len(find_r_peaks([0.1] * 10, 250)) == 0


def test_hills_are_roots_of_mean_squares_of_the_printed_slope():
    waves = np.random.default_rng(0).normal(size=40)
    slope = np.array(
        [
            2 * waves[k] + waves[k - 1] - waves[k - 3] - 2 * waves[k - 4]
            for k in range(4, 40)
        ]
    )
    hills, steepest = hills_of(waves, 5), steepest_of(waves, 5)
    assert len(hills) == 32
    assert hills[7] == pytest.approx(np.sqrt(np.mean(slope[7:12] ** 2)))
    assert steepest[7] == pytest.approx(np.abs(slope[7:12]).max())


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="rate"):
        find_r_peaks([0.0] * 100, 10)
    with pytest.raises(UsageError, match="NaN"):
        find_r_peaks([0.0, np.nan], 250)
    with pytest.raises(UsageError, match="samples"):
        find_r_peaks([[0.0, 1.0]], 250)
    with pytest.raises(UsageError, match="9 samples or more"):
        hills_of([1.0] * 8, 5)
