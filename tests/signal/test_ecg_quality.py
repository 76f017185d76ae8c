"""Windows that can be read, and those that cannot."""

import numpy as np
import pytest

from medkeras.signal.ecg_quality import ecg_quality
from medkeras.signal.ecg_simulator import simulate_ecg
from medkeras.utils.errors import UsageError


def recording(rate=250):
    """A minute that can be read, with room for faults."""
    rng = np.random.default_rng(0)
    signal, _ = simulate_ecg(rng, rng.normal(0.8, 0.05, 90), rate)
    return signal[: 60 * rate]


def verdicts(signal, rate=250):
    """Of six windows of ten seconds."""
    return ecg_quality(signal, rate).verdict.tolist()


@pytest.mark.parametrize("rate", [128, 250, 360])
@pytest.mark.parametrize("size", [1, 200, -0.001])
def test_a_clean_recording_is_good_in_any_unit(rate, size):
    assert verdicts(size * recording(rate) + 7 * size, rate) == ["good"] * 6


def test_each_fault_has_its_name_and_stays_in_its_window():
    signal = recording()
    rng = np.random.default_rng(1)
    signal[2500:5000] = 0.02 * signal[2500:5000].mean()
    signal[5600:6000] = np.nan
    signal[7500:10000] = rng.normal(0, 2.5, 2500)
    signal[10000:12500] = (4 * signal[10000:12500]).clip(-1, 1.2)
    top = signal[np.isfinite(signal)].max()
    signal[10000:12500][signal[10000:12500] >= 1.2] = top
    assert verdicts(signal) == [
        "good", "lead off", "missing", "noise", "clipped", "good",
    ]  # fmt: skip


def test_a_few_missing_samples_are_borne():
    signal = recording()
    signal[100:120] = np.nan
    assert verdicts(signal) == ["good"] * 6


def test_a_flat_line_is_never_good():
    assert set(verdicts(np.zeros(15000))) == {"lead off"}
    assert set(verdicts(np.full(15000, np.nan))) == {"missing"}


def test_hum_of_the_mains_is_noise():
    time = np.arange(15000) / 250
    hum = recording() + 1.5 * np.sin(2 * np.pi * 50 * time)
    assert set(verdicts(hum)) == {"noise"}


def test_what_cannot_be_is_refused():
    with pytest.raises(UsageError, match="2500 samples or more"):
        ecg_quality(np.zeros(2499), 250)
    with pytest.raises(UsageError, match="rate"):
        ecg_quality(np.zeros(5000), 5)
    with pytest.raises(UsageError, match="numbers"):
        ecg_quality(["flat"] * 5000, 250)


@pytest.mark.parametrize("rate", [100, 128, 250, 360])
def test_white_noise_is_noise_at_every_rate_and_an_ecg_is_not(rate):
    rng = np.random.default_rng(0)
    signal, _ = simulate_ecg(rng, rng.normal(0.85, 0.05, 130), rate, noise=0.05)
    size = 10 * rate
    signal = signal[: 10 * size]
    signal[5 * size :] = rng.normal(0, 0.3, 5 * size)
    verdict = ecg_quality(signal, rate).verdict
    assert (verdict[:5] == "good").all()
    assert (verdict[5:] == "noise").all()
