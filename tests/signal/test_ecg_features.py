"""Beats features within their own recording: rhythm, shape, rarity."""

import numpy as np
import pytest
from medkeras_datasets.mitdb import shipped_sample

from medkeras.data import card
from medkeras.signal.ecg_features import (
    FEATURE_NAMES,
    extract_features,
    extract_features_by_record,
)
from medkeras.utils.errors import UsageError


def column(features, name):
    return features[:, FEATURE_NAMES.index(name)]


@pytest.fixture(scope="module")
def sample():
    """Records of the shipped sample: windows, intervals, labels of each."""
    found = shipped_sample.read_sample(card("mitdb").folder / "sample")
    names = ("beat", "rr_previous", "rr_next", "label")
    arrays = {}
    for record in found["train"]:
        rows = list(record.examples())
        arrays[record.number] = [
            np.array([row[name] for row in rows]) for name in names
        ]
    return arrays


@pytest.fixture(scope="module")
def patient(sample):
    """Record 223: normal, S and V beats."""
    return sample[223]


def flat(count=60, beat=None):
    """The same beat again and again, one a second."""
    if beat is None:
        beat = np.random.default_rng(0).normal(size=(96, 2))
    return np.repeat(beat[None], count, axis=0), np.ones(count), np.ones(count)


def test_a_steady_record_is_regular_in_all():
    features = extract_features(*flat())
    assert features.shape == (60, len(FEATURE_NAMES))
    assert features.dtype == np.float32
    values = {name: column(features, name) for name in FEATURE_NAMES}
    for name in FEATURE_NAMES[:16]:
        np.testing.assert_allclose(values[name], 0, atol=1e-6)
    for name in (
        "qrs_correlation_lead_1",
        "p_correlation_lead_2",
        "p_correlation_median_31_lead_1",
    ):
        np.testing.assert_allclose(values[name], 1, atol=1e-3)
    for wave in ("p", "qrs", "t"):
        distance = values[f"{wave}_distance_lead_1"]
        np.testing.assert_allclose(distance, np.log(0.01), atol=1e-3)
    width = values["qrs_width_to_record_median"]
    np.testing.assert_allclose(width, 0, atol=1e-6)


def test_one_early_beat_by_hand():
    beats, before, after = flat()
    before[30], after[29], before[31], after[30] = 0.5, 0.5, 1.5, 1.5
    features = extract_features(beats, before, after)
    for name, beat, ratio in (
        ("rr_previous_to_median_31", 30, 0.5),
        ("rr_next_to_median_31", 30, 1.5),
        ("rr_next_to_rr_previous", 30, 3.0),
        ("rr_previous_to_record_median", 31, 1.5),
        ("rr_previous_to_record_mean", 30, 0.5),
    ):
        found = column(features, name)[beat]
        assert found == pytest.approx(np.log(ratio)), name
    # Late after an early beat: a pause, no dispersion of the rhythm.
    assert column(features, "late_beat_share_median").max() == 0
    assert column(features, "rr_dispersion_median_31").max() == 0


def test_a_mean_knows_pauses_where_early_beats_are_the_rule():
    beats, before, after = flat(100)
    before[:] = 0.6
    before[::5] = 1.4
    after = np.append(before[1:], 0.6)
    features = extract_features(beats, before, after)
    assert column(features, "rr_previous_to_median_31")[52] == pytest.approx(0)
    assert column(features, "rr_previous_to_mean_31")[52] < -0.15
    assert column(features, "rr_previous_to_record_mean")[52] < -0.15


def test_intervals_without_memory_are_unrest():
    beats, _, after = flat(200)
    drawn = np.exp(np.random.default_rng(0).normal(0, 0.2, 200))
    features = extract_features(beats, drawn, after)
    for name in FEATURE_NAMES[11:16]:
        assert np.median(column(features, name)) > 0.1, name


