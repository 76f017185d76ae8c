"""The table of 130 hospitals: any part of it, and what is odd in it."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.diabetes130 import (
    diabetes130_dataset_builder,
    phantom,
    table,
)

from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("diabetes130_table.py")))
row, rows, text_of, write_archive = (
    WRITERS[name] for name in ("row", "rows", "text_of", "write_archive")
)
HEADER = WRITERS["HEADER"]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Made-up patients, through every check that TFDS has."""

    DATASET_CLASS = diabetes130_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 21}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        few = {"train": (12, 0)}
        patch.setattr(diabetes130_dataset_builder, "SAMPLE", few)
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Five rows in the official archive."""

    DATASET_CLASS = diabetes130_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3, "validation": 2}  # noqa: RUF012
    # zipfile reads with open(); the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


def read(tmp_path, written, header=HEADER):
    write_archive(tmp_path, written, header)
    found = table.read_folder(tmp_path)
    columns = {}
    for part in found.splits.values():
        for name, values in part.items():
            columns.setdefault(name, []).extend(list(values))
    order = np.argsort(columns["encounter"])
    return {k: [v[i] for i in order] for k, v in columns.items()}, found


def test_rows_as_they_were(tmp_path):
    found, reading = read(tmp_path, rows())
    assert reading.notes == [
        "5 encounters of 3 patients",
        "1 encounters without a diagnosis: kept",
    ]
    assert not reading.complete
    assert found["encounter"] == [10, 20, 30, 40, 50]
    assert found["patient"] == [7, 135, 9, 135, 7]
    assert found["label"] == [0, 0, 0, 0, 1]
    assert found["method"] == [1, 1, 0, 1, 2]
    assert found["age"] == [55, 65, 65, 65, 65]
    assert found["diagnosis"][0].tolist() == ["250.83", "428", ""]
    assert found["diagnosis"][3].tolist() == ["", "", ""]
    given = [name for name in found["drug"][2] if name]
    assert given == ["metformin Steady", "insulin Up"]


def test_a_patients_rows_stay_together(tmp_path):
    _, reading = read(tmp_path, rows())
    for split, part in reading.splits.items():
        assert set(table.splits_of(part["patient"])) == {split}
        assert (np.diff(part["patient"]) >= 0).all()


def test_six_of_ten_patients_are_trained_on():
    splits = table.splits_of(np.arange(3000)).tolist()
    assert splits.count("train") == pytest.approx(1800, abs=90)
    assert splits.count("test") == pytest.approx(600, abs=60)


def test_the_table_without_its_archive(tmp_path):
    packed, _ = read(tmp_path / "packed", rows())
    path = tmp_path / "open" / table.FILE
    path.parent.mkdir()
    path.write_text(text_of(rows()).replace("\r\n", "\n"))
    found = table.read_folder(path.parent)
    assert sum(len(part["label"]) for part in found.splits.values()) == len(
        packed["label"]
    )


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (row(20, 8), "of an encounter that stands there before"),
        (row("020", 8), "of an encounter that stands there before"),
        (row("20.0", 8), "of an encounter that stands there before"),
        (row("x", 8), "without the numbers of encounter and patient"),
        (row("60.5", 8), "without the numbers of encounter and patient"),
        (row("inf", 8), "without the numbers of encounter and patient"),
        (row("9" * 30, 8), "without the numbers of encounter and patient"),
        (row(60, "1e30"), "without the numbers of encounter and patient"),
        (row(60, 8, readmitted="yes"), "with another outcome than NO"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted(tmp_path, wrong, line):
    found, reading = read(tmp_path, [*rows(), wrong])
    assert len(found["label"]) == 5
    said = [note for note in reading.notes if line in note]
    assert len(said) == 1 and said[0].startswith("1 rows left out")


@pytest.mark.parametrize(
    ("cells", "line", "name"),
    [
        (
            {"time_in_hospital": "long"},
            "1 cells of time_in_hospital are no whole numbers",
            "stay",
        ),
        (
            {"time_in_hospital": "-3"},
            "1 cells of time_in_hospital are no whole numbers",
            "stay",
        ),
        (
            {"number_inpatient": "inf"},
            "1 cells of number_inpatient are no whole numbers",
            "number_inpatient",
        ),
        ({"age": "65"}, "of age are no decade", "age"),
    ],
)
def test_a_cell_that_is_none_becomes_nan(tmp_path, cells, line, name):
    found, reading = read(tmp_path, [*rows(), row(60, 8, **cells)])
    assert np.isnan(found[name][-1]) and len(found["label"]) == 6
    assert any(line in note for note in reading.notes)


def test_a_state_of_a_drug_that_is_none(tmp_path):
    _, reading = read(tmp_path, [*rows(), row(60, 8, insulin="more")])
    assert any("1 states of a drug" in note for note in reading.notes)


def test_a_class_that_is_none_is_unknown_and_counted(tmp_path):
    wrong = [row(60, 8, admission_type_id="inf"), row(61, 8)]
    found, reading = read(tmp_path, [*rows(), *wrong])
    assert found["method"][-2:] == [0, 1]
    assert any("1 cells of admission_type_id" in n for n in reading.notes)


def test_drugs_beyond_eight_are_counted(tmp_path):
    many = dict.fromkeys(table.DRUGS[:10], "Up")  # and insulin
    found, reading = read(tmp_path, [*rows(), row(60, 8, **many)])
    assert (found["drug"][-1] != "").all()
    assert "3 drugs beyond 8 of a stay: left out" in reading.notes


@pytest.mark.parametrize("letters", [str.upper, str.lower])
def test_a_header_in_other_letters(tmp_path, letters):
    expected, _ = read(tmp_path / "as released", rows())
    path = tmp_path / "other" / table.FILE
    path.parent.mkdir()
    header, _, rest = text_of(rows()).partition("\r\n")
    path.write_text(f"{letters(header)}\n{rest}")
    splits = table.read_folder(path.parent).splits.values()
    labels = np.concatenate([part["label"] for part in splits])
    assert sorted(labels) == sorted(expected["label"])


def test_a_renamed_column_is_named(tmp_path):
    header = ["readmission" if n == "readmitted" else n for n in HEADER]
    with pytest.raises(DataError, match="found none named readmitted"):
        read(tmp_path, rows(), header)


def test_an_archive_that_is_cut_off(tmp_path):
    path = write_archive(tmp_path, rows())
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(DataError, match="damaged one"):
        table.read_folder(tmp_path)


def test_no_table(tmp_path):
    with pytest.raises(DataError, match=r"diabetic_data.csv.*an empty folder"):
        table.read_folder(tmp_path)


def test_no_usable_row(tmp_path):
    with pytest.raises(DataError, match="none to use: 1 rows left out: with"):
        read(tmp_path, [row("x", "y")])


def test_the_phantoms_risk_is_what_it_says():
    """Heart failure, a lowered dose and earlier stays; nothing else."""
    drawn = phantom.patients(20000, seed=5)
    rate = drawn["label"].mean()
    assert rate == pytest.approx(drawn["risk"].mean(), abs=0.01)
    failing = (drawn["diagnosis"] == "428").any(axis=1)
    lowered = (drawn["drug"] == "insulin Down").any(axis=1)
    first = drawn["number_inpatient"] == 0
    odds = [
        np.log(p / (1 - p))
        for p in (
            drawn["label"][first & ~lowered & ~failing].mean(),
            drawn["label"][first & ~lowered & failing].mean(),
            drawn["label"][first & lowered & ~failing].mean(),
        )
    ]
    assert odds[0] == pytest.approx(phantom.BASE, abs=0.15)
    assert odds[1] - odds[0] == pytest.approx(phantom.HEART_FAILURE, abs=0.2)
    assert odds[2] - odds[0] == pytest.approx(phantom.INSULIN_DOWN, abs=0.3)


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.patients(wrong, seed=0)
