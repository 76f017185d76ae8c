"""The builder of HealthVer: its tables, its made-up pairs."""

import shutil

import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.healthver import healthver_dataset_builder, tables

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("healthver")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up pairs, through every check that TFDS has."""

    DATASET_CLASS = healthver_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 2407, "validation": 330, "test": 563}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three pairs in the official layout."""

    DATASET_CLASS = healthver_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"validation": 2, "test": 1}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_pairs_are_read_and_what_is_not_used_is_counted(root):
    found = tables.read_folder(root)
    assert found.notes == [
        "no healthver_train.csv: no train pairs",
        "healthver_dev.csv: 1 rows left out: a text is missing or another "
        "label than supports, refutes, neutral (first: row 3)",
        "validation: 2 of 1916 pairs",
        "test: 1 of 1823 pairs",
    ]
    assert found.splits["validation"]["label"].tolist() == [0, 1]
    assert found.splits["test"]["label"].tolist() == [2]
    assert found.splits["test"]["topic"].tolist() == ["does drumacel help?"]


def test_made_up_splits_share_no_drug():
    splits = healthver_dataset_builder.Builder.read_sample(None, None)
    topics = [set(part["topic"].tolist()) for part in splits.values()]
    assert [len(each) for each in topics] == [44, 6, 10]
    assert len(set.union(*topics)) == 60


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("question", "asked"), "none named question"),
        (lambda text: text.replace("Supports", "S").replace("Refutes", "R"),
         "found none"),
        (lambda text: text + "4,cut off", "cut off"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    path = root / "healthver_dev.csv"
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError, match=message) as error:
        tables.read_folder(root)
    assert "\n" not in str(error.value)


def test_a_folder_without_tables_says_what_it_holds(tmp_path):
    with pytest.raises(DataError, match="found an empty folder"):
        tables.read_folder(tmp_path)
