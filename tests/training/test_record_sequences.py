"""Windows of records: they cover everything, and none spans two records."""

import keras
import numpy as np
import pytest

from medkeras.training.record_sequences import (
    predict_windows,
    window_indices,
    windows_of_records,
)
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize(
    "num_steps, size, step",
    [(7, 3, 2), (64, 64, 32), (65, 64, 32), (200, 64, 64)],
)
def test_windows_cover_the_record_to_its_end(num_steps, size, step):
    windows = window_indices(num_steps, size, step)
    assert windows.shape[1] == size
    assert set(windows.ravel()) == set(range(num_steps))
    assert windows.max() == num_steps - 1
    assert len(np.unique(windows[:, 0])) == len(windows)


def test_neighbouring_windows_overlap_by_half():
    assert window_indices(128, 64)[:, 0].tolist() == [0, 32, 64]


@pytest.mark.parametrize("wrong", [(5, 6, 1), (5, 2, 3), (5, 2, 0), (0, 1, 1)])
def test_a_window_that_does_not_fit_is_refused(wrong):
    with pytest.raises(UsageError, match=r"step|size"):
        window_indices(*wrong)


def test_no_window_spans_two_records_and_short_ones_have_none():
    records = np.repeat([3, 1, 2], [70, 10, 64])
    windows = windows_of_records(records, size=64)
    assert all(len(set(records[window])) == 1 for window in windows)
    assert set(records[windows].ravel()) == {3, 2}
    with pytest.raises(UsageError, match="64 rows"):
        windows_of_records(records[70:80])


def test_predictions_are_averaged_over_the_windows_of_a_row():
    # A model that answers with the place in its window.
    inputs = keras.Input((2, 1))
    place = keras.ops.reshape(keras.ops.arange(2, dtype="float32"), (1, 2, 1))
    model = keras.Model(inputs, inputs * 0 + place)
    x = np.zeros((4, 1), "float32")
    received = predict_windows(model, x, np.array([[0, 1], [1, 2]]))
    np.testing.assert_allclose(received[:3, 0], [0.0, 0.5, 1.0])
    assert np.isnan(received[3, 0])
