import io

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.pneumonia_xray import archive as xray
from medkeras_datasets.pneumonia_xray import pneumonia_xray_dataset_builder
from medkeras_datasets.pneumonia_xray.pneumonia_xray_dataset_builder import (
    SAMPLE,
    Builder,
)

from medkeras.data.building import number_patients, own_or_official
from medkeras.utils.errors import DataError

URL = "https://zenodo.org/records/10519652/files/pneumoniamnist.npz"
KINDS = ("images", "labels")
DUMMY = Builder.code_path.parent / "dummy_data" / xray.FILE


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The phantom, through every check that TFDS has."""

    DATASET_CLASS = Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 16, "validation": 3, "test": 4}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        # TFDS sets up more than once a test: each set-up undoes its own.
        self.addCleanup(patch.undo)
        few = {
            split: (num_patients // 100, *how)
            for split, (num_patients, *how) in SAMPLE.items()
        }
        patch.setattr(pneumonia_xray_dataset_builder, "SAMPLE", few)
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A manual download, with a dozen made-up images in its place."""

    DATASET_CLASS = Builder
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
    fetched = f"downloaded from {URL}"
    assert own_or_official(Builder, Manager(), xray.FILE) == fetched
    assert own_or_official(Builder, Manager(tmp_path), xray.FILE) == fetched
    own = tmp_path / xray.FILE
    own.touch()
    assert own_or_official(Builder, Manager(tmp_path), xray.FILE) == own


def test_the_official_file_is_known_by_its_hash():
    known = Builder.url_infos[URL]
    assert known.size == 4_170_669
    assert known.checksum.startswith("e1792d3f03751cb1")
    assert known.filename == xray.FILE


@pytest.fixture
def path(tmp_path):
    return tmp_path / xray.FILE


@pytest.fixture
def arrays():
    with np.load(DUMMY) as archive:
        return dict(archive)


def of_sizes(*sizes):
    names = ("train", "validation", "test")
    return {n: {"label": range(s)} for n, s in zip(names, sizes, strict=True)}


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
    splits = number_patients(splits)
    patients = [p for part in splits.values() for p in part["patient"].tolist()]
    assert patients == list(range(12))
    line = xray.count_line(of_sizes(4708, 3, 124))
    assert line == (
        "pneumoniamnist.npz: read all 4,708 train images, 3 of 524 "
        "validation images, 124 of 624 test images: a part, which nothing "
        "here proves to be of the release"
    )
    assert not xray.is_whole(of_sizes(4708, 3, 124))
    whole = of_sizes(4708, 524, 624)
    assert xray.is_whole(whole)
    assert xray.count_line(whole).endswith("all 624 test images")


@pytest.fixture
def published(monkeypatch):
    """The dozen made-up images are what is published."""
    splits = xray.read_archive(DUMMY)
    monkeypatch.setattr(
        xray, "OFFICIAL", {"train": ("train", 5), "validation": ("val", 3),
                           "test": ("test", 4)},
    )  # fmt: skip
    digests = {
        name: xray.content(films["image"], films["label"])
        for name, films in splits.items()
    }
    monkeypatch.setattr(xray, "CONTENT", digests)


def exchanged(arrays, first, second):
    """Another split under the name of each of the two."""
    changed = dict(arrays)
    for kind in ("images", "labels"):
        changed[f"{first}_{kind}"] = arrays[f"{second}_{kind}"]
        changed[f"{second}_{kind}"] = arrays[f"{first}_{kind}"]
    return changed


def one_pixel(arrays):
    images = arrays["val_images"].copy()
    images[2, 9, 9] ^= 1
    return arrays | {"val_images": images}


ALTERED = {
    "noise": lambda a: a | {"train_images": 255 - a["train_images"]},
    "one pixel": one_pixel,
    "labels inverted": lambda a: a | {"test_labels": 1 - a["test_labels"]},
    "one label": lambda a: a | {"val_labels": a["val_labels"] * 0},
    "labels of others": lambda a: (
        a | {"train_labels": np.roll(a["train_labels"], 1)}
    ),
    "all black": lambda a: a | {"test_images": a["test_images"] * 0},
    "0 and 1": lambda a: a | {"test_images": a["test_images"] // 255},
    "splits exchanged": lambda a: exchanged(a, "train", "test"),
    "a film twice": lambda a: (
        a | {"train_images": np.repeat(a["train_images"], 2, axis=0)[:5]}
    ),
    "more films": lambda a: {k: np.repeat(v, 2, axis=0) for k, v in a.items()},
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_other_films_of_the_published_number_are_refused(
    path, arrays, published, change
):
    saved(path, change(arrays))
    splits = xray.read_archive(path)
    with pytest.raises(DataError, match="not the published") as caught:
        xray.require_published(path, splits)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_the_builder_tells_the_set_from_a_part_and_from_other_films(
    tmp_path, path, arrays, published
):
    builder = Builder(data_dir=tmp_path / "data", config="full")
    saved(path, arrays)
    builder._split_generators(Manager(tmp_path))
    assert builder.complete is True
    saved(path, arrays | {f"val_{k}": arrays[f"val_{k}"][:2] for k in KINDS})
    builder._split_generators(Manager(tmp_path))
    assert builder.complete is False
    assert "2 of 3 validation images" in builder.notes[0]
    saved(path, one_pixel(arrays))
    with pytest.raises(DataError, match="not the published file"):
        builder._split_generators(Manager(tmp_path))


def test_the_published_films_pass_in_any_order_and_in_part(
    path, arrays, published
):
    for rows in ([4, 2, 0, 1, 3], [3, 1]):
        changed = dict(arrays)
        for kind in ("images", "labels"):
            changed[f"train_{kind}"] = arrays[f"train_{kind}"][rows]
        saved(path, changed)
        xray.require_published(path, xray.read_archive(path))


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
    with pytest.raises(DataError, match=finding) as caught:
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
    fails_in_one_line(path, "expected this file; found an empty folder")
    path.mkdir()
    fails_in_one_line(path, "expected a file; found")
