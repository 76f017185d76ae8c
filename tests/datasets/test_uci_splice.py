"""The builder of splice junctions: its lines, entries, and codes."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.uci_splice import (
    phantom,
    table,
    uci_splice_dataset_builder,
)

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("uci_splice")
S = runpy.run_path(str(Path(__file__).with_name("spoiling.py")))


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up sequences, through every check that TFDS has."""

    DATASET_CLASS = uci_splice_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 300}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A few lines in the official layout."""

    DATASET_CLASS = uci_splice_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 12}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copy(CARD.folder / "dummy_data" / table.FILE, tmp_path)
    return tmp_path


def changed(root, change):
    S["rewrite"](root / table.FILE, change)
    return root


def test_lines_entries_and_codes(root):
    first = (root / table.FILE).read_text().split("\n")[0]
    changed(root, lambda t: t + first[:-2] + "NR\n" + first + "\n")
    found = table.read_table(root)
    columns = found.splits["train"]
    assert columns["label"].tolist() == [1, 2, 0, 0] * 3 + [1, 1]
    assert columns["entry"].tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [0, 0]
    assert columns["name"][1] == "DRAWN000-ACCEPTOR-1"
    assert found.notes[0] == (
        "14 of 3190 sequences of 3 entries: 5 EI, 3 IE, 6 N"
    )
    assert found.notes[1] == "codes of several letters: N 2, R 1"
    assert found.notes[2] == "1 sequences are repeats of others"
    assert not found.complete


def test_a_repeat_with_another_label_is_counted(root):
    first = (root / table.FILE).read_text().split("\n")[0]
    changed(root, lambda t: t + first.replace("EI", "IE", 1) + "\n")
    assert table.read_table(root).notes[-1].endswith("1 with two labels")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: "", "an empty file"),
        (lambda t: t[:-5], "expected 60 letters"),
        (lambda t: t.replace("EI,", "E,"), "a label of N, EI, IE; found 'E'"),
        (lambda t: t.replace("-", "_"), "a name such as"),
        (lambda t: "class,name,sequence\n" + t, "found 'class'"),
        (lambda t: t[:-3] + "!" + t[-2:], "letters of DNA; found '!'"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        table.read_table(root)
    assert "\n" not in str(error.value)


def test_what_is_drawn_has_its_signs():
    drawn = phantom.sequences(40, seed=0)
    again = phantom.sequences(40, seed=0)
    for name, values in drawn.items():
        assert values.tolist() == again[name].tolist()
    texts, label = drawn["sequence"], drawn["label"]
    assert all(text[30:32] == "GT" for text in texts[label == 1])
    assert all(text[28:30] == "AG" for text in texts[label == 2])
    neither = np.mean([text[30:32] == "GT" for text in texts[label == 0]])
    assert neither < 0.2
    with pytest.raises(ValueError, match="at least 2"):
        phantom.sequences(1, seed=0)
