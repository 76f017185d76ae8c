import io

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.pneumonia_xray import phantom
from medkeras_datasets.pneumonia_xray import (
    pneumonia_xray_dataset_builder as xray,
)
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

DUMMY = xray.Builder.code_path.parent / "dummy_data" / xray.FILE


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The phantom, through every check that TFDS has."""

    DATASET_CLASS = xray.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 1600, "validation": 300, "test": 400}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A manual download, with a dozen made-up images in its place."""

    DATASET_CLASS = xray.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 5, "validation": 3, "test": 4}  # noqa: RUF012


class Manager:
    """Stands in for TFDS's manager of downloads."""

    def __init__(self, manual=None):
        self._manual = manual

    @property
    def manual_dir(self):
        if self._manual is None:
            raise AssertionError("Manual directory not enabled.")
        return self._manual

    def download(self, url):
        return f"downloaded from {url}"


def test_a_manual_file_comes_before_the_official_one(tmp_path):
    fetched = f"downloaded from {xray.URL}"
    assert xray._archive(Manager()) == fetched
    assert xray._archive(Manager(tmp_path)) == fetched
    (tmp_path / xray.FILE).touch()
    assert xray._archive(Manager(tmp_path)) == tmp_path / xray.FILE


def test_the_official_file_is_known_by_its_hash():
    known = xray.Builder.url_infos[xray.URL]
    assert known.size == 4_170_669
    assert known.checksum.startswith("e1792d3f03751cb1")
    assert known.filename == xray.FILE


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
    splits = [xray._drawn(*how) for how in xray.SAMPLE.values()]
    patients = np.concatenate([films["patient"] for films in splits])
    assert len(set(patients.tolist())) == len(patients) == 2300
    films = {f.tobytes() for part in splits for f in part["image"]}
    assert len(films) == 2300
    assert set(splits[0]["site"].tolist()) == {0, 1}
    assert (splits[2]["site"] == 2).mean() == 0.5


@pytest.mark.parametrize(
    "wrong", [{"num_patients": 0}, {"size": 8}, {"sites": (0, 3)}]
)
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="must be at least"):
        phantom.films(**({"num_patients": 2, "seed": 0} | wrong))


@pytest.fixture
def path(tmp_path):
    return tmp_path / xray.FILE


@pytest.fixture
def arrays():
    with np.load(DUMMY) as archive:
        return dict(archive)


def test_the_archive_is_read_whatever_number_is_in_it():
    splits = xray.read_archive(DUMMY)
    assert [len(part["label"]) for part in splits.values()] == [5, 3, 4]
    with np.load(DUMMY) as archive:
        np.testing.assert_array_equal(
            splits["validation"]["image"][..., 0], archive["val_images"]
        )
        np.testing.assert_array_equal(
            splits["test"]["label"], archive["test_labels"][:, 0]
        )
    patients = [p for part in splits.values() for p in part["patient"].tolist()]
    assert patients == list(range(12))
    line = xray.count_line({"train": 4708, "validation": 3, "test": 124})
    assert line == (
        "pneumoniamnist.npz: read all 4,708 train images, 3 of 524 "
        "validation images, 124 of 624 test images"
    )


def saved(path, arrays):
    np.savez(path, **arrays)


def without(arrays, name):
    return {key: value for key, value in arrays.items() if key != name}


def with_label(value):
    return np.full((3, 1), value, np.uint8)


WRONG = {
    "key": (
        lambda a: without(a, "val_labels"),
        "expected the arrays .*val_labels.*; found train_images",
    ),
    "colour": (
        lambda a: a | {"train_images": np.zeros((5, 28, 28, 3), np.uint8)},
        r"train_images: expected uint8 .*; found uint8 of shape \(5, 28, 28, 3",
    ),
    "size": (
        lambda a: a | {"test_images": np.zeros((4, 64, 64), np.uint8)},
        "test_images: expected uint8 .* found .*64, 64",
    ),
    "dtype": (
        lambda a: a | {"val_images": a["val_images"] / 255},
        "val_images: expected uint8 .*; found float64",
    ),
    "label": (
        lambda a: a | {"val_labels": with_label(2)},
        "val_labels: expected labels 0 and 1; found 2",
    ),
    "real label": (
        lambda a: a | {"val_labels": np.zeros((3, 1))},
        "val_labels: expected whole numbers .*; found float64",
    ),
    "lengths": (
        lambda a: a | {"val_labels": np.zeros((2, 1), np.uint8)},
        r"val_labels: expected whole numbers of shape \(3, 1\); found",
    ),
    "none": (
        lambda a: (
            a
            | {
                "val_images": np.zeros((0, 28, 28), np.uint8),
                "val_labels": np.zeros((0, 1), np.uint8),
            }
        ),
        "val_images: expected images; found none",
    ),
    "objects": (
        lambda a: a | {"val_images": np.array([None, {}], object)},
        "found an array that is not plain numbers",
    ),
}


def fails_in_one_line(path, finding):
    with pytest.raises(xray.ArchiveError, match=finding) as caught:
        xray.read_archive(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("change", "finding"), WRONG.values(), ids=WRONG)
def test_a_wrong_archive_is_one_clear_line(path, arrays, change, finding):
    saved(path, change(arrays))
    fails_in_one_line(path, finding)


def test_a_damaged_file_is_one_clear_line(path):
    whole = DUMMY.read_bytes()
    for size in (len(whole) // 2, len(whole) - 30, 300, 10):
        path.write_bytes(whole[:size])
        fails_in_one_line(path, "found a damaged one")
    middle = len(whole) // 3
    path.write_bytes(whole[:middle] + b"\xff" * 40 + whole[middle + 40 :])
    fails_in_one_line(path, "found a damaged one")


def test_another_kind_of_file_is_one_clear_line(path):
    array = io.BytesIO()
    np.save(array, np.zeros(3))
    for content in (b"", b"<html>log in</html>", array.getvalue()):
        path.write_bytes(content)
        fails_in_one_line(path, "found no zip file")
    path.unlink()
    fails_in_one_line(path, "found no such file")
    path.mkdir()
    fails_in_one_line(path, "found a damaged one|expected the npz")
