"""The builder of CoAID: its tables, its made-up articles."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.coaid import coaid_dataset_builder, tables

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("coaid")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up articles, through every check that TFDS has."""

    DATASET_CLASS = coaid_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 1500}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three rows in the official layout."""

    DATASET_CLASS = coaid_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_rows_are_read_with_their_source_and_what_is_lost_is_counted(root):
    found = tables.read_folder(root)
    assert found.notes == [
        "3 rows of 3 tables",
        "1 rows left out: no title",
        "1 titles whose quotation marks were mended",
    ]
    assert not found.complete
    rows = found.splits["train"]
    assert rows["label"].tolist() == [1, 0, 0]
    assert rows["kind"].tolist() == ["news", "news", "claim"]
    assert rows["month"].tolist() == [4, 4, 10]
    assert rows["source"].tolist()[:2] == ["rumours.example", "journal.example"]
    assert rows["certifier"][0] == "checkers.example"
    assert rows["title"][0] == "Veltorin’s makers hide that it “cures” all"
    assert rows["title"][2] == "Can drumacel be taken at night?"
    assert rows["body"].tolist() == ["", "a summary two lines of text", ""]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.who.int/news-room/q", "who.int"),
        ("HTTP://WHO.INT", "who.int"),
        ("who.int", "who.int"),
        ("//www2.who.int?page=1", "who.int"),
        ("", ""),
    ],
)
def test_the_site_of_an_address(address, host):
    assert tables.host_of(address) == host


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("NewsRealCOVID-19.csv", lambda t: t.replace("title", "head", 1),
         "none named title"),
        ("NewsRealCOVID-19.csv", lambda t: t + "1,article,x", "cut off"),
        ("NewsRealCOVID-19.csv", lambda t: "", "an empty file"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_one_clear_line(
    root, file, change, message
):
    path = root / "05-01-2020" / file
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError, match=message) as error:
        tables.read_folder(root)
    assert "\n" not in str(error.value)


def test_folders_without_tables_or_dates_are_one_clear_line(root, tmp_path):
    (root / "05-01-2020").rename(root / "May")
    with pytest.raises(DataError, match="named by its date as 05-01-2020"):
        tables.read_folder(root)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(DataError, match="expected folders by date"):
        tables.read_folder(empty)


def test_every_made_up_source_has_a_kind():
    rows = coaid_dataset_builder.Builder.read_sample(None, None)["train"]
    kinds = {
        name: rows["label"][rows["source"] == name].mean()
        for name in np.unique(rows["source"])
    }
    assert len(kinds) == 40
    assert all(share < 0.4 or share > 0.6 for share in kinds.values())
