"""Molecules from SMILES: one line where RDKit prints many."""

import numpy as np
import pytest
from rdkit import Chem

from medkeras.molecules import (
    assemble_molecules,
    canonical_smiles,
    largest_fragment,
    randomized_smiles,
    read_molecule,
    read_molecules,
    valid_smiles,
)
from medkeras.utils.errors import UsageError

WRONG = {
    "C(C": "grammar",
    "C1CC": "grammar",
    "CC(C)(C)(C)C": "valence for atom # 1 C, 5,",
    "c1cccc1": "kekulize",
    "cC": "non-ring atom 0 marked aromatic",
    "": "an empty text",
    "C C": "a blank within",
    "Xx": "grammar",
}


@pytest.mark.parametrize("smiles", WRONG)
def test_why_a_text_is_no_molecule(smiles, capfd):
    with pytest.raises(UsageError, match=WRONG[smiles]) as error:
        read_molecule(smiles)
    assert "\n" not in str(error.value)
    assert not valid_smiles([smiles])[0]
    assert capfd.readouterr() == ("", "")


def test_a_number_is_no_text():
    for wrong in (None, float("nan"), 5, ["C"]):
        with pytest.raises(UsageError, match="must be a text"):
            read_molecule(wrong)


def test_many_are_read_and_the_others_counted(capfd):
    given = ["OCC", *WRONG, " C(O)C "]
    found = read_molecules(given)
    assert found.canonical == ["CCO", "CCO"]
    assert [m.GetNumAtoms() for m in found.molecules] == [3, 3]
    assert np.flatnonzero(found.valid).tolist() == [0, len(given) - 1]
    assert found.note.startswith("8 of 10 SMILES are no molecule (first at pl")
    np.testing.assert_array_equal(valid_smiles(given), found.valid)
    assert capfd.readouterr() == ("", "")
    assert read_molecules(["C"]).note == ""
    assert read_molecules([]).valid.tolist() == []


def test_all_ways_to_write_a_molecule_are_one():
    rng = np.random.default_rng(0)
    for smiles in assemble_molecules(20).smiles:
        others = {randomized_smiles(smiles, rng) for _ in range(10)}
        assert len(others) > 3
        assert {canonical_smiles(other) for other in others} == {smiles}
    assert canonical_smiles("C[C@H](N)O") != canonical_smiles("C[C@@H](N)O")


def test_salts_are_left_out():
    assert largest_fragment("[Na+].CC(=O)[O-]") == "CC(=O)[O-]"
    assert largest_fragment("Cl.NCC.O") == "CCN"
    assert largest_fragment("OC.NC") == largest_fragment("CN.CO") == "CN"
    assert largest_fragment("OCC") == "CCO"


def test_a_molecule_is_rdkits():
    assert isinstance(read_molecule("CO"), Chem.Mol)
