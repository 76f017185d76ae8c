"""The builder of JASPAR's motifs: any part of a file, made-up ones."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.jaspar import jaspar_dataset_builder, phantom

from medkeras.data import card
from medkeras.genome import information_content
from medkeras.utils.errors import DataError

CARD = card("jaspar")
FILE = "DRAWN_jaspar.txt"
read_folder = jaspar_dataset_builder.read_folder


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up motifs, through every check that TFDS has."""

    DATASET_CLASS = jaspar_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 60}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three matrices in the official layout."""

    DATASET_CLASS = jaspar_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copy(CARD.folder / "dummy_data" / FILE, tmp_path)
    return tmp_path


def test_matrices_are_those_drawn_and_read_once(root):
    drawn = phantom.motifs(3, seed=5)
    text = (root / FILE).read_text()
    (root / "more.jaspar").write_text(text[: text.index(">", 1)])
    found = read_folder(root)
    columns = found.splits["train"]
    assert columns["identifier"] == drawn["identifier"]
    assert columns["name"] == drawn["name"]
    for ours, expected in zip(columns["counts"], drawn["counts"], strict=True):
        np.testing.assert_array_equal(ours, expected)
    widths = [len(counts) for counts in drawn["counts"]]
    assert found.notes == [
        f"3 of 1019 motifs of {min(widths)} to {max(widths)} places",
        "1 motifs stand in several files, read once",
    ]
    assert not found.complete


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: "", "an empty file"),
        (lambda t: t[: t.rindex("T ")], "found 3 .cut off"),
        (lambda t: t.replace(">", ""), "begins with >"),
        (lambda t: t.replace("C  [", "C  [ x"), "counts of 0 or more"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(root, change, message):
    text = (root / FILE).read_text()
    (root / FILE).write_text(change(text))
    with pytest.raises(DataError, match=message) as error:
        read_folder(root)
    assert "\n" not in str(error.value) and FILE in str(error.value)


def test_no_file_is_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="expected a file such as"):
        read_folder(tmp_path)


def test_what_is_drawn_has_a_firm_core():
    drawn = phantom.motifs(40, seed=1)
    again = phantom.motifs(40, seed=1)
    for ours, other in zip(drawn["counts"], again["counts"], strict=True):
        assert ours.tobytes() == other.tobytes()
    middle, edge = [], []
    for counts in drawn["counts"]:
        bits = information_content(counts)
        middle.append(bits[len(bits) // 2])
        edge.append(bits[0])
    assert np.mean(middle) > np.mean(edge) + 0.4
    with pytest.raises(ValueError, match="at least 1"):
        phantom.motifs(0, seed=0)
