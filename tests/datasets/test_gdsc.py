"""The builder of drug answers: two tables joined, made-up cell lines."""

import gzip
import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.gdsc import gdsc_dataset_builder, phantom, tables

from medkeras.data import card
from medkeras.utils.errors import DataError

CARD = card("gdsc")
S = runpy.run_path(str(Path(__file__).with_name("spoiling.py")))


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up cell lines, through every check that TFDS has."""

    DATASET_CLASS = gdsc_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 160}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Small tables in the official layout."""

    DATASET_CLASS = gdsc_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 4}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    for name in (tables.IC50, tables.FEATURES):
        shutil.copy(CARD.folder / "dummy_data" / name, tmp_path)
    return tmp_path


def changed(root, name, change):
    S["rewrite"](root / name, change)
    return root


def test_tables_are_joined_by_the_line_and_what_is_left_out_is_told(root):
    found = tables.read_tables(root)
    drawn = phantom.cell_lines(6, seed=5)
    columns, kept = found.splits["train"], [0, 1, 3, 5]
    assert columns["cell_line"].tolist() == [900000, 900001, 900003, 900005]
    np.testing.assert_allclose(
        columns["ic50"], drawn["ic50"][kept, :4], atol=1e-5
    )
    assert np.isnan(columns["ic50"]).any()
    assert columns["drugs"].tolist() == [[1, 3, 5, 17]] * 4
    assert columns["features"].tolist() == drawn["features"][kept, :3].tolist()
    assert columns["feature_names"][0].split(";") == [
        "G00_mut", "G01_mut", "gain_cnaDRAWN_(G02,G03)"
    ]  # fmt: skip
    assert columns["tissue"].tolist() == drawn["tissue"][kept].tolist()
    measured = np.isfinite(columns["ic50"]).sum()
    assert found.notes[0].startswith("4 of 988 cell lines of ")
    assert f"4 of 265 drugs, {measured} values, 3 genomic" in found.notes[0]
    assert found.notes[1].startswith("2 cell lines stand in the table of IC50")
    assert found.notes[2].startswith("1 cell lines stand in the table of feat")
    assert not found.complete


def test_packed_is_as_unpacked(root):
    whole = tables.read_tables(root).splits["train"]
    for name in (tables.IC50, tables.FEATURES):
        content = (root / name).read_bytes()
        (root / f"{name}.gz").write_bytes(gzip.compress(content))
        (root / name).unlink()
    again = tables.read_tables(root).splits["train"]
    for name, values in whole.items():
        np.testing.assert_array_equal(values, again[name])


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (tables.IC50, lambda t: "", "an empty file"),
        (tables.IC50, lambda t: t.replace("COSMIC_ID", "line"), "COSMIC_ID"),
        (tables.IC50, lambda t: t.replace("Drug", "Pill"), "Drug_1_IC50"),
        (tables.IC50, lambda t: t + "900000,1,1,1,1\n", "900000 again"),
        (tables.IC50, lambda t: t + "a,1,1,1,1\n", "a whole number; found 'a'"),
        (tables.IC50, lambda t: t[: t.rindex(",")], "expected 5 cells"),
        (tables.IC50, lambda t: t.replace("9000", "8000"), "found none"),
        (tables.FEATURES, lambda t: t.replace("TISSUE", "T"), "TISSUE_FACTOR"),
        (tables.FEATURES, lambda t: t.replace(",0\n", ",2\n"), "0 or 1"),
    ],
)
def test_tables_that_cannot_be_used_are_one_clear_line(
    root, name, change, message
):
    changed(root, name, change)
    with pytest.raises(DataError, match=message) as error:
        tables.read_tables(root)
    assert "\n" not in str(error.value)


def test_an_answer_that_is_no_number_is_refused(root):
    cells = (root / tables.IC50).read_text().split("\n")[1].split(",")
    value = next(cell for cell in cells[1:] if cell)
    changed(root, tables.IC50, lambda t: t.replace(value, "high"))
    with pytest.raises(DataError, match="expected a number; found 'high'"):
        tables.read_tables(root)


@pytest.mark.parametrize("name", [tables.IC50, tables.FEATURES])
def test_a_missing_table_is_one_clear_line(root, name):
    (root / name).unlink()
    with pytest.raises(DataError, match=f"{name}: expected this table"):
        tables.read_tables(root)


def test_the_drugs_mean_tells_nearly_all_and_a_gene_the_rest():
    drawn = phantom.cell_lines(400, seed=0)
    again = phantom.cell_lines(400, seed=0)
    np.testing.assert_array_equal(drawn["ic50"], again["ic50"])
    ic50 = drawn["ic50"]
    means = np.broadcast_to(np.nanmean(ic50, axis=0), ic50.shape)
    there = np.isfinite(ic50)
    assert np.corrcoef(ic50[there], means[there])[0, 1] > 0.85
    for drug, (gene, effect) in phantom.EFFECTS.items():
        has = drawn["features"][:, gene] == 1
        found = np.nanmean(ic50[has, drug]) - np.nanmean(ic50[~has, drug])
        assert abs(found - effect) < 0.5
    assert 0.2 < 1 - there.mean() < 0.3
    with pytest.raises(ValueError, match="at least 1"):
        phantom.cell_lines(0, seed=0)
