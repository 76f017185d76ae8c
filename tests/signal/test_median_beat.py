"""The median beat and its ST segment, against waves of known height."""

import numpy as np
import pytest

from medkeras.signal.ecg_simulator import simulate_ecg
from medkeras.signal.median_beat import median_beat, median_beats, st_level
from medkeras.utils.errors import UsageError


def ecg(st=0.0, rate=250, seed=0, noise=0.02, count=15):
    rng = np.random.default_rng(seed)
    intervals = rng.normal(0.85, 0.03, count)
    signal, peaks = simulate_ecg(
        rng, intervals, rate, st_shift=st, noise=noise, baseline=0.2
    )
    return signal[:, None], peaks


def test_waves_stand_where_they_were_drawn():
    signal, peaks = ecg(noise=0.0)
    beat = median_beat(signal, 250, peaks)[:, 0]
    assert beat.argmax() == int(0.25 * 250)
    # R is 1 mV over the level; baseline and P wave change it a little.
    assert beat.max() == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("rate", [128, 250, 500])
def test_the_st_segment_moves_by_what_it_was_moved(rate):
    levels = []
    for st in (0.0, -0.2, 0.1):
        beat = median_beat(*(ecg(st, rate)[0], rate, ecg(st, rate)[1]))
        levels.append(st_level(beat, rate)[0])
    assert levels[1] - levels[0] == pytest.approx(-0.2, abs=0.03)
    assert levels[2] - levels[0] == pytest.approx(0.1, abs=0.03)


def test_one_disturbed_beat_does_not_move_the_median():
    signal, peaks = ecg()
    right = median_beat(signal, 250, peaks)
    signal[peaks[5] - 20 : peaks[5] + 60] += 3.0
    moved = np.abs(median_beat(signal, 250, peaks) - right).max()
    assert moved < 0.1


def test_too_few_beats_are_no_beat():
    signal, peaks = ecg()
    assert np.isnan(median_beat(signal, 250, peaks[:2])).all()
    assert np.isnan(st_level(median_beat(signal, 250, []), 250)).all()


def test_windows_that_cannot_be_read_are_marked():
    rng = np.random.default_rng(0)
    signal = np.hstack([ecg(seed=k, count=60)[0][:11000] for k in (0, 1)])
    days = signal.reshape(1, 4, 2750, 2).copy()
    days[0, 1] = rng.normal(0, 0.001, (2750, 2))  # leads off
    days[0, 2, :1500] = np.nan
    days[0, 3, 40] = np.nan  # one sample
    beats, good = median_beats(days, 250, lead=1)
    assert good.tolist() == [[True, False, False, True]]
    assert (beats[0, 1:3] == 0).all() and np.isfinite(beats).all()
    assert beats[0, 0].max() > 0.7 < beats[0, 3].max()


def test_what_cannot_be_is_refused():
    signal, peaks = ecg()
    with pytest.raises(UsageError, match="leads"):
        median_beat(signal[:, 0], 250, peaks)
    with pytest.raises(UsageError, match="among"):
        median_beat(signal, 250, [5, 10**6])
    with pytest.raises(UsageError, match="before"):
        median_beat(signal, 250, peaks, before=0.05)
    with pytest.raises(UsageError, match="samples or more"):
        st_level(np.zeros((60, 1)), 250)
    with pytest.raises(UsageError, match="lead"):
        median_beats(np.zeros((1, 1, 2500, 2)), 250, lead=2)
    with pytest.raises(UsageError, match="days"):
        median_beats(signal, 250)
