"""The builder of MoleculeNet's tables: rows counted, truths planted."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.moleculenet import (
    drawn,
    moleculenet_dataset_builder,
    tables,
)

from medkeras.data import card
from medkeras.molecules import valid_smiles
from medkeras.molecules.assembly import assemble_molecules
from medkeras.utils.errors import DataError

CARD = card("moleculenet")
ESOL, BBBP, TOX21 = tables.FILES.values()


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up tables, through every check that TFDS has."""

    DATASET_CLASS = moleculenet_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"esol": 400, "bbbp": 400, "tox21": 300}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Small tables in the official layout."""

    DATASET_CLASS = moleculenet_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"esol": 3, "bbbp": 3, "tox21": 2}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_what_is_read_and_what_is_told(root):
    found = tables.read_folder(root)
    assert found.notes == [
        "esol: 3 of 1128 rows",
        "esol: 1 rows repeat a molecule, 1 molecules have two different values",
        "bbbp: 4 of 2050 rows",
        "bbbp: left out: 1 of 4 SMILES are no molecule (first at place 2: "
        "Explicit valence for atom # 1 N, 5, is greater than permitted)",
        "bbbp: 1 rows repeat a molecule, 1 molecules have two different values",
        "bbbp: 1 rows are of several parts, such as salts",
        "tox21: 2 of 7831 rows",
    ]
    assert not found.complete
    esol, bbbp, tox21 = found.splits.values()
    np.testing.assert_allclose(esol["values"][:, 0], [0.4, -2.1, 0.7])
    np.testing.assert_allclose(esol["predicted"], [-0.5, -2.5, -0.6])
    assert esol["smiles"].tolist() == ["CCO", "Cc1ccccc1", "OCC"]
    assert esol["canonical"].tolist() == ["CCO", "Cc1ccccc1", "CCO"]
    assert esol["molecule"].tolist() == [0, 1, 0]
    assert esol["name"][1] == "made-up, two"
    assert bbbp["values"][:, 0].tolist() == [1, 0, 0]
    assert bbbp["molecule"].tolist() == [100_000, 100_001, 100_000]
    assert np.isnan(bbbp["predicted"]).all()
    assert tox21["tasks"][0].split(";") == list(tables.TASKS["tox21"])
    np.testing.assert_array_equal(
        tox21["values"][1], [np.nan, 1, 0, 0, 0, 0, np.nan, 1, np.nan, 0, 1, 0]
    )


def test_one_table_is_enough(root):
    for name in (ESOL, TOX21):
        (root / name).unlink()
    found = tables.read_folder(root)
    assert list(found.splits) == ["bbbp"]
    assert found.notes[0] == "no delaney-processed.csv: no esol table"


def test_rewritten_copies_are_passed_over(root):
    (root / "latest").mkdir()
    shutil.copy(root / ESOL, root / "latest" / BBBP)  # anything else
    (root / "originals").mkdir()
    (root / BBBP).rename(root / "originals" / BBBP)
    assert len(tables.read_folder(root).splits["bbbp"]["name"]) == 3


def test_the_formula_may_be_missing(root):
    path = root / ESOL
    lines = [line.split(",") for line in path.read_text().splitlines()]
    del lines[2]  # its name has a comma
    path.write_text("\n".join(",".join([r[0], *r[2:]]) for r in lines))
    esol = tables.read_folder(root).splits["esol"]
    assert np.isnan(esol["predicted"]).all()


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (ESOL, lambda t: "", "an empty file"),
        (ESOL, lambda t: t.replace("measured", "seen"), "none named measured"),
        (ESOL, lambda t: t.replace("-2.1", "low"), "a number; found 'low'"),
        (ESOL, lambda t: t[: t.rindex(",")], "cut off"),
        (BBBP, lambda t: t.replace("smiles", "text"), "none named smiles"),
        (BBBP, lambda t: t.replace("one,1", "one,2"), "0 or 1; found '2'"),
        (BBBP, lambda t: t.replace("one,1", "one,"), "0 or 1; found ''"),
        (BBBP, lambda t: t.replace("c", "X").replace("]", ""), "found none"),
        (TOX21, lambda t: t.replace("TOX1", "TOX1,x"), "expected 14 cells"),
        (TOX21, lambda t: t.replace("SR-p53", "p53"), "none named SR-p53"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_one_clear_line(
    root, name, change, message
):
    path = root / name
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError, match=message) as error:
        tables.read_folder(root)
    assert "\n" not in str(error.value)


def test_a_folder_without_tables_says_what_it_holds(tmp_path):
    with pytest.raises(DataError, match="found an empty folder"):
        tables.read_folder(tmp_path)


def test_planted_truths():
    splits = drawn.splits(0)
    again = drawn.splits(0)
    for table, columns in splits.items():
        np.testing.assert_array_equal(columns["values"], again[table]["values"])
        assert valid_smiles(columns["smiles"]).all()
        assert len(set(columns["molecule"])) == drawn.SIZES[table]
    fat = drawn.fat_of(assemble_molecules(400, 0))
    values = splits["esol"]["values"][:, 0]
    np.testing.assert_allclose(
        splits["esol"]["predicted"], 0.5 - 0.8 * fat, rtol=1e-5
    )
    # What is left is the skeletons' surprise and the noise.
    left = values - splits["esol"]["predicted"]
    expected = np.hypot(drawn.SURPRISE, drawn.NOISE)
    assert left.std() == pytest.approx(expected, rel=0.2)
    passes = splits["bbbp"]["values"][:, 0]
    assert 0.6 < passes.mean() < 0.85
    other = drawn.fat_of(assemble_molecules(400, 1))
    assert np.corrcoef(other, passes)[0, 1] > 0.3


def test_planted_toxicity():
    molecules = assemble_molecules(300, 2)
    values = drawn.splits(0)["tox21"]["values"]
    assert np.isnan(values).mean() == pytest.approx(drawn.MISSING, abs=0.02)
    for task in range(3):
        has = (molecules.groups == task).any(axis=1)
        with_it, without = (np.nanmean(values[w, task]) for w in (has, ~has))
        assert with_it > 0.3 > 0.1 > without
