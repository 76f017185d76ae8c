"""The made-up films: what decides is known, and it can be taken away."""

import numpy as np
import pytest
from medkeras_datasets.covid_xray import phantom
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


@pytest.fixture(scope="module")
def clean():
    return phantom.films(300, seed=3, confounded=False)


@pytest.fixture(scope="module")
def mixed():
    return phantom.films(300, seed=3)


def score(drawn, keep):
    """AUROC of COVID-19 against the rest on other patients' pixels."""
    kept = drawn["image"] / 255.0 * keep(drawn)
    small = kept.reshape(-1, 16, 4, 16, 4).mean(axis=(2, 4))
    x, y = small.reshape(len(small), -1), drawn["label"] == 2
    train = drawn["patient"] % 2 == 0
    model = LogisticRegression(max_iter=500).fit(x[train], y[train])
    return roc_auc_score(y[~train], model.decision_function(x[~train]))


def outside(drawn):
    """Everything but the lungs, with a margin around each."""
    keep = np.ones(drawn["image"].shape)
    for row, boxes in enumerate(drawn["boxes"]):
        for top, left, bottom, right in boxes:
            rows = slice(max(int(top) - 5, 0), int(bottom) + 6)
            keep[row, rows, max(int(left) - 5, 0) : int(right) + 6] = 0
    return keep


def whole(drawn):
    return np.ones(drawn["image"].shape)


def lungs(drawn):
    return drawn["lung_mask"]


def test_without_lungs_a_clean_set_tells_nothing_a_confounded_one_all(
    clean, mixed
):
    assert abs(score(clean, outside) - 0.5) < 0.1
    assert score(mixed, outside) > 0.85


def test_the_lungs_alone_tell_the_finding_of_a_clean_set(clean):
    assert score(clean, whole) > 0.7
    assert score(clean, lungs) > 0.7


def test_at_another_source_a_confounded_score_falls(clean, mixed):
    """Learnt where the marker tells, asked where all sources are alike."""
    both = {
        name: np.concatenate([mixed[name][mixed["patient"] % 2 == 0],
                              clean[name][clean["patient"] % 2 == 1]])
        for name in mixed
    }  # fmt: skip
    assert score(mixed, whole) - score(both, whole) > 0.1


def test_sources_and_findings_go_together_only_where_confounded():
    for confounded in (True, False):
        drawn = phantom.films(200, seed=1, confounded=confounded)
        covid = drawn["source"][drawn["label"] == 2]
        share = (covid == "archive").mean()
        assert share == 0 if confounded else 0.1 < share < 0.4


def test_boxes_hold_the_masks_and_the_masks_are_dark():
    drawn = phantom.films(20, seed=0)
    for image, mask, boxes in zip(
        drawn["image"], drawn["lung_mask"], drawn["boxes"], strict=True
    ):
        inside = np.zeros(mask.shape, bool)
        for top, left, bottom, right in boxes:
            inside[int(top) : int(bottom) + 1, int(left) : int(right) + 1] = 1
        assert mask[inside].sum() == mask.sum() > 500
        assert image[mask == 1].mean() < image[12:20, 28:36].mean()


def test_covid_has_patches_in_both_lungs_other_pneumonias_in_one(clean):
    drawn = clean
    healthy = drawn["image"][drawn["label"] == 0].mean(axis=0)
    asymmetry = {}
    for label in (1, 2):
        gain = drawn["image"][drawn["label"] == label] - healthy
        left, right = gain[:, :, :32].mean((1, 2)), gain[:, :, 32:].mean((1, 2))
        asymmetry[label] = np.abs(left - right).mean()
    assert asymmetry[1] > 1.3 * asymmetry[2]


def test_films_of_a_patient_share_finding_source_and_anatomy():
    drawn = phantom.films(30, seed=0)
    for patient in range(30):
        here = drawn["patient"] == patient
        assert 1 <= here.sum() <= 3
        for name in ("label", "source", "view"):
            assert len(set(drawn[name][here].tolist())) == 1


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.films(5, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.films(5, seed=2)["image"]
    assert other.tobytes() != first["image"].tobytes()


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.films(wrong, seed=0)
