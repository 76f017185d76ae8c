"""Made-up ECGs have their waves where they were put."""

import numpy as np
import pytest

from medkeras.signal.beat_simulator import simulate_intervals
from medkeras.signal.ecg_simulator import simulate_ecg
from medkeras.signal.r_peaks import find_r_peaks
from medkeras.utils.errors import UsageError

STILL = {"noise": 0, "baseline": 0}
EVEN = np.full(20, 0.8)


def drawn(**options):
    """Twenty beats without noise."""
    return simulate_ecg(np.random.default_rng(0), EVEN, **STILL | options)


def test_r_peaks_stand_on_the_highest_samples():
    signal, peaks = drawn()
    assert peaks[:2].tolist() == [200, 400]
    assert (signal[peaks] > 0.95).all()
    assert signal[int(200 - 0.17 * 250)] == pytest.approx(0.13, abs=0.01)
    assert signal[int(200 + 0.27 * 250)] == pytest.approx(0.30, abs=0.01)


def test_the_st_segment_is_as_high_as_asked():
    plain, peaks = drawn()
    shifted, _ = drawn(st_shift=-0.2)
    place = peaks[3] + int(0.14 * 250)
    assert shifted[place] - plain[place] == pytest.approx(-0.2, abs=0.01)
    assert shifted[peaks[3]] == pytest.approx(plain[peaks[3]], abs=0.01)


def test_fibrillating_atria_have_no_p_wave():
    plain, peaks = drawn()
    other, _ = drawn(fibrillation=True)
    p = peaks[1:] - int(0.17 * 250)
    assert plain[p].mean() > 0.1 and abs(other[p].mean()) < 0.05


def test_the_t_wave_comes_sooner_in_a_fast_heart():
    slow, _ = drawn()
    fast, peaks = simulate_ecg(
        np.random.default_rng(0), np.full(20, 0.45), **STILL
    )
    after = slice(int(0.1 * 250), int(0.4 * 250))
    assert fast[peaks[5] :][after].argmax() < slow[1200:][after].argmax()


@pytest.mark.parametrize("rate", [128, 250, 300])
def test_beats_are_found_where_they_were_put(rate):
    rng = np.random.default_rng(1)
    intervals, _ = simulate_intervals(rng, 0.1)
    signal, peaks = simulate_ecg(rng, intervals, rate)
    found = find_r_peaks(signal, rate)
    assert len(found) == len(peaks)
    assert np.abs(found - peaks).max() <= 0.012 * rate


def test_what_cannot_be_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(UsageError, match="intervals"):
        simulate_ecg(rng, [0.8, -1])
    with pytest.raises(UsageError, match="rate"):
        simulate_ecg(rng, EVEN, rate=10)
    with pytest.raises(UsageError, match="noise"):
        simulate_ecg(rng, EVEN, noise=-1)
