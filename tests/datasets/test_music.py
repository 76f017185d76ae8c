"""The builder of patients with heart failure: its table, its made-up ones."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.music import music_dataset_builder, phantom, table

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("music")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up patients, through every check that TFDS has."""

    DATASET_CLASS = music_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 500}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small table in the official layout."""

    DATASET_CLASS = music_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 5}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copy(CARD.folder / "dummy_data" / table.FILE, tmp_path)
    return tmp_path


def changed(root, change, encoding="latin-1"):
    path = root / table.FILE
    path.write_bytes(
        change(path.read_bytes().decode("latin-1")).encode(encoding)
    )
    return root


def with_cell(row, place, value):
    def change(text):
        lines = [line.split(";") for line in text.splitlines()]
        lines[row][place] = value
        return "\n".join(";".join(line) for line in lines)

    return change


def test_patients_are_read_with_their_outcome(root):
    found = table.read_table(root)
    assert found.notes == ["5 of 992 patients"] and not found.complete
    columns = found.splits["train"]
    # Followed for four years, died of the heart, lost, died of something
    # else on the last day, died of the heart.
    assert columns["label"].tolist() == [0, 1, -1, 0, 1]
    assert columns["cause"][[0, 1, 3, 4]].tolist() == [
        "none", "pump", "not cardiac", "sudden",
    ]  # fmt: skip
    np.testing.assert_allclose(
        columns["creatinine"], [106, 87.5, np.nan, 99, 140]
    )
    assert np.isnan(columns["pr_interval"][[1, 4]]).all()
    assert columns["ecg_mean_rr"].tolist()[:2] == [1111, 588]
    assert columns["mean_rr"].tolist()[:2] == [984, 667]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
def test_any_encoding_is_read(root, encoding):
    changed(root, str, encoding)
    assert len(table.read_table(root).splits["train"]["creatinine"]) == 5


def test_a_lost_micro_sign_does_not_matter(root):
    changed(root, lambda text: text.replace("\u00b5", "?"))
    assert len(table.read_table(root).splits["train"]["creatinine"]) == 5


def test_decimals_have_commas_and_lost_thousands():
    assert table.number("112,5") == 112.5
    assert table.number("1,458,333,333") == 1.458333333
    assert table.number("1460") == 1460
    assert np.isnan(table.number("")) and np.isnan(table.number("NA"))


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (with_cell(2, 0, "P1"), "a patient who stands there before (line 3)"),
        (with_cell(2, 0, ""), "no patient's number (line 3)"),
        (with_cell(2, 4, "9"), "an unknown cause of death (line 3)"),
        (with_cell(2, 5, "old"), "a cell that is no number (line 3)"),
        (lambda text: text + "\nP9;1;2", "cells than the header (line 7)"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted(root, change, note):
    found = table.read_table(changed(root, change))
    assert found.notes[1].startswith("1 rows left out")
    assert found.notes[1].endswith(note)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("SDNN", "SD"), "none named sdnn"),
        (lambda text: text.replace("Average RR (ms);", "RR;"), "second time"),
        (lambda text: text.splitlines()[0], "found 'Patient ID"),
        (lambda text: text.replace(";", "|"), "table with semicolons"),
        (lambda text: text.replace("P", ""), "none named"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        table.read_table(root)
    assert "\n" not in str(error.value)


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.patients(9, 1, ["age"]) for _ in range(2))
    assert first["days"].tobytes() == again["days"].tobytes()
    assert not np.array_equal(
        first["age"], phantom.patients(9, 2, ["age"])["age"]
    )


def test_who_dies_is_who_was_at_risk():
    drawn = phantom.patients(4000, 3, list(table.MEASURES))
    cardiac = np.isin(drawn["cause"], ["sudden", "pump"])
    risk = drawn["risk"]
    assert risk[cardiac].mean() - risk[~cardiac].mean() > 0.3
    known = np.isfinite(drawn["sdnn"])
    assert np.array_equal(known, drawn["holter_rhythm"] == 0)
    dead, alive = (drawn["sdnn"][known & c] for c in (cardiac, ~cardiac))
    assert np.median(dead) < np.median(alive)
    # What does not act does not tell.
    male = drawn["male"]
    assert abs(male[cardiac].mean() - male[~cardiac].mean()) < 0.05


@pytest.mark.parametrize("wrong", [0, -1, 2.0])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.patients(wrong, 0, ["age"])
