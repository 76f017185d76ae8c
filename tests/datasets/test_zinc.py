"""The builder of ZINC-250k: files of SMILES, made-up molecules."""

import shutil

import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.zinc import lines, zinc_dataset_builder

from medkeras.data import card
from medkeras.molecules import SmilesVocabulary, valid_smiles
from medkeras.utils.errors import DataError

CARD = card("zinc")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up molecules, through every check that TFDS has."""

    DATASET_CLASS = zinc_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 1600, "validation": 200, "test": 200}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A few molecules in the official layout."""

    DATASET_CLASS = zinc_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"validation": 4, "test": 1}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_what_is_read_and_what_is_told(root):
    found = lines.read_folder(root)
    assert found.notes == [
        "no train.txt: no train split",
        "validation: 5 of 24445 lines",
        "valid.txt: 1 of 5 lines left out: no molecule (first: line 3, "
        "Explicit valence for atom # 1 N, 5, is greater than permitted)",
        "validation: 1 lines repeat another",
        "test: 2 of 5000 lines",
        "test: 1 lines left out, which stand in an earlier split",
    ]
    validation = found.splits["validation"]
    assert validation["smiles"].tolist()[2:] == ["CC(=O)N", "CCO"]
    assert validation["number"].tolist() == [0, 1, 2, 0]
    assert found.splits["test"]["number"].tolist() == [3]
    assert not found.complete


def test_lines_of_windows_and_empty_ones(root):
    (root / "train.txt").write_bytes(b"CCO\r\n\r\nCCC \r\n")
    found = lines.read_folder(root).splits["train"]
    assert found["smiles"].tolist() == ["CCO", "CCC"]


def test_molecules_of_the_sample_are_valid_and_apart():
    splits = zinc_dataset_builder.Builder.read_sample(None, None)
    texts = [text for part in splits.values() for text in part["smiles"]]
    assert len(set(texts)) == len(texts) == 2000
    assert valid_smiles(texts[::10]).all()
    numbers = [set(part["number"].tolist()) for part in splits.values()]
    assert len(set.union(*numbers)) == 2000
    vocabulary = SmilesVocabulary.of(splits["train"]["smiles"])
    assert vocabulary.knows(splits["test"]["smiles"]).all()
    again = zinc_dataset_builder.Builder.read_sample(None, None)
    assert again["test"]["smiles"].tolist() == splits["test"]["smiles"].tolist()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "an empty file"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"name,price\nx,1\n", "none that is a molecule"),
        (b"CC\xff", "text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(root, content, message):
    (root / "valid.txt").write_bytes(content)
    with pytest.raises(DataError, match=message) as error:
        lines.read_folder(root)
    assert "\n" not in str(error.value)


def test_a_folder_without_files_says_what_it_holds(tmp_path):
    with pytest.raises(DataError, match="found an empty folder"):
        lines.read_folder(tmp_path)
