"""The hippocampus builder: its tree, read in any part."""

import gzip
import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.hippocampus_msd import (
    hippocampus_msd_dataset_builder,
    tree,
)

from medkeras.utils.errors import DataError

HERE = Path(__file__)
WRITERS = runpy.run_path(str(HERE.with_name("hippocampus_msd_tree.py")))
paths, save, write_tree = (
    WRITERS[name] for name in ("paths", "save", "write_tree")
)
SHAPE, labels = WRITERS["SHAPE"], WRITERS["labels"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Two made-up heads, through every check that TFDS has."""

    DATASET_CLASS = hippocampus_msd_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 2, "test": 2}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        few = {"train": (1, 0), "test": (1, 2)}
        patch.setattr(hippocampus_msd_dataset_builder, "SAMPLE", few)
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small tree in the official layout."""

    DATASET_CLASS = hippocampus_msd_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 2, "validation": 2, "test": 1}  # noqa: RUF012
    # nibabel reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path)


def rows_of(found):
    rows = [row for part in found.splits.values() for row in part]
    return {row["number"]: row for row in rows}


def test_two_sides_are_one_head_and_stay_together(root):
    found = tree.read_tree(root)
    assert found.notes == ["5 of 260 volumes, 3 heads"]
    assert not found.complete
    heads = {n: row["head"] for n, row in rows_of(found).items()}
    assert heads == {1: 1, 3: 2, 4: 2, 5: 3, 6: 3}
    for split, rows in found.splits.items():
        assert {tree.split_of(row["head"]) for row in rows} == {split}


def test_six_of_ten_heads_are_trained_on():
    splits = [tree.split_of(head) for head in range(2000)]
    assert splits.count("train") == pytest.approx(1200, abs=60)
    assert splits.count("test") == pytest.approx(400, abs=50)


def test_a_volume_lies_in_the_middle_of_the_box(root):
    row = rows_of(tree.read_tree(root))[3]
    assert row["image"].shape == row["label"].shape == (48, 64, 48)
    assert row["shape"].tolist() == list(SHAPE)
    np.testing.assert_array_equal(row["label"][20:28, 26:38, 19:29], labels())
    assert (row["label"] > 0).sum() == (labels() > 0).sum()
    assert row["volume"].tolist() == [64, 64]


def test_brightness_is_each_volumes_own(root):
    """The files' numbers differ by a factor; what is read is the same."""
    rows = rows_of(tree.read_tree(root))
    np.testing.assert_array_equal(rows[1]["image"], rows[6]["image"])
    assert rows[1]["image"].max() == 255


def test_what_is_larger_than_the_box_is_cut_and_said(root):
    image, label = paths(root, 1)
    drawn = np.zeros((60, 70, 50), np.uint8)
    drawn[1, 35, 25] = 1  # outside
    drawn[30, 35, 25] = 2
    save(image, np.arange(drawn.size, dtype=np.float32).reshape(drawn.shape))
    save(label, drawn)
    found = tree.read_tree(root)
    row = rows_of(found)[1]
    assert row["label"][24, 32, 24] == 2 and (row["label"] > 0).sum() == 1
    assert row["volume"].tolist() == [1, 1]
    said = "hippocampus_001.nii.gz: 1 labelled voxels outside the box"
    assert said in found.notes


def test_labels_kept_as_fractions_are_read(root):
    save(paths(root, 1)[1], labels().astype(np.float32))
    row = rows_of(tree.read_tree(root))[1]
    assert row["label"].dtype == np.uint8 and row["volume"].sum() == 128


def spoiled(root, message):
    """Volume 3 is left out and said; the others are read."""
    found = tree.read_tree(root)
    assert sorted(rows_of(found)) == [1, 4, 5, 6]
    lines = [line for line in found.notes if message in line]
    assert len(lines) == 1 and "\n" not in lines[0], found.notes
    assert "hippocampus_003" in lines[0]


def test_another_affine_matrix(root):
    save(paths(root, 3)[1], labels(), np.diag([1.0, 1.0, 1.5, 1.0]))
    spoiled(root, "expected the affine matrix of its image")


def test_another_shape(root):
    save(paths(root, 3)[1], labels()[1:])
    spoiled(root, "expected the shape of its image")


def test_other_labels(root):
    save(paths(root, 3)[1], labels() * 2)
    spoiled(root, "expected the labels 0, 1 and 2; found 4")


def test_voxels_of_another_size(root):
    image, label = paths(root, 3)
    affine = np.diag([1.0, 1.0, 2.0, 1.0])
    save(image, np.arange(labels().size).reshape(SHAPE) * 1.0, affine)
    save(label, labels(), affine)
    spoiled(root, "expected voxels of 1 mm; found 1.00 x 1.00 x 2.00")


def test_one_brightness(root):
    save(paths(root, 3)[0], np.full(SHAPE, 7, np.float32))
    spoiled(root, "expected more than one brightness")


@pytest.mark.parametrize("kind", [0, 1])
def test_a_file_that_is_cut_off(root, kind):
    path = paths(root, 3)[kind]
    values = np.random.default_rng(0).normal(size=SHAPE)  # hard to compress
    save(path, values.astype(np.float32))
    path.write_bytes(path.read_bytes()[:-500])
    spoiled(root, "cut off")


def test_text_in_place_of_a_volume(root):
    paths(root, 3)[0].write_bytes(gzip.compress(b"a log-in page"))
    spoiled(root, "expected a NIfTI volume")


def test_an_image_without_labels_and_labels_without_an_image(root):
    paths(root, 3)[1].unlink()
    spoiled(root, "no labels to it")
    paths(root, 4)[0].unlink()
    found = tree.read_tree(root)
    assert "hippocampus_004.nii.gz: no image to these labels" in found.notes


def test_hidden_doubles_of_the_archive_are_no_volumes(root):
    image, label = paths(root, 3)
    for path in (image, label):
        path.with_name("._" + path.name).write_bytes(b"\x00\x05\x16\x07")
    assert len(rows_of(tree.read_tree(root))) == 5


def test_an_empty_folder_says_what_it_lacks(tmp_path):
    with pytest.raises(DataError, match=r"expected imagesTr.*an empty folder"):
        tree.read_tree(tmp_path)


def test_no_usable_pair_names_the_first_fault(root):
    for path in root.rglob("labelsTr/*"):
        path.unlink()
    with pytest.raises(DataError, match=r"5 images and 0 labels.*no labels to"):
        tree.read_tree(root)
