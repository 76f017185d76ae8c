"""The heart builder: its tree, its phantom."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.sunnybrook import (
    patients,
    phantom,
    sunnybrook_dataset_builder,
    tree,
)

from medkeras.imaging.contours import area
from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("sunnybrook_tree.py")))
contour_path, write_contour = WRITERS["contour_path"], WRITERS["write_contour"]
write_slice, write_tree = WRITERS["write_slice"], WRITERS["write_tree"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Two made-up hearts, through every check that TFDS has."""

    DATASET_CLASS = sunnybrook_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 18, "test": 18}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        few = {"train": (1, 0), "test": (1, 2)}
        patch.setattr(sunnybrook_dataset_builder, "SAMPLE", few)
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small tree in the official layout."""

    DATASET_CLASS = sunnybrook_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 6, "validation": 6}  # noqa: RUF012
    # pydicom reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path)


def slice_of(root, number, folder="SCD0000101"):
    (path,) = root.glob(f"SCD_IMAGES_01/{folder}/*/IM-*-{number:04d}.dcm")
    return path


def test_the_lists_of_the_challenge_have_15_patients_each():
    counts = {}
    for kind, numbers in (
        ("HF-I", [1, 2, *range(4, 13), 40]),
        ("HF-NI", [3, 4, 7, *range(11, 16), 31, 33, 34, 36]),
        ("HYP", [1, 3, *range(6, 13), 37, 38, 40]),
        ("N", [2, 3, 5, 6, 7, 9, 10, 11, 40]),
    ):
        for number in numbers:
            split = patients.split_of(f"SC-{kind}-{number}")
            counts[split] = counts.get(split, 0) + 1
    assert counts == {"train": 15, "validation": 15, "test": 15}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SC-HF-I-01", "SC-HF-I-1"), ("SC-HF-NI-34", "SC-HF-NI-34"),
        ("sc-hyp-07", "SC-HYP-7"), ("SC-N-5", "SC-N-5"), ("SCD0000101", None),
    ],
)  # fmt: skip
def test_both_spellings_are_one_patient(text, name):
    assert patients.short_name(text) == name


def test_slices_meet_their_contours_by_patient_and_number(root):
    found = tree.read_tree(root)
    assert found.notes == ["2 of 45 patients, 12 slices with contours"]
    assert not found.complete
    rows = found.splits["train"]
    middle = tree.SIZE // 2
    numbers = [row["image"][middle, middle] for row in rows]
    assert numbers == [20, 27, 40, 47, 60, 67]
    assert [row["is_systole"] for row in rows] == [0, 1] * 3
    assert [row["level"] for row in rows] == [0, 0, 1, 1, 2, 2]
    assert {row["patient"] for row in rows} == {0}
    assert {row["patient"] for row in found.splits["validation"]} == {1}


def test_a_moment_between_goes_with_the_nearer_round_the_cycle(root):
    """Full at 0, emptied at 7; 18 of 20 is two images before the next 0."""
    series = slice_of(root, 20).parent
    write_slice(series / "IM-0003-0098.dcm", 98, 24.0)
    write_contour(contour_path(root, "SC-HF-I-01", 98), 9)
    rows = tree.read_tree(root).splits["train"]
    assert [row["is_systole"] for row in rows] == [0, 1] * 3 + [0]


def test_images_may_lie_in_folders_of_the_patients_name(root):
    images = root / "SCD_IMAGES_01"
    (images / "SCD0000101").rename(images / "SC-HF-I-01")
    assert len(tree.read_tree(root).splits["train"]) == 6


def test_a_contour_keeps_its_place_and_size(root):
    (row, *_) = tree.read_tree(root).splits["train"]
    np.testing.assert_allclose(row["contour"].mean(axis=0), 128, atol=0.1)
    assert area(row["contour"]) == pytest.approx(np.pi * 16, rel=0.02)
    assert row["spacing"].tolist() == [1.5, 1.5]


def test_of_several_series_that_with_the_drawn_images_is_read(root):
    for number in (20, 27, 300):  # a scout with some of the numbers
        path = root / "SCD_IMAGES_01" / "SCD0000101" / "SCOUT"
        write_slice(path / f"IM-0001-{number:04d}.dcm", 9999, 0.0)
    for row in tree.read_tree(root).splits["train"]:
        assert row["image"].max() < 9999


def test_what_cannot_be_read_is_counted_and_the_rest_is_read(root):
    slice_of(root, 20).unlink()  # a contour without its image
    write_slice(slice_of(root, 27), 27, 0.0, PixelData=None)
    write_contour(contour_path(root, "SC-HF-I-01", 40), 4, points=1)
    write_contour(contour_path(root, "SC-HF-I-01", 47), 40)  # beside the image
    write_slice(slice_of(root, 60), 60, 16.0, PixelSpacing=[2, 2])
    contour_path(root, "SC-N-5", 20).unlink()  # an image without a contour
    write_contour(contour_path(root, "SC-N-99", 20), 4)
    found = tree.read_tree(root)
    assert [len(rows) for rows in found.splits.values()] == [1, 5]
    said = "\n".join(found.notes)
    for words in (
        "a contour without its image", "no pixel data", "three points",
        "beside it", "spacing", "1 images without a contour",
        "SC-N-99: contours of nobody",
    ):  # fmt: skip
        assert words in said, words
    assert all("\n" not in note for note in found.notes)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: (root / patients.TABLE).unlink(), "expected this file"),
        (lambda root: (root / patients.TABLE).write_text("a,b\n1,2\n"),
         "expected the columns"),
        (lambda root: shutil.rmtree(root / "SCD_IMAGES_01"), "images of none"),
        (lambda root: shutil.rmtree(root / "SCD_ManualContours"),
         "contours of 0 patients"),
    ],
)  # fmt: skip
def test_a_tree_without_patients_is_one_clear_line(root, spoil, message):
    spoil(root)
    with pytest.raises(DataError, match=message) as error:
        tree.read_tree(root)
    assert "\n" not in str(error.value)


def test_larger_images_are_cut_around_their_middle(root):
    for number in (20, 27, 40, 47, 60, 67):
        write_slice(slice_of(root, number), number, number // 20, size=300)
    row = tree.read_tree(root).splits["train"][0]
    assert row["image"].shape == (256, 256) and row["image"].min() == 20
    # The contour was around (12, 12) of an image of 300: now beside the cut.
    np.testing.assert_allclose(row["contour"].mean(axis=0), 12 - 22, atol=0.1)


def test_the_phantoms_contours_add_up_to_its_volume():
    drawn = phantom.patients(4, seed=3)
    for patient in range(4):
        volumes = []
        for phase in (0, 1):
            here = (drawn["patient"] == patient) & (
                drawn["is_systole"] == phase
            )
            sizes = [area(contour) for contour in drawn["contour"][here]]
            volumes.append(sum(sizes) * 1.4**2 * 8 / 1000)
            assert volumes[-1] == pytest.approx(drawn["volume"][here][0], 0.01)
        assert 0.15 < 1 - volumes[1] / volumes[0] < 0.7


def test_the_phantoms_cavity_is_bright_and_its_muscles_are_dark():
    drawn = phantom.patients(2, seed=0)
    rows, columns = np.mgrid[:256, :256]
    for image, contour, level in zip(
        drawn["image"], drawn["contour"], drawn["level"], strict=True
    ):
        centre, radius = contour.mean(axis=0), np.sqrt(area(contour) / np.pi)
        away = np.hypot(rows - centre[0], columns - centre[1])
        inside = image[away < 0.85 * radius]
        assert np.median(inside) > 0.6
        dark = (inside < 0.5).mean()
        assert dark > 0.02 if level else dark < 0.02


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.patients(1, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.patients(wrong, seed=0)
