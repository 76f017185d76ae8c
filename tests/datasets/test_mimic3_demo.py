"""The tables of the demo: any part of them, and what is odd in them."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.mimic3_demo import (
    mimic3_demo_dataset_builder,
    phantom,
    tables,
)

from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("mimic3_demo_tables.py")))
TABLES, write, write_tables = (
    WRITERS[name] for name in ("TABLES", "write", "write_tables")
)


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Made-up patients, through every check that TFDS has."""

    DATASET_CLASS = mimic3_demo_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 105}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three admissions in the official tables."""

    DATASET_CLASS = mimic3_demo_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3}  # noqa: RUF012


@pytest.fixture
def root(tmp_path):
    return write_tables(tmp_path)


def words(texts):
    return [[word for word in row if word] for row in texts]


def test_admissions_as_they_were(root):
    found = tables.read_folder(root)
    columns = found.splits["train"]
    assert found.notes[0] == "3 admissions of 2 patients"
    assert not found.complete
    assert columns["encounter"].tolist() == [100, 200, 300]
    assert columns["patient"].tolist() == [7, 7, 9]
    assert columns["start"].tolist() == [0, 59, 0]
    assert columns["stay"].tolist() == [10, 1, 2]
    assert columns["method"].tolist() == [1, 2, 1]
    assert columns["transferred"].tolist() == [1, 0, 0]
    assert columns["died"].tolist() == [1, 0, 0]
    # 7 is 50 a month before the birthday, then 51; 9 is above 89.
    assert columns["age"].tolist() == [50, 51, 90]
    assert words(columns["diagnosis"]) == [
        ["4280", "0389"],
        ["4280"],
        ["V4581"],
    ]
    assert words(columns["procedure"]) == [["3605"], [], []]
    assert words(columns["drug"]) == [[], ["Insulin"], []]
    assert "admissions without a procedure, kept: 2" in found.notes


@pytest.mark.parametrize("upper", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_headers_and_lines_of_any_system(root, tmp_path, upper, end):
    expected = tables.read_folder(root).splits["train"]
    other = write_tables(tmp_path / "other", upper=upper, end=end)
    for path in sorted(other.glob("*.csv")):
        path.rename(path.with_name(path.name.lower()))
    found = tables.read_folder(other).splits["train"]
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values)


@pytest.mark.parametrize(
    ("cell", "value", "line"),
    [
        ("dischtime", "2100-01-01 00:00:00", "that end before they begin"),
        ("hadm_id", 200, "that stand there before"),
        ("hadm_id", "inf", "without its numbers or times"),
        ("hadm_id", "200.5", "without its numbers or times"),
        ("admittime", "soon", "without its numbers or times"),
        ("admittime", "13/01/2101 10:00", "without its numbers or times"),
        ("subject_id", "", "without its numbers or times"),
    ],
)
def test_an_admission_that_cannot_be_used_is_counted(root, cell, value, line):
    rows = [dict(row) for row in TABLES["ADMISSIONS"]]
    rows[2][cell] = value
    write(root, "ADMISSIONS", rows)
    found = tables.read_folder(root)
    assert len(found.splits["train"]["encounter"]) == 2
    assert f"1 admissions left out: {line}" in found.notes
    assert any("without a code or admission here" in n for n in found.notes)


def test_times_in_one_table_may_be_written_in_several_ways(root):
    expected = tables.read_folder(root).splits["train"]
    rows = [dict(row) for row in TABLES["ADMISSIONS"]]
    rows[0]["admittime"] = rows[0]["admittime"].replace(" ", "T") + "Z"
    rows[1]["admittime"] = rows[1]["admittime"].split(" ")[0]
    write(root, "ADMISSIONS", rows)
    found = tables.read_folder(root).splits["train"]
    for name in ("encounter", "start", "stay"):
        np.testing.assert_array_equal(found[name], expected[name])


def test_an_age_that_cannot_be_is_unknown_and_counted(root):
    rows = [dict(row) for row in TABLES["PATIENTS"]]
    rows[0]["dob"] = "2300-01-01 00:00:00"
    write(root, "PATIENTS", rows)
    found = tables.read_folder(root)
    unknown = int(np.isnan(found.splits["train"]["age"]).sum())
    assert unknown and f"{unknown} admissions without an age: NaN" in (
        found.notes
    )


def test_a_flag_that_is_none_is_counted(root):
    rows = [dict(row) for row in TABLES["ADMISSIONS"]]
    rows[2]["hospital_expire_flag"] = "yes"
    write(root, "ADMISSIONS", rows)
    found = tables.read_folder(root)
    assert "1 cells of hospital_expire_flag are not 0 or 1: 0" in found.notes
    assert not found.splits["train"]["died"].any()


def test_tables_that_may_be_missing_are_said(root):
    for name in ("PATIENTS", "PROCEDURES_ICD", "PRESCRIPTIONS"):
        (root / f"{name}.csv").unlink()
    found = tables.read_folder(root)
    for start in ("age is unknown", "no procedure", "no drug"):
        assert sum(note.startswith(start) for note in found.notes) == 1
    assert np.isnan(found.splits["train"]["age"]).all()


@pytest.mark.parametrize("name", ["ADMISSIONS", "DIAGNOSES_ICD"])
def test_tables_that_are_needed(root, name):
    (root / f"{name}.csv").unlink()
    with pytest.raises(DataError, match=f"expected {name}.csv"):
        tables.read_folder(root)


def test_a_renamed_column_is_named(root):
    rows = [dict(row) for row in TABLES["ADMISSIONS"]]
    for row in rows:
        row["kind"] = row.pop("admission_type")
    write(root, "ADMISSIONS", rows)
    with pytest.raises(DataError, match="found none named admission_type"):
        tables.read_folder(root)


def test_more_codes_than_places_are_said(root):
    rows = [
        {"hadm_id": 100, "icd9_code": f"{code}"} for code in range(100, 145)
    ]
    write(root, "DIAGNOSES_ICD", rows)
    found = tables.read_folder(root)
    assert "5 codes of DIAGNOSES_ICD beyond 40 an admission" in found.notes


def test_no_usable_admission(root):
    rows = [row | {"hadm_id": ""} for row in TABLES["ADMISSIONS"]]
    write(root, "ADMISSIONS", rows)
    with pytest.raises(DataError, match="none to use: 3 admissions left out"):
        tables.read_folder(root)


def test_made_up_admissions_do_not_overlap():
    drawn = phantom.patients(40, seed=1)
    again = np.flatnonzero(np.diff(drawn["patient"]) == 0)
    end = drawn["start"] + drawn["stay"]
    assert (drawn["start"][again + 1] > end[again]).all()
    assert len(again) > 5


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.patients(wrong, seed=0)
