"""The builder of HeartSteps' survey: its table, its made-up people."""

import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.heartsteps import (
    heartsteps_dataset_builder,
    phantom,
    survey,
)

from medkeras.data import card, manual_folder
from medkeras.utils.errors import DataError

CARD = card("heartsteps")
S = runpy.run_path(str(Path(__file__).with_name("spoiling.py")))
with_cell = S["with_cell"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up people, through every check that TFDS has."""

    DATASET_CLASS = heartsteps_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 30}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A small table in the official layout."""

    DATASET_CLASS = heartsteps_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 4}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copy(CARD.folder / "dummy_data" / survey.FILE, tmp_path)
    return tmp_path


def changed(root, change):
    S["rewrite"](root / survey.FILE, change)
    return root


def test_people_and_gaps_are_read_and_oddities_noted(root):
    found = survey.read_survey(root)
    assert found.notes == [
        "4 of 37 people",
        "1 left the study early",
        "more minutes sat than a day has, kept: person 6",
    ]
    assert not found.complete
    columns = found.splits["train"]
    assert columns["user"].tolist() == [2, 4, 6, 8]
    assert columns["gender"].tolist() == [1, 0, 1, -1]
    assert columns["age"].tolist() == [70, 33, 81, 45]
    assert columns["own_phone"].tolist() == [1, 0, 1, 0]
    assert np.isnan(columns["met_minutes_before"]).tolist() == [
        False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read_alike(root, end):
    whole = survey.read_survey(root).splits["train"]
    changed(root, lambda text: text.replace("\n", end))
    again = survey.read_survey(root).splits["train"]
    for name, values in whole.items():
        assert np.array_equal(values, again[name], equal_nan=True)


def test_the_folder_of_the_repository_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    for name in ("HeartStepsV1", "heartsteps"):
        inner = tmp_path / name / "data_files"
        inner.mkdir(parents=True)
        shutil.copy(CARD.folder / "dummy_data" / survey.FILE, inner)
        assert manual_folder.search(CARD).folder == inner
        shutil.rmtree(tmp_path / name)
    (tmp_path / "heartsteps").mkdir()  # of the look-alike alone
    (tmp_path / "heartsteps" / "data_mimicHeartSteps.csv").touch()
    assert manual_folder.search(CARD).folder is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("phonecomfort", "x", 1), "phonecomfort"),
        (lambda text: text[:-60], "cut off"),
        (lambda text: text[: text.index("\n")], "found none"),
        (with_cell(2, "age", "old"), "row 2, age: expected a number; found"),
        (with_cell(2, "age", "inf"), "row 2, age: expected a number"),
        (with_cell(3, "age", "170"), "row 3, age: expected 0 to 120"),
        (with_cell(1, "phonecomfort", "9"), "row 1, phonecomfort: expected"),
        (with_cell(1, "user.index", "4"), "found one twice"),
        (with_cell(1, "user.index", "a"), "expected whole numbers"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        survey.read_survey(root)
    assert "\n" not in str(error.value)


def test_the_same_seed_gives_the_same_people():
    first, again = (phantom.people(9, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.people(9, seed=2)
    assert not np.array_equal(first["age"], other["age"])
    drawn = phantom.people(300, seed=0)
    assert 20 <= drawn["age"].min() < 30 and 80 < drawn["age"].max() <= 90
    assert 0.02 < np.isnan(drawn["sitting_before"]).mean() < 0.2


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.people(wrong, seed=0)
