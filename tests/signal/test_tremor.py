"""Even times and the frequency of a tremor, on movements of known truth."""

import numpy as np
import pytest

from medkeras.signal.tremor import resample, tremor_spectrum
from medkeras.utils.errors import UsageError


def spiral(frequency, seconds=10, rate=133.0, size=0.3, uneven=False):
    """An Archimedean spiral in centimetres with a tremor on it."""
    time = np.arange(int(seconds * rate)) / rate
    if uneven:
        rng = np.random.default_rng(1)
        time = np.sort(time + rng.uniform(-0.3, 0.3, len(time)) / rate)
    angle = 2 * np.pi * 0.4 * time
    shake = size * np.sin(2 * np.pi * frequency * time)
    radius = 0.3 * angle + shake
    return radius * np.cos(angle), radius * np.sin(angle), time


@pytest.mark.parametrize("uneven", [False, True])
@pytest.mark.parametrize("frequency", [3.4, 4.0, 5.13, 6.0, 9.7])
def test_the_frequency_is_found_within_a_quarter(frequency, uneven):
    found = tremor_spectrum(*spiral(frequency, uneven=uneven))
    # Turning the pen splits the line by the turns a second.
    assert abs(found.frequency - frequency) < 0.25
    straight = spiral(frequency, uneven=uneven)
    time = straight[2]
    x = time + 0.05 * np.sin(2 * np.pi * frequency * time)
    alone = tremor_spectrum(x, 0.5 * time, time)
    assert abs(alone.frequency - frequency) < 0.1
    assert alone.share > 0.5


def test_the_share_grows_with_the_tremor():
    noise = np.random.default_rng(2).normal(0, 0.002, (2, 1330))
    shares = []
    for size in (0.0, 0.02, 0.3):
        x, y, time = spiral(5.0, size=size)
        shares.append(tremor_spectrum(x + noise[0], y + noise[1], time).share)
    assert shares[0] < shares[1] < shares[2]


def test_a_hand_that_does_not_shake_has_no_frequency():
    time = np.arange(300) / 100
    for x in (0 * time, 3 * time):
        found = tremor_spectrum(x, x, time)
        assert np.isnan(found.frequency) and found.share == 0


def test_the_unit_of_the_place_does_not_count():
    x, y, time = spiral(4.6)
    first, scaled = (tremor_spectrum(k * x, k * y, time) for k in (1, 1e-4))
    assert first.frequency == pytest.approx(scaled.frequency)
    assert first.share == pytest.approx(scaled.share)


def test_even_times_are_the_median_apart():
    time = np.array([0.0, 0.01, 0.02, 0.02, 0.05, 0.06])
    values, interval = resample(np.stack([time, -time], axis=1), time)
    assert interval == pytest.approx(0.01)
    np.testing.assert_allclose(values[:, 0], np.arange(7) / 100, atol=1e-12)
    np.testing.assert_allclose(values[:, 1], -values[:, 0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"time": np.zeros(1000)}, "never fall"),
        ({"time": np.arange(1000)[::-1] / 100}, "never fall"),
        ({"time": np.arange(999) / 100}, "999"),
        ({"x": np.full(1000, np.nan)}, "finite"),
        ({"band": (5.0, 4.0)}, "5 to 4 Hz"),
        ({"band": (5.0, 80.0)}, "more than 160 of them"),
        ({"band": (5.0,)}, "band"),
    ],
)
def test_what_shows_no_tremor_is_refused(change, message):
    time = np.arange(1000) / 100
    given = {"x": time, "y": time, "time": time, **change}
    with pytest.raises(UsageError, match=message) as error:
        tremor_spectrum(**given)
    assert "\n" not in str(error.value)


def test_a_gap_of_hours_is_refused():
    with pytest.raises(UsageError, match="no gaps"):
        resample([0, 1, 2, 3], [0, 0.01, 0.02, 9000])


def test_too_few_samples_are_refused():
    time = np.arange(20) / 100
    with pytest.raises(UsageError, match="32 samples"):
        tremor_spectrum(time, time, time)
