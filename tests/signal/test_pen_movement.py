"""Speed, acceleration and jerk on paths whose derivatives are known."""

import numpy as np
import pytest

from medkeras.signal.pen_movement import count_inversions, kinematics
from medkeras.utils.errors import UsageError

TIME = np.arange(400) / 200


def test_a_circle_has_one_speed_and_no_jerk():
    angle = 2 * np.pi * TIME
    found = kinematics(3 * np.cos(angle), 3 * np.sin(angle), TIME, None)
    inside = slice(3, -3)
    np.testing.assert_allclose(found.speed[inside], 6 * np.pi, rtol=1e-3)
    assert np.abs(found.acceleration[inside]).max() < 1e-6
    assert np.abs(found.jerk[inside]).max() < 1e-4


def test_a_pen_that_speeds_up_evenly():
    """x = t^3 along a straight line: 3 t^2, 6 t and 6."""
    found = kinematics(0.6 * TIME**3, 0.8 * TIME**3, TIME, None)
    inside = slice(4, -4)
    time = found.time[inside]
    np.testing.assert_allclose(found.speed[inside], 3 * time**2, atol=1e-3)
    np.testing.assert_allclose(found.acceleration[inside], 6 * time, atol=1e-2)
    np.testing.assert_allclose(found.jerk[inside], 6, atol=1e-2)


def test_the_rate_of_the_tablet_does_not_count():
    """Speed and jerk are per second: the same hand on two tablets."""
    found = []
    for rate in (1 / 0.009, 1 / 0.007):
        time = np.arange(int(4 * rate)) / rate
        path = kinematics(time, np.sin(6 * time), time)
        found.append([np.abs(path.speed).mean(), np.abs(path.jerk).mean()])
    np.testing.assert_allclose(found[0], found[1], rtol=0.02)


def test_roundings_of_the_tablet_are_smoothed_away():
    time = np.arange(800) / 133
    places = 100 * time, 40 * np.sin(5 * time)
    rounded = [np.round(place) for place in places]
    true = np.abs(kinematics(*places, time).jerk).mean()
    raw = np.abs(kinematics(*rounded, time, None).jerk).mean()
    smooth = np.abs(kinematics(*rounded, time).jerk).mean()
    assert true < smooth < 0.3 * raw


def test_uneven_times_are_met():
    rng = np.random.default_rng(0)
    time = np.sort(TIME + rng.uniform(-0.4, 0.4, len(TIME)) / 200)
    found = kinematics(5 * time, 0 * time, time, None)
    np.testing.assert_allclose(found.speed, 5, rtol=1e-6)


@pytest.mark.parametrize(
    ("values", "count"),
    [([0, 1, 2, 3], 0), ([0, 1, 0, 1], 2), ([1, 1, 1], 0), ([0, 1, 1, 0], 1)],
)
def test_turns_are_counted_once(values, count):
    assert count_inversions(values) == count


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": TIME[:-1]}, "399"),
        ({"time": -TIME}, "never fall"),
        ({"y": np.full(400, np.inf)}, "finite"),
        ({"cutoff": 0}, "positive"),
        ({"x": TIME[:9], "y": TIME[:9], "time": TIME[:9]}, "32 samples"),
        ({"x": "pen"}, "real numbers"),
    ],
)
def test_what_has_no_speed_is_refused(change, message):
    given = {"x": TIME, "y": TIME, "time": TIME, **change}
    with pytest.raises(UsageError) as error:
        kinematics(**given)
    assert message in str(error.value) and "\n" not in str(error.value)
