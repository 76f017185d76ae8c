"""Beats whose marks jump are laid on each other again."""

import numpy as np
import pytest
from medkeras_datasets.mitdb.alignment import REACH, aligned


def one_beat():
    """Two leads with an R wave of their own, and a T wave."""
    time = np.arange(96)
    r, s, t = (
        np.exp(-(((time - place) / width) ** 2) / 2)
        for place, width in ((36, 1.5), (40, 1.5), (66, 6))
    )
    return np.stack([r - 0.6 * s + 0.2 * t, 0.4 * s - 0.8 * r], axis=-1)


def moved(shifts, noise=0.0, seed=0):
    beats = np.stack([np.roll(one_beat(), s, axis=0) for s in shifts])
    draw = np.random.default_rng(seed).normal(size=beats.shape)
    return beats + noise * draw


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_marks_that_jump_are_laid_on_each_other(noise):
    shifts = [0] * 20 + [4] * 8 + [-3, REACH, -REACH]
    beats = aligned(moved(shifts, noise))
    spread = np.std(beats[:, 20:60], axis=0).max()
    assert spread < (1.5 * noise or 1e-12)
    assert np.std(moved(shifts)[:, 20:60], axis=0).max() > 0.3


def test_a_beat_is_moved_by_50_ms_and_no_further():
    for far in (9, -9):
        beats = aligned(moved([0] * 20 + [far]))
        peaks = beats[:, :, 0].argmax(axis=1)
        assert peaks[:20].tolist() == [36] * 20
        assert abs(peaks[20] - 36 - far) <= 6  # 50 ms


def test_where_all_agree_nothing_moves():
    beats = moved([0] * 10)
    np.testing.assert_array_equal(aligned(beats), beats)


def test_a_flat_record_stays_where_it_is():
    beats = np.full((4, 96, 2), 0.3)
    beats[..., 1] = 0.0  # no second lead
    np.testing.assert_array_equal(aligned(beats), beats)


def test_neither_the_baseline_nor_the_size_of_a_beat_decides():
    shifts = [0] * 20 + [4, -4]
    offset = np.linspace(-2, 2, 22)[:, None, None]
    size = np.linspace(0.5, 3, 22)[:, None, None]
    beats = aligned(size * moved(shifts) + offset)
    again = (beats - offset) / size
    np.testing.assert_allclose(again[-2:, 20:60], again[:2, 20:60], atol=1e-9)


def test_a_wide_beat_of_another_shape_is_kept_apart():
    wide = np.stack([np.roll(one_beat(), 2, axis=0)] * 2)
    wide[0] = -2 * wide[0]
    beats = aligned(np.concatenate([moved([0] * 20), wide]))
    assert np.abs(beats[20] - beats[0]).max() > 1
