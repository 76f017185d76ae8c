"""The builder of voices at home: its table, its made-up patients."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.pd_telemonitoring import (
    pd_telemonitoring_dataset_builder,
    phantom,
    table,
)
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import GroupKFold, KFold

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("pd_telemonitoring")
INPUTS = ("age", "sex", "test_time", *table.VOICE)
S = runpy.run_path(str(Path(__file__).with_name("spoiling.py")))
with_cell = S["with_cell"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up patients, through every check that TFDS has."""

    DATASET_CLASS = pd_telemonitoring_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 720}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small table in the official layout."""

    DATASET_CLASS = pd_telemonitoring_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 9}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copy(CARD.folder / "dummy_data" / table.FILE, tmp_path)
    return tmp_path


def changed(root, change):
    S["rewrite"](root / table.FILE, change)
    return root


def test_rows_keep_their_patients(root):
    found = table.read_table(root)
    assert found.notes == ["9 of 5875 recordings, 3 of 42 patients"]
    assert not found.complete
    columns = found.splits["train"]
    assert columns["subject"].tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    changed(root, with_cell(1, "test_time", "-4.26"))
    assert table.read_table(root).notes[1].startswith("1 recordings from")
    changed(root, with_cell(3, "age", "20"))
    assert table.read_table(root).notes[2].endswith("kept: patient 1")


@pytest.mark.parametrize("mark", [",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_tabs_are_read_alike(root, mark, end):
    whole = table.read_table(root).splits["train"]
    changed(root, lambda text: text.replace(",", mark).replace("\n", end))
    again = table.read_table(root).splits["train"]
    for name, values in whole.items():
        assert values.tolist() == again[name].tolist()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("PPE", "ppe", 1), "none named PPE"),
        (lambda text: text[:-60], "cut off"),
        (lambda text: text[: text.index("\n")], "found none"),
        (with_cell(2, "sex", "F"), "row 2, sex: expected a number; found 'F'"),
        (with_cell(2, "sex", "2"), "sex: expected 0 or 1; found 2"),
        (with_cell(3, "subject#", "1.5"), "expected a whole number"),
        (with_cell(4, "motor_UPDRS", "301"), "row 4, motor_UPDRS: expected 0"),
        (with_cell(4, "total_UPDRS", "-1"), "found -1"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        table.read_table(root)
    assert "\n" not in str(error.value)


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.recordings(3, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.recordings(3, seed=2)
    assert not np.array_equal(first["ppe"], other["ppe"])


def test_scores_are_straight_lines_between_three_visits():
    drawn = phantom.recordings(6, seed=4)
    for subject in range(6):
        own = drawn["subject"] == subject
        days, first = np.unique(drawn["test_time"][own], return_index=True)
        scores = drawn["motor_updrs"][own][first]
        slopes = np.diff(scores) / np.diff(days)
        early = slopes[days[1:] < phantom.DAYS[1]]
        assert np.ptp(early) < 1e-3
        total = drawn["total_updrs"][own] - drawn["motor_updrs"][own]
        assert np.ptp(total) < 1e-4 and total.min() > 4


def errors(drawn, splitter, groups=None):
    x = np.stack([drawn[name] for name in INPUTS], axis=1)
    y, found = drawn["motor_updrs"], np.zeros((2, len(x)))
    for train, test in splitter.split(x, y, groups):
        forest = RandomForestRegressor(15, random_state=0)
        found[0, test] = forest.fit(x[train], y[train]).predict(x[test])
        found[1, test] = y[train].mean()
    return np.abs(found - y).mean(axis=1)


def test_age_sex_and_day_give_the_score_of_a_known_patient_only():
    drawn = phantom.recordings(*pd_telemonitoring_dataset_builder.SAMPLE)
    known, mean = errors(drawn, KFold(4, shuffle=True, random_state=0))
    new, new_mean = errors(drawn, GroupKFold(4), drawn["subject"])
    assert known < 0.3 * mean
    assert new > 0.75 * new_mean


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.recordings(wrong, seed=0)
