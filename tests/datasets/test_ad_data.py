"""The table of proteins: any part of it, and what is odd in it."""

import runpy
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.ad_data import (
    ad_data_dataset_builder,
    phantom,
    table,
)

from medkeras.utils.errors import DataError

WRITERS = runpy.run_path(str(Path(__file__).with_name("ad_data_table.py")))
HEADER, rows, write_table = (
    WRITERS[name] for name in ("HEADER", "rows", "write_table")
)


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """Made-up people, through every check that TFDS has."""

    DATASET_CLASS = ad_data_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 240}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Four people in the published layout."""

    DATASET_CLASS = ad_data_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 4}  # noqa: RUF012


def read(root, written, header=HEADER):
    write_table(root, written, header)
    return table.read_folder(root)


def test_people_as_they_were(tmp_path):
    found = read(tmp_path, rows())
    assert found.notes == ["4 of 333 people"] and not found.complete
    people = found.splits["train"]
    assert [row["label"] for row in people] == [0, 1, 0, 1]
    assert [row["male"] for row in people] == [0, 1, 0, 1]
    assert [row["e4"] for row in people] == [0, 1, 1, 2]
    assert [row["e2"] for row in people] == [0, 0, 1, 0]
    np.testing.assert_allclose(
        people[2]["proteins"], 2 + np.arange(124) / 100, rtol=1e-6
    )
    np.testing.assert_allclose(
        people[1]["markers"], [2.24, 2.25, 2.26], rtol=1e-6
    )


def test_columns_are_found_by_their_names(tmp_path):
    expected = read(tmp_path / "one", rows()).splits["train"]
    found = read(tmp_path / "two", rows(), HEADER[::-1]).splits["train"]
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_array_equal(one["proteins"], other["proteins"])


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ({"Class": "AD"}, "a class other than Control or Impaired"),
        ({"Genotype": "E3"}, "a genotype that is no pair of E2, E3, E4"),
        ({"male": "2"}, "a sex other than 0 or 1"),
        ({"tau": "high"}, "a cell that is no number"),
        ({"tau": "NA"}, "a cell that is no number"),
        ({"FAS": "nan"}, "a cell that is no number"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted(tmp_path, cells, line):
    written = rows()
    written[1] |= cells
    found = read(tmp_path, written)
    assert len(found.splits["train"]) == 3
    assert found.notes == ["3 of 333 people", f"1 rows left out: {line}"]


def test_a_renamed_column_is_named_in_one_short_line(tmp_path):
    header = ["taus" if name == "tau" else name for name in HEADER]
    with pytest.raises(DataError, match="found none named tau") as caught:
        read(tmp_path, rows(), header)
    assert len(str(caught.value)) < 300


def test_a_row_that_is_cut_off(tmp_path):
    path = write_table(tmp_path, rows())
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DataError, match="cut off"):
        table.read_folder(tmp_path)


def test_no_table_and_no_usable_row(tmp_path):
    with pytest.raises(DataError, match=r"expected ad_data.csv.*empty folder"):
        table.read_folder(tmp_path)
    with pytest.raises(DataError, match="found none to use"):
        read(tmp_path, [row | {"Class": "?"} for row in rows()])


def test_the_phantoms_stage_is_where_it_says():
    drawn = phantom.people(8000, seed=1)
    stage = drawn["stage"]
    with_stage = [
        np.corrcoef(stage, column)[0, 1] for column in drawn["proteins"].T
    ]
    assert min(with_stage[:8]) > 0.35
    assert np.abs(with_stage[8:]).max() < 0.06
    assert np.corrcoef(stage, drawn["markers"][:, 2])[0, 1] < -0.4
    assert stage[drawn["e4"] > 0].mean() > stage[drawn["e4"] == 0].mean() + 0.4
    impaired = drawn["label"] == 1
    assert stage[impaired].mean() > stage[~impaired].mean() + 0.8
    assert 0.2 < impaired.mean() < 0.4


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.people(wrong, seed=0)
