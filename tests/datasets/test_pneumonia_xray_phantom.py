import numpy as np
import pytest
from medkeras_datasets.pneumonia_xray import phantom
from medkeras_datasets.pneumonia_xray import (
    pneumonia_xray_dataset_builder as xray,
)
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from medkeras.data import card


@pytest.fixture(scope="module")
def drawn():
    return phantom.films(2000, seed=5)


def test_the_opacity_is_where_it_says(drawn):
    ill = drawn["label"] == 1
    added = (drawn["clean"] - drawn["healthy"])[..., 0]
    assert np.abs(added[~ill]).max() == 0
    added = added[ill]
    peak = added.reshape(len(added), -1).argmax(axis=1)
    row, column = np.unravel_index(peak, (28, 28))
    assert np.abs(row - drawn["row"][ill]).max() <= 0.51
    assert np.abs(column - drawn["column"][ill]).max() <= 0.51


def test_the_radius_is_the_standard_deviation():
    film = phantom.films(300, seed=1, size=64)
    inside = (np.abs(film["row"] - 32) < 10) & (film["label"] == 1)
    added = (film["clean"] - film["healthy"])[inside, ..., 0]
    y = np.arange(64)[:, None]
    weight = added / added.sum(axis=(1, 2), keepdims=True)
    away = (y - film["row"][inside][:, None, None]) ** 2
    spread = np.sqrt((weight * away).sum(axis=(1, 2)))
    np.testing.assert_allclose(spread, film["radius"][inside], rtol=0.02)


def test_the_opacity_lies_in_a_lung(drawn):
    ill = drawn["label"] == 1
    rows = np.arange(len(ill))[ill]
    at = [np.rint(drawn[name][ill]).astype(int) for name in ("row", "column")]
    healthy = drawn["healthy"][rows, at[0], at[1], 0]
    body = drawn["healthy"][rows, 1, 1, 0]
    assert (healthy < body - 0.05).mean() > 0.9


def test_no_opacity_no_place(drawn):
    ill = drawn["label"] == 1
    for name in ("row", "column", "radius"):
        np.testing.assert_array_equal(np.isnan(drawn[name]), ~ill)


def test_brightness_alone_says_little_inside_a_site(drawn):
    for site in (0, 1):
        here = drawn["site"] == site
        brightness = drawn["image"][here].mean(axis=(1, 2, 3))
        score = roc_auc_score(drawn["label"][here], brightness)
        assert 0.5 < score < 0.7


def test_a_linear_model_of_the_pixels_finds_a_part(drawn):
    pixels = drawn["image"].reshape(2000, -1) / 255
    model = LogisticRegression(C=0.01, max_iter=500)
    model.fit(pixels[:1500], drawn["label"][:1500])
    score = model.decision_function(pixels[1500:])
    assert 0.6 < roc_auc_score(drawn["label"][1500:], score) < 0.8


def test_sites_differ_in_look_and_prevalence():
    drawn = phantom.films(1500, seed=2, sites=(0, 1, 2))
    sites = [drawn["site"] == site for site in range(3)]
    for site, here in enumerate(sites):
        assert drawn["label"][here].mean() == pytest.approx(
            phantom.SITES[site].prevalence, abs=0.001
        )
    mean = [drawn["image"][here].mean() for here in sites]
    spread = [drawn["image"][here].std(axis=(1, 2)).mean() for here in sites]
    assert mean == sorted(mean)
    assert mean[2] > mean[0] + 10
    assert spread[0] > spread[1] > spread[2]


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.films(10, seed=1) for _ in range(2))
    for name in first:
        assert first[name].tobytes() == again[name].tobytes()
    other = phantom.films(10, seed=2)
    assert not np.array_equal(first["image"], other["image"])


def test_the_splits_share_no_patient_and_no_film():
    read = xray.Builder.read_sample(None, None)
    sizes = {split: len(films["label"]) for split, films in read.items()}
    assert sizes == card("pneumonia_xray").facts["sample_counts"]
    splits = list(read.values())
    patients = np.concatenate([films["patient"] for films in splits])
    assert len(set(patients.tolist())) == len(patients) == 2300
    films = {f.tobytes() for part in splits for f in part["image"]}
    assert len(films) == 2300
    assert set(splits[0]["site"].tolist()) == {0, 1}
    assert (splits[2]["site"] == 2).mean() == 0.5


@pytest.mark.parametrize(
    "wrong",
    [
        {"num_patients": 0},
        {"num_patients": 2.5},
        {"size": 8},
        {"sites": (0, 3)},
        {"sites": ()},
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="of at least"):
        phantom.films(**({"num_patients": 2, "seed": 0} | wrong))
