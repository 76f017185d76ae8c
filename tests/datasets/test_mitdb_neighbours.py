"""Beats find the beats of their record that resemble them."""

import numpy as np
from medkeras_datasets.mitdb.neighbours import alike


def kinds(noise=0.02, count=30, seed=0):
    """Usual beats, wide ones, and usual ones that come early."""
    draw = np.random.default_rng(seed)
    time = np.arange(96)
    narrow, wide = (
        np.exp(-(((time - 36) / width) ** 2) / 2) for width in (2, 8)
    )
    shapes = np.stack([narrow, wide, narrow])
    beats = np.repeat(np.stack([shapes, -shapes], axis=-1), count, axis=0)
    rhythm = np.repeat(np.log([[1, 1], [1, 1], [0.6, 1.4]]), count, axis=0)
    beats = beats + noise * draw.normal(size=beats.shape)
    rhythm = rhythm + noise * draw.normal(size=rhythm.shape)
    return beats, rhythm, np.repeat(np.arange(3), count)


def test_neighbours_are_of_the_same_shape_and_the_same_timing():
    beats, rhythm, kind = kinds()
    found = alike(beats, rhythm)
    assert found.shape == (90, 10)
    assert (kind[found] == kind[:, None]).all()
    assert (found != np.arange(90)[:, None]).all()


def test_without_the_timing_early_beats_are_like_the_usual_ones():
    beats, rhythm, kind = kinds()
    found = kind[alike(beats, np.zeros_like(rhythm))]
    assert (found[kind == 1] == 1).all()
    share = np.mean(found[kind == 0] == 0)
    assert 0.3 < share < 0.7  # as chance has it


def test_shape_timing_and_units_count_as_stated():
    beats, _, _ = kinds(noise=0.0, count=2)
    beats = beats[:3].copy()  # two usual ones, a wide one
    apart = beats[2] - np.median(beats[2], axis=0)
    apart = apart - (beats[0] - np.median(beats[0], axis=0))
    apart = np.sqrt(np.mean(apart**2))  # of the height, which is 1
    for early, nearest in ((1.9 * apart, 1), (2.1 * apart, 2)):
        rhythm = np.array([[0, 0], [early, 0], [0, 0]])
        assert alike(beats, rhythm, count=1)[0] == nearest
        # In other units, on another baseline, it is the same record.
        assert alike(3 * beats + 0.7, rhythm, count=1)[0] == nearest


def test_a_mark_that_jumps_changes_no_neighbours():
    beats, rhythm, _ = kinds()
    before = alike(beats, rhythm)[0]
    beats[0] = np.roll(beats[0], 5, axis=0)
    assert len({*before} & {*alike(beats, rhythm)[0]}) >= 9


def test_a_short_record_has_fewer_neighbours():
    beats, rhythm, _ = kinds(count=2)
    assert alike(beats, rhythm, count=10).shape == (6, 5)
