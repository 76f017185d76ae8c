"""Molecules once each, without handedness."""

import numpy as np
import pytest

from medkeras.molecules.reading import read_molecules
from medkeras.molecules.repeats import (
    flat_smiles,
    rows_once,
    short_flat_smiles,
)
from medkeras.utils.errors import UsageError


def test_repeats_go_and_contradictions_go_wholly():
    molecule = [5, 3, 5, 4, 3, 5]
    values = [[1, np.nan], [0, 2], [1, np.nan], [1, 1], [0, 3], [1, np.nan]]
    assert rows_once(molecule, values).tolist() == [0, 3]
    assert rows_once(molecule[:2], values[:2]).tolist() == [0, 1]
    with pytest.raises(UsageError):
        rows_once([1, 2], values)


def test_a_value_that_one_row_lacks_is_another_value():
    assert rows_once([1, 1], [[1.0], [np.nan]]).tolist() == []


def test_mirror_images_become_one():
    left, right = flat_smiles(["N[C@@H](C)C(=O)O", "N[C@H](C)C(=O)O"])
    assert left == right and "@" not in left
    assert read_molecules([left]).valid.all()


def test_short_ones_once_each():
    texts = ["OCC", "CCO", "no molecule"[:2], "c1ccccc1", "C" * 30, "CC(C"]
    found = short_flat_smiles(texts, 8)
    assert found == ["CCO", "c1ccccc1"]
    with pytest.raises(UsageError, match="`num_tokens`"):
        short_flat_smiles(texts, 0)
