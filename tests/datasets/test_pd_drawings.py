"""The builder of drawn spirals and waves: names, squares, traps, phantom."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.pd_drawings import (
    drawings,
    pd_drawings_dataset_builder,
    phantom,
)
from PIL import Image
from sklearn.metrics import roc_auc_score

from medkeras.utils.errors import DataError

W = runpy.run_path(str(Path(__file__).with_name("pd_drawings_folder.py")))


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up people, through every check that TFDS has."""

    DATASET_CLASS = pd_drawings_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 192}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A few small sheets in the official layout."""

    DATASET_CLASS = pd_drawings_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 16}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return W["write_folder"](tmp_path / "pd_drawings")


def column(found, name):
    return [row[name] for row in found.splits["train"]]


def test_a_person_is_the_number_and_the_group(root):
    found = drawings.read_folder(root)
    assert found.notes == [
        "8 of 102 spirals, 8 of 102 waves, 4 people (2 healthy)"
    ]
    assert not found.complete
    assert column(found, "kind") == [0] * 8 + [1] * 8
    assert column(found, "drawing") == [1, 2] * 8
    assert column(found, "published_test") == [0, 1] * 8
    labels, people = column(found, "label"), column(found, "person")
    assert people == [0, 0, 1, 1, 2, 2, 3, 3] * 2
    for person in range(4):
        own = [
            lab for lab, p in zip(labels, people, strict=True) if p == person
        ]
        assert len(set(own)) == 1


def test_the_tree_that_lies_twice_is_read_once(root):
    shutil.copytree(root, root / "drawings")
    found = drawings.read_folder(root)
    assert len(found.splits["train"]) == 16
    assert found.notes[1] == "16 drawings that lie there twice: read once"


def test_names_without_a_zero_and_a_fourth_channel_are_read(root):
    path = next(iter(sorted(root.rglob("*HE02.png"))))
    with Image.open(path) as picture:
        picture.convert("RGBA").save(
            path.with_name(path.name.replace("HE02", "HE2"))
        )
    path.unlink()
    found = drawings.read_folder(root)
    assert column(found, "drawing") == [1, 2] * 8


def test_what_is_odd_is_left_out_and_counted_in_one_line(root):
    paths = sorted((root / "wave").rglob("*.png"))
    paths[0].write_bytes(paths[0].read_bytes()[:200])  # cut off
    paths[1].rename(paths[1].with_name(paths[1].name.replace("O", "E")))
    Image.new("L", (60, 50), 235).save(paths[2])  # nothing drawn
    shutil.copy(paths[3], root / "another.png")
    found = drawings.read_folder(root)
    assert found.notes[0].startswith("8 of 102 spirals, 5 of 102 waves")
    assert found.notes[1].startswith("4 files left out, of another kind or b")
    assert found.notes[1].endswith(", ...")
    assert len(found.notes) == 2


def test_one_kind_is_enough(root):
    shutil.rmtree(root / "wave")
    assert len(drawings.read_folder(root).splits["train"]) == 8


def test_no_drawing_is_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="found an empty folder") as error:
        drawings.read_folder(tmp_path)
    assert "\n" not in str(error.value)
    (tmp_path / "x.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"found only others: x\.png"):
        drawings.read_folder(tmp_path)


def test_the_square_shows_neither_the_sheet_nor_its_light():
    picture = phantom.drawings(2, seed=0)[0]["picture"]
    expected = drawings.reduced(picture).astype(float)
    assert expected.shape == (64, 64)
    assert expected.max() == 255
    wider = np.pad(picture, ((0, 0), (40, 90)), constant_values=picture.max())
    np.testing.assert_array_equal(drawings.reduced(wider), expected)
    darker = np.uint8(picture * 0.8)
    assert np.abs(drawings.reduced(darker) - expected).max() < 8
    stretched = Image.fromarray(picture).resize((512, 256))
    assert np.abs(drawings.reduced(np.asarray(stretched)) - expected).mean() < 4


@pytest.mark.parametrize(("place", "found"), [(0, "empty"), (1, "a dot")])
def test_a_sheet_without_a_drawing_is_refused(place, found):
    picture = np.full((50, 60), 235, np.uint8)
    if place:
        picture[20:23, 20:23] = 30
    with pytest.raises(DataError, match=found):
        drawings.reduced(picture)


def test_in_the_phantom_the_sheet_and_the_published_split_are_traps():
    drawn = phantom.drawings(200, seed=1)
    waves = [row for row in drawn if row["kind"]]
    labels = [row["label"] for row in waves]
    heights = [-row["picture"].shape[0] for row in waves]
    assert 0.6 < roc_auc_score(labels, heights) < 0.95
    spirals = {row["picture"].shape for row in drawn if not row["kind"]}
    assert spirals == {(256, 256)}
    tested = {row["person"] for row in drawn if row["published_test"]}
    assert tested == {row["person"] for row in drawn}
    tremor = [row["tremor"] for row in waves]
    assert 0.75 < roc_auc_score(labels, tremor) < 0.95


def test_the_same_seed_gives_the_same_bytes():
    first, again, other = (phantom.drawings(2, seed=s) for s in (1, 1, 2))
    for one, two in zip(first, again, strict=True):
        assert one["picture"].tobytes() == two["picture"].tobytes()
    assert not np.array_equal(first[0]["picture"], other[0]["picture"])


@pytest.mark.parametrize("wrong", [0, 1, 3.0, "3"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 2"):
        phantom.drawings(wrong, seed=0)
