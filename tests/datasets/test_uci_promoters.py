"""The builder of promoters: its lines, its made-up sequences."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.uci_promoters import (
    phantom,
    table,
    uci_promoters_dataset_builder,
)

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("uci_promoters")
S = runpy.run_path(str(Path(__file__).with_name("spoiling.py")))


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up sequences, through every check that TFDS has."""

    DATASET_CLASS = uci_promoters_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 106}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A few lines in the official layout."""

    DATASET_CLASS = uci_promoters_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 8}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copy(CARD.folder / "dummy_data" / table.FILE, tmp_path)
    return tmp_path


def changed(root, change):
    S["rewrite"](root / table.FILE, change)
    return root


def test_lines_are_read_as_they_stand(root):
    found = table.read_table(root)
    drawn = phantom.sequences(8, seed=3)
    columns = found.splits["train"]
    assert columns["sequence"].tolist() == drawn["sequence"].tolist()
    assert columns["label"].tolist() == drawn["label"].tolist()
    assert columns["name"][7] == "DRAWN_007"
    assert found.notes == ["8 of 106 sequences, 4 of them promoters"]
    assert not found.complete


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read_alike(root, end):
    whole = table.read_table(root).splits["train"]
    changed(root, lambda text: text.replace("\n", end) + end)
    again = table.read_table(root).splits["train"]
    for name, values in whole.items():
        assert values.tolist() == again[name].tolist()


def test_repeats_are_counted(root):
    changed(root, lambda t: t + t.split("\n")[0].replace("-", "+", 1) + "\n")
    notes = table.read_table(root).notes
    assert notes[1].startswith("1 sequences are repeats of others")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: "", "an empty file"),
        (lambda t: "<html>" + t, "a web page"),
        (lambda t: t[:-5], "expected 57 letters; found 53 .cut off"),
        (lambda t: t.replace(",", ";"), "label, name, sequence"),
        (lambda t: t.replace("+", "1"), "a label of -, \\+; found '1'"),
        (lambda t: t[:-5] + "x" + t[-4:], "letters of DNA; found 'X'"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        table.read_table(root)
    assert "\n" not in str(error.value)


def test_no_file_is_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="expected this file"):
        table.read_table(tmp_path)


def test_the_same_seed_gives_the_same_sequences():
    first, again = (phantom.sequences(5, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tolist() == again[name].tolist()
    other = phantom.sequences(5, seed=2)
    assert first["sequence"].tolist() != other["sequence"].tolist()


def test_the_boxes_stand_where_they_should():
    drawn = phantom.sequences(600, seed=0)
    letters = np.array([list(text) for text in drawn["sequence"]])
    for box, place in phantom.BOXES.items():
        start = phantom.START + place
        share = (letters[:, start : start + 6] == list(box)).mean(axis=1)
        ill, well = (share[drawn["label"] == n].mean() for n in (1, 0))
        assert ill > well + 0.15


@pytest.mark.parametrize("wrong", [0, 1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 2"):
        phantom.sequences(wrong, seed=0)
