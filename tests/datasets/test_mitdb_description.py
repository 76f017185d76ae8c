"""Beats described by their own patient: rhythm, shape, and what is usual."""

import numpy as np
import pytest
from medkeras_datasets.mitdb import description, phantom
from medkeras_datasets.mitdb.beats import rhythm, windows


def column(described, name):
    return described[:, description.NAMES.index(name)]


EARLY = next(  # the first made-up patient with many S and V beats
    number
    for number in range(9001, 9030)
    if np.bincount(phantom.recording(number)["labels"], minlength=3).min() > 12
)


@pytest.fixture(scope="module")
def patient():
    """A made-up patient with both kinds of early beats."""
    drawn = phantom.recording(EARLY, seconds=300)
    cut, whole = windows(drawn["signal"], drawn["peaks"])
    intervals = rhythm(drawn["peaks"])
    before, after = intervals["rr_previous"], intervals["rr_next"]
    return cut, before[whole], after[whole], drawn["labels"][whole]


def flat(count=60, beat=None):
    """The same beat again and again, one a second."""
    if beat is None:
        beat = np.random.default_rng(0).normal(size=(96, 2))
    return np.repeat(beat[None], count, axis=0), np.ones(count), np.ones(count)


def test_a_steady_patient_is_usual_in_all():
    described = description.describe(*flat())
    assert described.shape == (60, len(description.NAMES))
    assert described.dtype == np.float32
    for name in description.NAMES[:16]:
        np.testing.assert_allclose(column(described, name), 0, atol=1e-6)
    for name in ("QRS alike, lead 1", "P alike, lead 2", "steady P, lead 1"):
        np.testing.assert_allclose(column(described, name), 1, atol=1e-3)
    for part in ("P", "QRS", "T"):
        apart = column(described, f"{part} apart, lead 1")
        np.testing.assert_allclose(apart, np.log(0.01), atol=1e-3)
    np.testing.assert_allclose(
        column(described, "width to usual"), 0, atol=1e-6
    )


def test_one_early_beat_by_hand():
    beats, before, after = flat()
    before[30], after[29], before[31], after[30] = 0.5, 0.5, 1.5, 1.5
    described = description.describe(beats, before, after)
    assert column(described, "early")[30] == pytest.approx(np.log(0.5))
    assert column(described, "late")[30] == pytest.approx(np.log(1.5))
    assert column(described, "pause")[30] == pytest.approx(np.log(3))
    assert column(described, "early in record")[31] == pytest.approx(
        np.log(1.5)
    )
    record = column(described, "early to record's mean")[30]
    assert record == pytest.approx(np.log(0.5))
    # Late after an early beat: a pause, no unrest of the rhythm.
    assert column(described, "late beats").max() == 0
    assert column(described, "unrest").max() == 0


def test_a_mean_knows_pauses_where_early_beats_are_the_rule():
    beats, before, after = flat(100)
    before[:] = 0.6
    before[::5] = 1.4
    after = np.append(before[1:], 0.6)
    described = description.describe(beats, before, after)
    assert column(described, "early")[52] == pytest.approx(0)
    assert column(described, "early to mean")[52] < -0.15
    assert column(described, "early to record's mean")[52] < -0.15


def test_intervals_without_memory_are_unrest():
    beats, _, after = flat(200)
    drawn = np.exp(np.random.default_rng(0).normal(0, 0.2, 200))
    described = description.describe(beats, drawn, after)
    for name in description.NAMES[11:16]:
        assert np.median(column(described, name)) > 0.1, name


def test_size_and_offset_of_a_patient_do_not_matter(patient):
    cut, before, after, _ = patient
    usual = description.describe(cut, before, after)
    other = description.describe(3 * cut + 0.7, before, after)
    height = description.NAMES.index("height")
    keep = np.arange(len(description.NAMES)) != height
    np.testing.assert_allclose(usual[:, keep], other[:, keep], atol=2e-3)
    np.testing.assert_allclose(
        other[:, height] - usual[:, height], np.log(3), atol=1e-4
    )


def test_ectopic_beats_stand_apart(patient):
    cut, before, after, labels = patient
    described = description.describe(cut, before, after)
    assert np.isfinite(described).all()
    kinds = {kind: described[labels == kind] for kind in (0, 1, 2)}
    assert min(map(len, kinds.values())) > 10
    for kind in (1, 2):
        assert np.median(column(kinds[kind], "early")) < -0.15
    alike, wide = (
        [np.median(column(kinds[kind], name)) for kind in (0, 1, 2)]
        for name in ("QRS alike, lead 1", "width to usual")
    )
    assert min(alike[:2]) > 0.9 > alike[2]
    assert wide[2] > max(wide[:2]) + 0.1


def test_missing_intervals_and_silent_leads_are_read():
    beats, before, after = flat()
    beats[..., 1] = 0.0  # no second lead
    before[0] = after[-1] = np.nan
    assert np.isfinite(description.describe(beats, before, after)).all()


def test_a_mark_that_jumps_does_not_make_a_beat_unusual(patient):
    cut, before, after, labels = patient
    moved = np.array(cut)
    normal = np.flatnonzero(labels == 0)[::3]
    moved[normal] = np.roll(cut[normal], 4, axis=1)
    usual = description.describe(cut, before, after)
    other = description.describe(moved, before, after)
    for name in ("QRS alike, lead 1", "QRS apart, lead 1"):
        gap = np.abs(column(usual, name) - column(other, name))[normal]
        spread = np.ptp(column(usual, name))
        assert np.median(gap) < 0.05 * spread, name
