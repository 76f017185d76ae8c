"""The builder of glucose wears: workbooks in any form, made-up people."""

import datetime
import shutil
import zipfile
from xml.sax.saxutils import escape

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.shanghai_cgm import (
    phantom,
    shanghai_cgm_dataset_builder,
    wears,
)

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("shanghai_cgm")
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
    '"/xl/sheet.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml'
    '.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="r" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" '
    'r:id="r"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.'
    'openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'worksheet" Target="sheet.xml"/></Relationships>',
}
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main"><sheetData>{}</sheetData></worksheet>'
)


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up wears, through every check that TFDS has."""

    DATASET_CLASS = shanghai_cgm_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 26}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three wears of two patients, one workbook of the old kind."""

    DATASET_CLASS = shanghai_cgm_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 3}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def workbook(path, rows):
    """The smallest .xlsx: numbers, texts, None for an empty cell."""
    lines = []
    for row in rows:
        cells = []
        for place, value in enumerate(row):
            where = f'r="{chr(65 + place)}{len(lines) + 1}"'
            if isinstance(value, int | float):
                cells.append(f"<c {where}><v>{value}</v></c>")
            elif value is not None:
                text = escape(str(value))
                cells.append(
                    f'<c {where} t="inlineStr"><is><t>{text}</t></is></c>'
                )
        number = len(lines) + 1
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/sheet.xml", SHEET.format("".join(lines)))


def wear(glucose=(100, 110, 120), minutes=(0, 15, 30), header=None):
    start = datetime.datetime(2021, 3, 1, 23, 45)
    rows = [header or ["Date", "CGM (mg / dl)", "Dietary intake"]]
    for minute, value in zip(minutes, glucose, strict=True):
        time = start + datetime.timedelta(minutes=int(minute))
        rows.append([time.isoformat(" "), value, None])
    return rows


def add(root, rows, name="2002_0_20210301.xlsx"):
    workbook(root / "Shanghai_T2DM" / name, rows)
    return wears.read_folder(root)


def last(reading):
    return {
        name: column[-1] for name, column in reading.splits["train"].items()
    }


def test_wears_of_all_kinds_of_workbooks_are_read(root):
    found = wears.read_folder(root)
    assert found.notes[0] == "3 of 125 wears, 2 of 112 patients"
    assert "no Shanghai_T1DM_Summary.xlsx" in found.notes[1]
    assert not found.complete
    columns = found.splits["train"]
    assert columns["patient"].tolist() == [1001, 2001, 2001]
    assert columns["type"].tolist() == [1, 2, 2]
    assert columns["length"].tolist() == [7, 4, 4]
    expected = [100.8, 102.6, 104.4, 106.2, np.nan, 108.0, 109.8]
    np.testing.assert_allclose(columns["glucose"][0, :7], expected, rtol=1e-6)
    # a header in mmol/l, and Chinese names
    expected = [144, 145.8, 147.6, 149.4]
    np.testing.assert_allclose(columns["glucose"][1, :4], expected, rtol=1e-6)
    for mark in ("meal", "insulin"):
        assert np.argwhere(columns[mark]).tolist() == [[0, 2], [1, 1], [2, 1]]
    assert columns["male"][1:].tolist() == [1, 1]
    np.testing.assert_array_equal(columns["years"], [np.nan, 25, np.nan])
    np.testing.assert_allclose(columns["start"], 10.55, rtol=1e-6)


def test_a_gap_keeps_its_place_and_midnight_is_no_step_back(root):
    found = last(add(root, wear(minutes=(0, 30, 44))))
    np.testing.assert_array_equal(
        found["glucose"][:5], [100, np.nan, 110, 120, np.nan]
    )
    assert found["length"] == 4 and found["start"] == 23.75


def test_a_sensor_that_was_away_and_a_value_of_no_blood_are_missing(root):
    found = add(root, wear(glucose=(None, 5, 120)))
    np.testing.assert_array_equal(
        last(found)["glucose"][:3], [np.nan, np.nan, 120]
    )
    assert "1 values that no blood has were taken as missing" in found.notes


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (wear(minutes=(0, 15, 5)), "timestamps go back or stand still"),
        (wear(minutes=(0, 15, 15)), "timestamps go back or stand still"),
        (
            wear(header=["Date", "Glucose", "Dietary intake"]),
            "no column that begins with CGM",
        ),
        (
            wear(header=["Zeit", "CGM (mg / dl)", ""]),
            "no column that begins with Date",
        ),
        (wear(glucose=(None, None, None)), "no glucose value"),
        ([["Date", "CGM (mg / dl)"], ["never", 100]], "no row with a time"),
        ([["Date", "CGM (mg / dl)"]], "an empty sheet"),
    ],
)
def test_a_wear_that_cannot_be_used_is_counted_in_one_line(root, rows, reason):
    found = add(root, rows)
    assert len(found.splits["train"]["wear"]) == 3
    line = f"1 files left out: {reason} (2002_0_20210301.xlsx)"
    assert line in found.notes


def test_a_broken_workbook_and_a_strange_name_are_counted(root):
    (root / "Shanghai_T2DM" / "2003_0_20210101.xls").write_text("no workbook")
    found = add(root, wear(), "notes.xlsx")
    assert any("no workbook of Excel" in line for line in found.notes)
    assert any("a name that is no" in line for line in found.notes)
    assert all("\n" not in line for line in found.notes)


def test_nothing_to_read_is_one_clear_line(tmp_path):
    with pytest.raises(DataError, match="expected Shanghai_T1DM or"):
        wears.read_folder(tmp_path)
    (tmp_path / "Shanghai_T2DM").mkdir()
    with pytest.raises(DataError, match="expected a wear; found 1 files left"):
        add(tmp_path, wear(minutes=(0, 15, 5)))
    (tmp_path / "Shanghai_T2DM_Summary.xlsx").write_text("broken")
    with pytest.raises(DataError, match=r"_Summary.xlsx: expected a table"):
        wears.read_folder(tmp_path)


def test_longer_wears_end_where_the_arrays_do(root):
    days = 15 * np.arange(wears.MOST + 5)
    found = last(add(root, wear(np.full(len(days), 100), days)))
    assert found["length"] == wears.MOST == len(found["glucose"])


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.wears({1: 2, 2: 2}, 2, 192, 1) for _ in range(2))
    assert first["glucose"].tobytes() == again["glucose"].tobytes()


def test_made_up_glucose_rises_after_meals_and_falls_low_at_times():
    drawn = phantom.wears(*shanghai_cgm_dataset_builder.SAMPLE)
    glucose = drawn["glucose"]
    wear_of, step = np.nonzero(drawn["meal"][:, :-4])
    after = glucose[wear_of, step + 4] - glucose[wear_of, step]
    assert np.nanmean(after) > 15 > 5 > abs(np.nanmean(np.diff(glucose)))
    known = glucose[np.isfinite(glucose)]
    assert 0.02 < (known < 70).mean() < 0.2 and known.max() <= phantom.HIGH
    for row, length in zip(glucose, drawn["length"], strict=True):
        assert np.isnan(row[length:]).all() and np.isfinite(row[0])


@pytest.mark.parametrize(
    "wrong", [({}, 2, 192), ({1: 1}, 0, 192), ({1: 1}, 3, 192)]
)
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.wears(*wrong, seed=0)
