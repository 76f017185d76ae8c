"""The made-up heads: what is known of them is true."""

import numpy as np
import pytest
from medkeras_datasets.brain_tumour import phantom


@pytest.fixture(scope="module")
def drawn():
    return phantom.patients(16, seed=5)


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.patients(2, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tolist() == again[name].tolist()
    other = phantom.patients(2, seed=2)
    assert not np.array_equal(first["image"], other["image"])


def test_the_label_is_the_masks_and_the_share_is_kept(drawn):
    assert drawn["label"].tolist() == [int(m.any()) for m in drawn["mask"]]
    found = np.unique(drawn["patient"][drawn["label"] == 1])
    assert len(found) == 12  # three quarters
    for share, count in ((0, 0), (1, 3)):
        label = phantom.patients(3, 0, lesion_share=share)["label"]
        assert label.reshape(3, -1).any(axis=1).sum() == count


def test_a_lesion_is_bright_in_flair_and_lies_in_one_half(drawn):
    for patient in np.unique(drawn["patient"][drawn["label"] == 1]):
        here = drawn["patient"] == patient
        mask = drawn["mask"][here].astype(bool)
        flair = drawn["image"][here][..., 1]
        assert np.median(flair[mask]) > np.median(flair[(flair > 60) & ~mask])
        halves = mask[..., :32].sum(), mask[..., 32:].sum()
        assert max(halves) > 0.9 * mask.sum()


def test_some_cores_take_up_contrast_medium(drawn):
    gains = []
    for patient in np.unique(drawn["patient"][drawn["label"] == 1]):
        here = drawn["patient"] == patient
        inside = drawn["image"][here][drawn["mask"][here] == 1].astype(float)
        gains.append(np.percentile(inside[:, 2] - inside[:, 0], 90))
    assert min(gains) < 80 < max(gains)


def test_slices_count_from_the_base_up(drawn):
    assert drawn["slice"][:12].tolist() == list(range(1, 13))
    np.testing.assert_allclose(drawn["position"][:12], np.arange(12) / 11)
    by_place = drawn["label"].reshape(16, 12).mean(axis=0)
    assert by_place[[0, -1]].max() < 0.1 < by_place[6]


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.patients(wrong, seed=0)
    with pytest.raises(ValueError, match="from 0 to 1"):
        phantom.patients(1, seed=0, lesion_share=1.5)
