"""The builder of RIDER Neuro MRI, on generated DICOM files."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.rider_neuro import (
    phantom,
    rider_neuro_dataset_builder,
    tree,
)

from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("rider_neuro_tree.py")))
write_image, write_tree = WRITERS["write_image"], WRITERS["write_tree"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up heads, through every check that TFDS has."""

    DATASET_CLASS = rider_neuro_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 72}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small tree in the official layout."""

    DATASET_CLASS = rider_neuro_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 9}  # noqa: RUF012
    # pydicom reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return write_tree(tmp_path)


def test_a_folder_is_a_series_and_the_file_names_the_patient(root):
    found = tree.read_tree(root)
    assert found.notes == ["2 of 19 patients, 3 series, 9 images"]
    assert not found.complete
    assert [row["patient"] for row in found.splits["train"]] == [0] * 6 + [
        1
    ] * 3
    assert [row["series"] for row in found.splits["train"]] == [0] * 3 + [
        1
    ] * 3 + [2] * 3


def test_a_series_is_in_the_order_of_its_places(root):
    """The files are written from the top down."""
    rows = tree.read_tree(root).splits["train"][:3]
    assert [row["position"] for row in rows] == [0, 0.5, 1]
    middle = [int(row["image"][32, 32]) for row in rows]
    assert middle == sorted(middle) and middle[0] < middle[-1]


def test_images_become_one_size_and_keep_their_scale(root):
    row = tree.read_tree(root).splits["train"][0]
    # 100 pixels are padded to 128, 14 at each side, and halved.
    assert row["image"].shape == (64, 64) and row["spacing"] == 2.0
    assert row["thickness"] == 5.0
    assert not row["image"][:7].any() and not row["image"][:, -7:].any()


def test_what_cannot_be_read_is_said_and_the_rest_is_read(root):
    series = sorted({path.parent for path in root.rglob("*.dcm")})[0]
    (series / "1-01.dcm").write_bytes(b"no DICOM")
    write_image(series / "1-09.dcm", 9, size=32)
    found = tree.read_tree(root)
    assert len(found.splits["train"]) == 8
    said = "\n".join(found.notes)
    assert "expected a DICOM file" in said
    assert "found (32, 32)" in said
    assert all("\n" not in note for note in found.notes)


def test_of_many_unread_files_some_are_named(root):
    series = sorted({path.parent for path in root.rglob("*.dcm")})[0]
    for number in range(20, 28):
        (series / f"1-{number}.dcm").write_bytes(b"no DICOM")
    found = tree.read_tree(root)
    assert found.notes[-1] == "3 further files left out"
    assert len(found.notes) == 7


def test_without_an_identifier_the_folder_names_the_patient(root):
    for path in root.rglob("*.dcm"):
        write_image(path, 1, PatientID="")
    assert {row["patient"] for row in tree.read_tree(root).splits["train"]} == {
        0,
        1,
    }


def test_a_folder_without_series_is_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="expected DICOM files") as error:
        tree.read_tree(tmp_path)
    assert "\n" not in str(error.value)


def test_every_made_up_head_has_a_lesion_and_the_same_seed_draws_it_again():
    first, again = (phantom.patients(3, seed=1) for _ in range(2))
    assert first["image"].tobytes() == again["image"].tobytes()
    assert first["patient"].tolist() == np.repeat(range(3), 12).tolist()
    with pytest.raises(ValueError, match="at least 1"):
        phantom.patients(0, seed=1)
