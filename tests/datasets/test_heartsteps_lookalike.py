"""The builder of the synthetic trial: its table, the simulator's trial."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.heartsteps_lookalike import (
    drawn,
    heartsteps_lookalike_dataset_builder,
    table,
)

from medkeras.data import card, manual_folder
from medkeras.utils.errors import DataError

CARD = card("heartsteps_lookalike")
S = runpy.run_path(str(Path(__file__).with_name("spoiling.py")))
with_cell = S["with_cell"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The simulator's trial, through every check that TFDS has."""

    DATASET_CLASS = heartsteps_lookalike_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 2100}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small table in the official layout."""

    DATASET_CLASS = heartsteps_lookalike_dataset_builder.Builder
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


def test_both_variants_are_called_synthetic(root):
    assert CARD.provenance_of("full") == "synthetic"
    assert CARD.provenance_of("sample") == "synthetic"
    (note,) = table.read_table(root).notes
    assert note.startswith("synthetic: 8 of 7770 decisions of 2 of 37")


def test_rows_come_by_person_and_time_whatever_their_order(root):
    whole = table.read_table(root).splits["train"]
    assert whole["user"].tolist() == [3] * 4 + [5] * 4
    assert whole["decision"].tolist() == [1, 2, 3, 4] * 2
    assert whole["available"].tolist() == [1, 0, 1, 1] * 2

    def upside_down(text):
        first, *rows = text.strip().split("\n")
        return "\r\n".join([first, *rows[::-1]])

    again = table.read_table(changed(root, upside_down)).splits["train"]
    for name, values in whole.items():
        assert values.tolist() == again[name].tolist()


def test_it_is_found_beside_the_survey_or_not_missed(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    folder = tmp_path / "heartsteps"
    (folder / "data_files").mkdir(parents=True)
    (folder / "data_files" / "users.csv").touch()
    assert manual_folder.search(CARD).folder is None
    shutil.copy(CARD.folder / "dummy_data" / table.FILE, folder)
    assert manual_folder.search(CARD).folder == folder


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("avail", "x", 1), "none named avail"),
        (lambda text: text[:-6], "cut off"),
        (with_cell(2, "userid", "1.5"), "expected a whole number"),
        (with_cell(2, "avail", "2"), "row 2, avail: expected 0 or 1"),
        (with_cell(2, "intervention", "1"), "expected 0 where avail is 0"),
        (with_cell(1, "rand_prob", "1"), "row 1, rand_prob: expected a prob"),
        (with_cell(1, "decision_point", "2"), "found one twice"),
        (with_cell(4, "logstep_30min", "NA"), "expected a number"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        table.read_table(root)
    assert "\n" not in str(error.value)


def test_the_drawn_trial_is_one():
    trial = drawn.decisions(40, seed=3)
    available, sent = trial["available"] == 1, trial["action"] == 1
    assert not sent[~available].any()
    assert sent[available].mean() == pytest.approx(drawn.CHANCE, abs=0.02)
    assert trial["log_steps_after"].min() >= np.float32(drawn.NO_STEP)
    by_person = trial["log_steps_after"].reshape(40, 210)
    last = trial["log_steps_last_time"].reshape(40, 210)
    assert (last[:, 1:] == by_person[:, :-1]).all()
    assert (trial["day"] == (trial["decision"] - 1) // 5).all()
    again = drawn.decisions(40, seed=3)
    assert all((trial[name] == again[name]).all() for name in trial)


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        drawn.decisions(wrong, seed=0)
