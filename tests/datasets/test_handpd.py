"""The builder of drawn spirals and meanders: tables, traps, phantom."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.handpd import handpd_dataset_builder, phantom, tables
from sklearn.metrics import roc_auc_score

from medkeras.utils.errors import DataError

W = runpy.run_path(str(Path(__file__).with_name("handpd_folder.py")))
SPIRALS, MEANDERS = tables.FILES
S = runpy.run_path(str(Path(__file__).with_name("spoiling.py")))
with_cell = S["with_cell"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up people, through every check that TFDS has."""

    DATASET_CLASS = handpd_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 240}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Two small tables in the official layout."""

    DATASET_CLASS = handpd_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 12}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return W["write_folder"](tmp_path)


def changed(root, change, name=SPIRALS):
    S["rewrite"](root / name, change)
    return root


def test_a_person_is_the_number_and_the_class(root):
    found = tables.read_tables(root)
    assert found.notes == [
        "6 of 368 spirals, 6 of 368 meanders, 3 of 54 people (controls: 1)"
    ]
    assert not found.complete
    columns = found.splits["train"]
    assert columns["person"].tolist() == [0, 0, 1, 1, 2, 2] * 2
    assert columns["label"].tolist() == [0, 0, 1, 1, 1, 1] * 2
    assert columns["kind"].tolist() == [0] * 6 + [1] * 6
    assert columns["drawing"].tolist() == [1, 2] * 6
    assert columns["left_handed"].tolist() == [1, 1, 0, 0, 0, 0] * 2
    assert columns["rms"].mean() == pytest.approx(2000, rel=0.1)
    assert columns["sign_changes"].mean() == pytest.approx(0.19, rel=0.1)


@pytest.mark.parametrize("name", tables.FILES)
def test_one_table_is_enough(root, name):
    (root / name).unlink()
    columns = tables.read_tables(root).splits["train"]
    assert len(columns["rms"]) == 6


def test_lost_decimal_points_are_counted_and_marked(root):
    changed(root, with_cell(2, "MIN_BETWEEN_ET_HT", "33632954"))
    changed(root, with_cell(2, "STD_HT", "1340041"))
    changed(root, with_cell(4, "MRT", "24726"))
    found = tables.read_tables(root)
    assert found.splits["train"]["slipped"].tolist() == [
        0, 1, 0, 1, 0, 0, *[0] * 6,
    ]  # fmt: skip
    assert found.notes[1] == (
        "lost decimal points in 2 rows, marked as slipped: min_between in 1, "
        "mean_relative_tremor in 1, std_height in 1"
    )


@pytest.mark.parametrize(("column", "value"), [("AGE", "38"), ("GENDER", "M")])
def test_impossible_people_are_counted_and_marked(root, column, value):
    changed(root, with_cell(5, column, value))
    found = tables.read_tables(root)
    person = found.splits["train"]["person"]
    np.testing.assert_array_equal(
        found.splits["train"]["doubtful"], person == 2
    )
    assert found.notes[1].endswith("marked as doubtful: patient 2")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_of_other_systems_are_read_alike(root, mark, end):
    whole = tables.read_tables(root).splits["train"]
    for name in tables.FILES:
        changed(root, lambda t: t.replace(",", mark).replace("\n", end), name)
    again = tables.read_tables(root).splits["train"]
    for name, values in whole.items():
        assert values.tolist() == again[name].tolist()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("MRT", "TREMOR", 1), "none named MRT"),
        (lambda text: text.replace("_ET_", "_ST_"), "none named MAX_BETWEEN_E"),
        (lambda text: text[:-60], "cut off"),
        (with_cell(2, "CLASS_TYPE", "3"), "row 2, CLASS_TYPE: expected 1 or 2"),
        (with_cell(3, "GENDER", "x"), "expected M or F; found 'x'"),
        (with_cell(3, "RMS", "many"), "row 3, RMS: expected a number"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_line(root, change, message):
    changed(root, change)
    with pytest.raises(DataError, match=message) as error:
        tables.read_tables(root)
    assert "\n" not in str(error.value)


def test_no_table_is_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="expected this table"):
        tables.read_tables(tmp_path)


def test_in_the_phantom_age_tells_much_and_slips_are_marked():
    drawn = phantom.drawings(300, seed=1)
    assert 0.7 < roc_auc_score(drawn["label"], drawn["age"]) < 0.9
    usual = drawn["min_between"] < tables.HIGHEST["min_between"]
    assert (drawn["slipped"][~usual] == 1).all()
    assert 0.005 < drawn["slipped"].mean() < 0.05
    assert set(phantom.MEASURES) == {*tables.PLAIN, *tables.LETTERED}


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.drawings(4, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.drawings(4, seed=2)
    assert not np.array_equal(first["rms"], other["rms"])


@pytest.mark.parametrize("wrong", [0, 2, 3.0, "3"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 3"):
        phantom.drawings(wrong, seed=0)
