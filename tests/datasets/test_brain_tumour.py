"""The brain builder: its tree, read in any part."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.brain_tumour import (
    brain_tumour_dataset_builder,
    tree,
)

from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("brain_tumour_tree.py")))
TRAIN, TEST = WRITERS["TRAIN"], WRITERS["TEST"]
picture_path, save = WRITERS["picture_path"], WRITERS["save"]
write_slice, write_tree = WRITERS["write_slice"], WRITERS["write_tree"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Two made-up heads, through every check that TFDS has."""

    DATASET_CLASS = brain_tumour_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 12, "test": 12}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        few = {"train": (1, 0), "test": (1, 2)}
        patch.setattr(brain_tumour_dataset_builder, "SAMPLE", few)
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small tree in the official layout."""

    DATASET_CLASS = brain_tumour_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3, "test": 3}  # noqa: RUF012
    # Pillow reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path)


def rows_of(found, name):
    rows = [row for part in found.splits.values() for row in part]
    return [row for row in rows if row["name"] == name[:12]]


def test_slices_are_read_in_the_order_of_their_numbers(root):
    found = tree.read_tree(root)
    assert found.notes == ["2 of 110 patients, 6 slices"]
    assert not found.complete
    rows = rows_of(found, TRAIN)
    assert [row["slice"] for row in rows] == [2, 10, 18]
    assert [row["position"] for row in rows] == [0, 0.5, 1]
    assert [row["label"] for row in rows] == [0, 1, 0]
    assert [row["image"][5, 5].tolist() for row in rows] == [
        [n, n + 100, n + 50] for n in (2, 10, 18)
    ]
    assert {row["site"] for row in rows} == {"XX"}
    assert {row["age"] for row in rows} == {67}
    assert np.isnan([row["age"] for row in rows_of(found, TEST)]).all()


@pytest.mark.parametrize("size", [64, 128, 256])
def test_every_usual_size_becomes_one(root, size):
    for number in (2, 10, 18):
        write_slice(root, TRAIN, number, size // 4, size)
    for row in rows_of(tree.read_tree(root), TRAIN):
        assert row["image"].shape == (64, 64, 3)
        assert row["mask"].sum() == 16 * 16


def test_a_tumour_too_small_for_a_block_keeps_its_label(root):
    write_slice(root, TRAIN, 2, 1)  # one pixel of the four of a block
    (row, *_) = rows_of(tree.read_tree(root), TRAIN)
    assert row["label"] == 1 and row["mask"].sum() == 0


@pytest.mark.parametrize(("pixels", "inside"), [(1, 0), (2, 1), (3, 1)])
def test_half_of_a_block_or_more_is_tumour(root, pixels, inside):
    mask = np.zeros((128, 128), np.uint8)
    mask[[10, 10, 11][:pixels], [20, 21, 20][:pixels]] = 255
    save(picture_path(root, TRAIN, 10, "_mask"), mask)
    row = rows_of(tree.read_tree(root), TRAIN)[1]
    assert row["label"] == 1
    assert row["mask"].sum() == inside == row["mask"][5, 10]


def test_masks_of_0_and_1_are_masks_too(root):
    path = picture_path(root, TRAIN, 10, "_mask")
    mask = np.zeros((128, 128), np.uint8)
    mask[:40, :40] = 1
    save(path, mask)
    assert rows_of(tree.read_tree(root), TRAIN)[1]["mask"].sum() == 400


def test_a_copied_sequence_is_told(root):
    for number in (2, 10, 18):
        write_slice(root, TEST, number, grey=(number, 90, 90))
    found = tree.read_tree(root)
    assert {row["has_post"] for row in rows_of(found, TEST)} == {0}
    assert {row["has_pre"] for row in rows_of(found, TEST)} == {1}
    assert {row["has_post"] for row in rows_of(found, TRAIN)} == {1}


def test_the_split_is_the_patients_own(root):
    everyone = tree.read_tree(root)
    assert list(everyone.splits) == ["train", "test"]
    shutil.rmtree(root / "kaggle_3m" / TRAIN)
    alone = tree.read_tree(root)
    assert list(alone.splits) == ["test"]
    names = [f"TCGA_DU_{number:04d}" for number in range(2000)]
    splits = [tree.split_of(name) for name in names]
    for split, share in (("train", 0.6), ("validation", 0.2), ("test", 0.2)):
        assert splits.count(split) / 2000 == pytest.approx(share, abs=0.04)


def test_two_examinations_of_a_patient_stay_together(root):
    again = TRAIN[:13] + "20010101"
    write_slice(root, again, 2)
    rows = rows_of(tree.read_tree(root), TRAIN)
    assert len(rows) == 4 and len({row["patient"] for row in rows}) == 1


def test_what_stands_there_twice_is_read_once(root):
    shutil.copytree(root / "kaggle_3m", root / "lgg" / "kaggle_3m")
    found = tree.read_tree(root)
    assert found.notes == [
        "2 of 110 patients, 6 slices",
        "2 folders stand there twice: read once",
    ]


def test_what_cannot_be_read_is_said_and_the_rest_is_read(root):
    picture_path(root, TRAIN, 2, "_mask").unlink()
    picture_path(root, TRAIN, 10).write_bytes(b"II*\0 cut off")
    save(picture_path(root, TRAIN, 18), np.zeros((128, 128), np.uint8))
    write_slice(root, TRAIN, 20, size=100)
    save(picture_path(root, TRAIN, 22, "_mask"), np.zeros((128, 128), np.uint8))
    write_slice(root, TRAIN, 24)
    save(picture_path(root, TRAIN, 24, "_mask"), np.zeros((64, 64), np.uint8))
    write_slice(root, TRAIN, 26)
    found = tree.read_tree(root)
    assert [row["slice"] for row in rows_of(found, TRAIN)] == [26]
    assert len(rows_of(found, TEST)) == 3
    said = "\n".join(found.notes)
    for words in (
        "_2.tif: no mask beside it", "_10.tif: expected a picture",
        "found mode L", "found 100 x 100", "_22_mask.tif: no picture to it",
        "expected 128 x 128",
    ):  # fmt: skip
        assert words in said, words
    assert len(found.notes) == 7
    assert all("\n" not in note for note in found.notes)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (None, "no data.csv"),
        ("", "found an empty file"),
        ("Patient,grade\nTCGA_XX_0001,1\n", "found no age_at"),
        ("{header}TCGA_XX_0001,1,67\nTCGA_XX_0001,1,67\n", "twice: unused"),
        ("{header}TCGA_XX_0001,1,67\nTCGA_XX_0009,1,67\n",
         "1 rows of data.csv without pictures"),
        ("{header}TCGA_XX_0001,1,67\n", "1 patients without a row"),
    ],
)  # fmt: skip
def test_a_table_that_does_not_fit_is_said(root, table, words):
    path = root / "kaggle_3m" / "data.csv"
    if table is None:
        path.unlink()
    else:
        path.write_text(table.format(header=WRITERS["HEADER"]))
    found = tree.read_tree(root)
    assert sum(map(len, found.splits.values())) == 6
    assert words in "\n".join(found.notes)


def test_semicolons_are_read_as_well(root):
    path = root / "kaggle_3m" / "data.csv"
    path.write_text(path.read_text().replace(",", ";"))
    assert {row["grade"] for row in rows_of(tree.read_tree(root), TRAIN)} == {1}


@pytest.mark.parametrize("folder", [TRAIN, "nobody"])
def test_a_tree_without_slices_is_one_clear_line(tmp_path, folder):
    (tmp_path / folder).mkdir()
    with pytest.raises(DataError, match="expected folders") as error:
        tree.read_tree(tmp_path)
    assert "\n" not in str(error.value)
