"""The builder of the NCBI disease corpus: its files, its made-up abstracts."""

import shutil

import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.ncbi_disease import ncbi_disease_dataset_builder

from medkeras.data import card
from medkeras.text.pubtator import mentions_of
from medkeras.utils.errors import DataError

CARD = card("ncbi_disease")
FILE = "NCBIdevelopset_corpus.txt"
Builder = ncbi_disease_dataset_builder.Builder
read_folder = ncbi_disease_dataset_builder.read_folder


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


def identifiers(part):
    found = set()
    for lines in part["mentions"]:
        found |= {mention.identifier for mention in mentions_of(lines)}
    return found


def test_the_made_up_test_names_things_that_training_never_does():
    splits = Builder.read_sample(None, None)
    assert identifiers(splits["test"]) - identifiers(splits["train"])
    numbers = [set(part["pmid"]) for part in splits.values()]
    assert len(set.union(*numbers)) == 360


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("|a|", "|x|"), "cut off"),
        (lambda text: text[: text.index("\t") + 4], "cut off"),
        (lambda text: text.replace("\n1\t0", "\n7\t0"), "a line of it"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(root, change, message):
    path = root / FILE
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError, match=message) as error:
        read_folder(root)
    assert "\n" not in str(error.value)


def test_a_folder_without_files_says_what_it_holds(tmp_path):
    with pytest.raises(DataError, match="found an empty folder"):
        read_folder(tmp_path)
