"""Beats whose marks jump are aligned again, each record for itself."""

import numpy as np
import pytest

from medkeras.signal.template_alignment import (
    MAX_SHIFT,
    align_by_record,
    align_to_template,
    rows_by_record,
)
from medkeras.utils.errors import UsageError


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
    rng = np.random.default_rng(seed)
    return beats + noise * rng.normal(size=beats.shape)


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_marks_that_jump_are_aligned(noise):
    shifts = [0] * 20 + [4] * 8 + [-3, MAX_SHIFT, -MAX_SHIFT]
    beats = align_to_template(moved(shifts, noise))
    spread = np.std(beats[:, 20:60], axis=0).max()
    assert spread < (1.5 * noise or 1e-12)
    assert np.std(moved(shifts)[:, 20:60], axis=0).max() > 0.3


def test_a_beat_is_moved_by_50_ms_and_no_further():
    for far in (9, -9):
        beats = align_to_template(moved([0] * 20 + [far]))
        peaks = beats[:, :, 0].argmax(axis=1)
        assert peaks[:20].tolist() == [36] * 20
        assert abs(peaks[20] - 36 - far) <= 6  # 50 ms


def test_where_all_agree_nothing_moves():
    beats = moved([0] * 10)
    np.testing.assert_array_equal(align_to_template(beats), beats)


def test_a_flat_record_stays_where_it_is():
    beats = np.full((4, 96, 2), 0.3)
    beats[..., 1] = 0.0  # no second lead
    np.testing.assert_array_equal(align_to_template(beats), beats)


def test_neither_the_baseline_nor_the_size_of_a_beat_decides():
    shifts = [0] * 20 + [4, -4]
    offset = np.linspace(-2, 2, 22)[:, None, None]
    size = np.linspace(0.5, 3, 22)[:, None, None]
    beats = align_to_template(size * moved(shifts) + offset)
    again = (beats - offset) / size
    np.testing.assert_allclose(again[-2:, 20:60], again[:2, 20:60], atol=1e-9)


def test_a_wide_beat_of_another_shape_is_kept_apart():
    wide = np.stack([np.roll(one_beat(), 2, axis=0)] * 2)
    wide[0] = -2 * wide[0]
    beats = align_to_template(np.concatenate([moved([0] * 20), wide]))
    assert np.abs(beats[20] - beats[0]).max() > 1


def test_each_record_is_aligned_to_its_own_template():
    beats = np.concatenate([moved([0] * 9 + [3]), -moved([2] * 9 + [0])])
    order = np.random.default_rng(0).permutation(20)
    records = np.array([100] * 10 + [201] * 10)
    aligned = align_by_record(beats[order], records[order])
    for record in (100, 201):
        mine = records[order] == record
        np.testing.assert_array_equal(
            aligned[mine], align_to_template(beats[order][mine])
        )
    assert not np.array_equal(aligned, align_to_template(beats[order]))


def test_records_may_have_names():
    rows = rows_by_record(["b", "a", "b"], 3)
    assert {name: r.tolist() for name, r in rows.items()} == {
        "a": [1],
        "b": [0, 2],
    }


@pytest.mark.parametrize(
    "beats",
    [
        np.zeros((5, 95, 2)),
        np.zeros((5, 96)),
        np.zeros((0, 96, 2)),
        np.zeros((5, 96, 0)),
        np.full((5, 96, 2), np.nan),
        np.full((5, 96, 2), np.inf),
        [["a"]],
        None,
    ],
    ids=str,
)
def test_what_is_no_window_is_refused(beats):
    with pytest.raises(UsageError, match="`beats` must be finite numbers"):
        align_to_template(beats)
    with pytest.raises(UsageError, match="`beats` must be finite numbers"):
        align_by_record(beats, [100] * 5)


@pytest.mark.parametrize(
    "records",
    [[100] * 4, [100] * 6, 100, [100.0] * 4 + [np.nan], [None] + ["a"] * 4],
    ids=str,
)
def test_every_beat_needs_a_record(records):
    with pytest.raises(UsageError, match="`records` must name the record"):
        align_by_record(np.zeros((5, 96, 2)), records)
