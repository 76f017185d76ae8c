"""The builder of BioCreative V CDR: its files, its made-up abstracts."""

import shutil

import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.bc5cdr import bc5cdr_dataset_builder

from medkeras.data import card
from medkeras.text.pubtator import mentions_of

CARD = card("bc5cdr")
FILE = "CDR_TrainingSet.PubTator.txt"
Builder = bc5cdr_dataset_builder.Builder
read_folder = Builder.read_folder


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up abstracts, through every check that TFDS has."""

    DATASET_CLASS = Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 240, "validation": 60, "test": 60}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Two abstracts in the official layout."""

    DATASET_CLASS = Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 1, "test": 1}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_composite_mentions_and_relations_are_read(root):
    found = read_folder(root)
    assert found.notes == [
        "no CDR_DevelopmentSet.PubTator.txt: no validation abstracts",
        "train: 1 of 500 abstracts, 2 mentions",
        "test: 1 of 500 abstracts, 1 mentions",
    ]
    part = found.splits["train"]
    drug, both = mentions_of(part["mentions"][0])
    assert (drug.kind, both.identifier) == ("Chemical", "TOY:0002|TOY:0003")
    assert part["relations"] == ["TOY:0001\tTOY:0002"]


def test_an_abstract_in_two_splits_is_said(root):
    text = (root / FILE).read_text()
    (root / "CDR_DevelopmentSet.PubTator.txt").write_text(text)
    notes = read_folder(root).notes
    assert "validation: 1 also in other splits" in notes
