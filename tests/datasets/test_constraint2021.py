"""The builder of the posts: their tables, the made-up ones."""

import shutil

import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.constraint2021 import (
    constraint2021_dataset_builder,
    tables,
)

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("constraint2021")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up posts, through every check that TFDS has."""

    DATASET_CLASS = constraint2021_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 800, "validation": 200, "test": 400}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Four posts in the official layout."""

    DATASET_CLASS = constraint2021_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 2, "validation": 2}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_posts_are_read_and_what_is_not_used_is_counted(root):
    found = tables.read_folder(root)
    assert found.notes == [
        "no english_test_with_labels.csv: no test posts",
        "Constraint_Train.csv: 1 rows left out: no text, no number or another "
        "label than real or fake (first: row 3)",
        "train: 2 of 6420 posts",
        "validation: 2 of 2140 posts",
    ]
    assert found.splits["train"]["label"].tolist() == [1, 0]
    assert found.splits["train"]["post"][1].endswith(
        "5 cases, 2 more than before"
    )
    assert found.splits["train"]["number"].tolist() == ["train 1", "train 2"]
    assert not found.complete


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("tweet", "text"), "none named tweet"),
        (lambda text: text.replace("fake", "?").replace("real", "?"),
         "found none"),
        (lambda text: "<html>", "a web page"),
        (lambda text: text + "9,cut off", "cut off"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    path = root / "Constraint_Train.csv"
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError, match=message) as error:
        tables.read_folder(root)
    assert "\n" not in str(error.value)


def test_a_folder_without_tables_says_what_it_holds(tmp_path):
    (tmp_path / "other.csv").write_text("a")
    with pytest.raises(DataError, match=r"found only other\.csv"):
        tables.read_folder(tmp_path)
