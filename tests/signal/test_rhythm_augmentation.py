"""Patients made from real beats: what is kept, what is new."""

import numpy as np
import pytest

from medkeras.signal import rhythm_augmentation


def source(count=400):
    """A record in which every beat carries its own number."""
    numbers = np.arange(count, dtype=float)
    labels = np.where(np.arange(count) % 10 == 5, 1, 0)
    labels[::50] = 2
    before = np.where(labels == 1, 0.5, 0.8) + 1e-4 * numbers
    beats = np.broadcast_to(numbers[:, None, None], (count, 96, 2))
    return beats, labels, before


def make(seed=0, **changes):
    beats, labels, before = source()
    given = dict(beats=beats, labels=labels, rr_previous=before) | changes
    rng = np.random.default_rng(seed)
    return rhythm_augmentation.frequent_supraventricular(**given, rng=rng)


def test_early_beats_become_the_rule_with_their_own_intervals():
    _, labels, before = source()
    made = make()
    numbers = made["beat"][:, 0, 0].astype(int)
    assert len(numbers) >= 700
    np.testing.assert_array_equal(made["label"], labels[numbers])
    assert set(made["label"]) == {0, 1}
    early = made["label"] == 1
    assert 0.6 < early.mean() < 0.9
    np.testing.assert_allclose(
        made["rr_previous"][early], before[numbers[early]]
    )
    assert made["rr_previous"][~early].min() > 0.7
    np.testing.assert_array_equal(made["rr_next"][:-1], made["rr_previous"][1:])


def test_a_seed_decides_all():
    first, again, other = make(), make(), make(seed=1)
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    assert not np.array_equal(first["rr_previous"], other["rr_previous"])


def test_too_few_beats_make_no_patient():
    _, labels, before = source()
    assert make(labels=np.zeros_like(labels)) is None
    assert make(labels=np.ones_like(labels)) is None
    assert make(rr_previous=np.where(labels == 1, np.nan, before)) is None
    few = np.zeros((19, 96, 2)), np.zeros(19)
    assert (
        rhythm_augmentation.atrial_fibrillation(*few, np.random.default_rng(0))
        is None
    )


def test_fibrillation_has_no_p_wave_and_no_memory():
    time = np.arange(96)
    p = np.exp(-(((time - 16) / 4) ** 2))
    qrs = 5 * np.exp(-(((time - 36) / 3) ** 2))
    beats = np.repeat((p + qrs)[None, :, None], 100, axis=0).repeat(2, axis=2)
    made = rhythm_augmentation.atrial_fibrillation(
        beats, np.zeros(100), np.random.default_rng(0), count=500
    )
    assert made["beat"].shape == (500, 96, 2) and not made["label"].any()
    mean = made["beat"].mean(axis=0)[:, 0]
    assert mean[16] == pytest.approx(0, abs=0.2) and mean[36] > 4.5
    rr = made["rr_previous"]
    assert rr.min() >= 0.33 and rr.max() <= 2
    assert 0.1 < np.std(np.log(rr)) < 0.3
    assert abs(np.corrcoef(rr[1:], rr[:-1])[0, 1]) < 0.15
    # What is given stays as it was.
    assert beats[0, 16, 0] == pytest.approx(1, abs=0.01)


def test_only_normal_beats_fibrillate():
    beats, labels, _ = source()
    made = rhythm_augmentation.atrial_fibrillation(
        beats, labels, np.random.default_rng(0)
    )
    numbers = np.round(np.median(made["beat"], axis=(1, 2))).astype(int)
    assert set(labels[numbers]) == {0}


def test_each_record_gives_what_it_has_beats_for():
    beats, labels, before = source()
    split = {
        "beat": np.concatenate([beats, beats]),
        "label": np.concatenate([labels, np.zeros_like(labels)]),
        "record": np.repeat([106, 101], len(labels)),
        "patient": np.repeat([7, 3], len(labels)),
        "rr_previous": np.concatenate([before, before]),
    }
    made = rhythm_augmentation.rhythm_augmentation(split)
    names = set(made["record"].tolist())
    assert names == {"106 frequent S", "106 fibrillation", "101 fibrillation"}
    of_106 = np.char.startswith(made["record"], "106")
    assert set(made["patient"][of_106]) == {7}
    frequent = made["record"] == "106 frequent S"
    assert set(made["weight"][frequent]) == {0.2}
    assert set(made["weight"][~frequent]) == {1.0}
    assert len({len(values) for values in made.values()}) == 1
    few = {name: values[:10] for name, values in split.items()}
    assert rhythm_augmentation.rhythm_augmentation(few) == {}
