"""Glucose on its grid: lags, changes, falls and their alarms."""

import numpy as np
import pytest

from medkeras.signal.glucose import (
    changes_ahead,
    forecast_inputs,
    last_values,
    low_alarms,
)
from medkeras.utils.errors import UsageError

NAN = np.nan


def test_lags_look_back_and_changes_ahead():
    glucose = np.array([[100.0, 110, NAN, 140], [90, 80, 70, 60]])
    lags = last_values(glucose, 3)
    np.testing.assert_array_equal(lags[0, 3], [110, NAN, 140])
    np.testing.assert_array_equal(lags[1, 1], [NAN, 90, 80])
    changes = changes_ahead(glucose, (1, 3))
    np.testing.assert_array_equal(changes[0, :, 0], [10, NAN, NAN, NAN])
    np.testing.assert_array_equal(changes[1, :, 1], [-30, NAN, NAN, NAN])


def test_a_wear_shorter_than_the_horizon_has_no_changes():
    assert np.isnan(changes_ahead([[100.0, 90.0]], (2, 4))).all()


def test_inputs_read_no_future_and_have_no_gaps():
    rng = np.random.default_rng(0)
    glucose = rng.uniform(50, 200, (3, 30))
    glucose[rng.random((3, 30)) < 0.3] = NAN
    meal, start = (rng.random((3, 30)) < 0.1) * 1.0, np.array([8.0, 12, 23])
    whole = forecast_inputs(glucose, meal, start)
    assert np.isfinite(whole).all()
    glucose[:, 20:], meal[:, 20:] = 300, 1
    again = forecast_inputs(glucose, meal, start)
    np.testing.assert_array_equal(whole[:, :20], again[:, :20])
    np.testing.assert_allclose(whole[..., 3] ** 2 + whole[..., 4] ** 2, 1)


def test_falls_and_false_alarms_by_hand():
    #          alarm: true        low      false          asks nobody: low
    glucose = [95, 88, 80, 75, 72, 68, 66, 90, 85, 85, 85, 85, 85, 85, 69, NAN]
    false, warning = low_alarms(glucose, glucose, 80)
    # sounds at 2, silent to 6, high from 7 on: the second fall comes unseen
    assert false == 0
    np.testing.assert_array_equal(warning, [45, NAN])
    false, warning = low_alarms(glucose, glucose, 88)
    # sounds at 1, and at 8 with nothing below 70 up to 12, and at 13
    assert false == 1
    np.testing.assert_array_equal(warning, [60, 15])
    assert low_alarms(glucose, np.full(16, NAN), 88)[0] == 0


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: last_values([1.0]), "glucose"),
        (lambda: last_values([[1.0]], 0), "count"),
        (lambda: changes_ahead([[1.0]], (0,)), "steps"),
        (lambda: forecast_inputs([[1.0]], [[1.0, 2.0]], [0.0]), "meal"),
        (lambda: low_alarms([1.0], [1.0, 2.0], 80), "expected"),
    ],
)
def test_bad_input_is_one_clear_line(call, named):
    with pytest.raises(UsageError, match=named):
        call()
