"""The builder of the NCBI disease corpus: its files, its made-up abstracts."""

import shutil

import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.ncbi_disease import ncbi_disease_dataset_builder

from medkeras.data import card
from medkeras.text.pubtator import mentions_of

CARD = card("ncbi_disease")
FILE = "NCBIdevelopset_corpus.txt"
Builder = ncbi_disease_dataset_builder.Builder
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
    SPLITS = {"validation": 2}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_mentions_that_do_not_match_are_counted(root):
    found = read_folder(root)
    assert found.notes == [
        "no NCBItrainset_corpus.txt: no train abstracts",
        "no NCBItestset_corpus.txt: no test abstracts",
        "NCBIdevelopset_corpus.txt: 1 mentions differ from their places by "
        "blanks only and are cut to their letters (first: 1)",
        "NCBIdevelopset_corpus.txt: 1 mentions left out: other letters stand "
        "at their places (first: 1)",
        "NCBIdevelopset_corpus.txt: 1 mentions lie in or across longer ones: "
        "all kept",
        "validation: 2 of 100 abstracts, 3 mentions",
    ]
    assert not found.complete
    part = found.splits["validation"]
    text = part["text"][0]
    named = mentions_of(part["mentions"][0])
    places = [text[each.start : each.end] for each in named]
    assert places == ["Drawn tumour", "drawn", "drawn palsy"]
    assert named[2].identifier == "TOY:0002"
    assert part["mentions"][1] == ""