def test_size_and_offset_of_a_patient_do_not_matter(patient):
    cut, before, after, _ = patient
    usual = extract_features(cut, before, after)
    other = extract_features(3 * cut + 0.7, before, after)
    height = FEATURE_NAMES.index("amplitude_lead_1")
    keep = np.arange(len(FEATURE_NAMES)) != height
    np.testing.assert_allclose(usual[:, keep], other[:, keep], atol=2e-3)
    np.testing.assert_allclose(
        other[:, height] - usual[:, height], np.log(3), atol=1e-4
    )


@pytest.mark.parametrize("number, kind", [(220, 1), (119, 2)])
def test_ectopic_beats_stand_apart(sample, number, kind):
    windows, rr_previous, rr_next, labels = sample[number]
    features = extract_features(windows, rr_previous, rr_next)
    assert np.isfinite(features).all()
    ectopic, normal = (
        dict(zip(FEATURE_NAMES, np.median(rows, axis=0), strict=True))
        for rows in (features[labels == kind], features[labels == 0])
    )
    assert ectopic["rr_previous_to_median_31"] < -0.3
    assert normal["qrs_correlation_lead_1"] > 0.9
    width = "qrs_width_to_record_median"
    if kind == 1:  # early, but shaped as usual
        assert ectopic["qrs_correlation_lead_1"] > 0.9
        assert abs(ectopic[width] - normal[width]) < 0.1
    else:  # early and wide
        assert ectopic["qrs_correlation_lead_1"] < 0.7
        assert ectopic[width] > normal[width] + 0.1


def test_missing_intervals_and_silent_leads_are_read():
    beats, before, after = flat()
    beats[..., 1] = 0.0  # no second lead
    before[0] = after[-1] = np.nan
    assert np.isfinite(extract_features(beats, before, after)).all()


def test_a_mark_that_jumps_does_not_make_a_beat_unusual(patient):
    cut, before, after, labels = patient
    moved = np.array(cut)
    normal = np.flatnonzero(labels == 0)[::3]
    moved[normal] = np.roll(cut[normal], 4, axis=1)
    usual = extract_features(cut, before, after)
    other = extract_features(moved, before, after)
    for name in ("qrs_correlation_lead_1", "qrs_distance_lead_1"):
        gap = np.abs(column(usual, name) - column(other, name))[normal]
        spread = np.ptp(column(usual, name))
        assert np.median(gap) < 0.05 * spread, name


def test_each_record_is_described_within_itself(patient):
    cut, before, after, _ = patient
    records = np.where(np.arange(len(cut)) % 3 == 0, 101, 223)  # interleaved
    together = extract_features_by_record(cut, before, after, records)
    for record in (101, 223):
        rows = records == record
        alone = extract_features(cut[rows], before[rows], after[rows])
        np.testing.assert_array_equal(together[rows], alone)
    assert not np.array_equal(together, extract_features(cut, before, after))


@pytest.mark.parametrize("where", [0, 1, 2])
@pytest.mark.parametrize("value", [0.0, -0.8, np.inf])
def test_what_is_no_interval_is_refused(where, value):
    arrays = list(flat())
    if where:
        arrays[where][7] = value
        expected = ("", "`rr_previous` must be", "`rr_next` must be")[where]
    else:
        arrays[0] = arrays[0][:, :95]
        expected = "`beats` must be"
    with pytest.raises(UsageError, match=expected):
        extract_features(*arrays)


def test_a_record_without_any_interval_is_refused_by_its_number():
    beats, before, after = flat(4)
    records = [100, 100, 100, 231]
    before[3] = np.nan
    with pytest.raises(
        UsageError, match=r"record 231: `rr_previous`.* 0 known"
    ):
        extract_features_by_record(beats, before, after, records)


@pytest.mark.parametrize("where", [1, 2, 3])
def test_lengths_must_agree(where):
    arrays = [*flat(), np.full(60, 100)]
    arrays[where] = arrays[where][:-1]
    with pytest.raises(UsageError, match="must"):
        extract_features_by_record(*arrays)


def test_without_two_leads_it_is_said():
    beats, before, after = flat()
    with pytest.raises(UsageError, match=r"`beats` must be \(beats, 96, 2\)"):
        extract_features(beats[..., :1], before, after)
