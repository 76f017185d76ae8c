"""The builder of Davis: a matrix and its lists, made-up interactions."""

import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.davis import davis_dataset_builder, drawn, files

from medkeras.data import card
from medkeras.molecules import assemble_molecules, valid_smiles
from medkeras.utils.errors import DataError

CARD = card("davis")
LIGANDS = files.LIGANDS[0]


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up matrix, through every check that TFDS has."""

    DATASET_CLASS = davis_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"drugs": 30, "proteins": 60}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three drugs and four proteins in the official layout."""

    DATASET_CLASS = davis_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"drugs": 3, "proteins": 4}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    shutil.copytree(CARD.folder / "dummy_data", tmp_path, dirs_exist_ok=True)
    return tmp_path


def changed(root, name, change):
    path = root / name
    path.write_text(change(path.read_text()))


def test_what_is_read_and_what_is_told(root):
    found = files.read_folder(root)
    assert found.notes == [
        "3 of 68 drugs, 4 of 442 proteins, which have 3 different sequences",
        "66.7% of 12 values are 10000 nM: too weak to be measured",
    ]
    drugs, proteins = found.splits.values()
    assert drugs["name"].tolist() == ["11", "12", "13"]
    assert drugs["text"][2] == "C[C@H](N)O"
    assert proteins["name"].tolist() == ["KIN1", "KIN1(A4T)", "KIN2", "KIN3"]
    assert proteins["group"].tolist() == [100_000, 100_000, 100_001, 100_002]
    np.testing.assert_allclose(drugs["kd"][1], [1.5, 1e4, 1e4, 0.02])
    np.testing.assert_array_equal(drugs["kd"].T, proteins["kd"])
    assert not found.complete


def test_the_flat_list_serves_where_the_other_is_missing(root):
    (root / LIGANDS).unlink()
    assert files.read_folder(root).splits["drugs"]["text"][2] == "CC(N)O"
    (root / files.LIGANDS[1]).unlink()
    with pytest.raises(DataError, match=r"ligands_iso\.txt or ligands_can"):
        files.read_folder(root)


def test_the_same_molecule_is_one_group_and_an_unreadable_one_is_told(root):
    changed(root, LIGANDS, lambda t: t.replace("Cc1ccccc1", "OCC"))
    found = files.read_folder(root)
    assert found.splits["drugs"]["group"].tolist() == [0, 0, 1]
    changed(root, LIGANDS, lambda t: t.replace("OCC", "C("))
    found = files.read_folder(root)
    assert found.splits["drugs"]["name"].tolist() == ["11", "13"]
    assert found.splits["proteins"]["kd"].shape == (4, 2)
    assert found.splits["drugs"]["kd"][1, 2] == 270
    assert found.notes[-1].startswith("drugs left out: 1 of 3 SMILES")


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (files.MATRIX, lambda t: "", "an empty file"),
        (files.MATRIX, lambda t: t[: t.rindex(" ")], "3 x 4 .*found 3 x 3/4"),
        (files.MATRIX, lambda t: t[: t.rindex("\n1")], "found 2 x 4"),
        (files.MATRIX, lambda t: t.replace("43", "x"), "expected numbers"),
        (files.MATRIX, lambda t: t.replace("43", "-1"), "row 1, column 2"),
        (files.MATRIX, lambda t: t.replace("43", "nan"), "above 0 nM"),
        (LIGANDS, lambda t: t[:20], "expected JSON"),
        (LIGANDS, lambda t: t.replace("12", "11"), "once; found 11 again"),
        (LIGANDS, lambda t: "[1]", "texts by name"),
        (LIGANDS, lambda t: "{}", "texts by name"),
        (files.PROTEINS, lambda t: t.replace("MGGH", "MG-H"), "KIN2: expected"),
        (files.PROTEINS, lambda t: t.replace('"MGGH"', "7"), "texts by name"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(
    root, name, change, message
):
    changed(root, name, change)
    with pytest.raises(DataError, match=message) as error:
        files.read_folder(root)
    assert "\n" not in str(error.value)


def test_pickles_are_not_read(root):
    (root / files.MATRIX).unlink()
    (root / "Y").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(DataError, match="expected drug-target"):
        files.read_folder(root)


def test_planted_interaction():
    splits = drawn.splits(0)
    drugs, proteins = splits["drugs"], splits["proteins"]
    np.testing.assert_array_equal(drugs["kd"], drawn.splits(0)["drugs"]["kd"])
    assert valid_smiles(drugs["text"]).all()
    assert len(set(proteins["group"])) == 36
    assert len(set(proteins["text"])) == 36
    pkd = 9 - np.log10(drugs["kd"])
    assert 0.5 < (drugs["kd"] == files.LIMIT).mean() < 0.8
    assert pkd.min() == pytest.approx(5)
    pockets = np.repeat(np.arange(drawn.NUM_FAMILIES), drawn.PER_FAMILY)
    pockets %= len(drawn.POCKETS)
    fits = drawn.fits(assemble_molecules(drawn.NUM_DRUGS, 0), pockets) == 1
    assert pkd[fits].mean() > pkd[~fits].mean() + 0.8
    for text, pocket in zip(proteins["text"], pockets, strict=True):
        assert drawn.POCKETS[pocket] in text
