"""Small molecules one atom at a time: valid, different, complete."""

import pytest
from rdkit import Chem

from medkeras.molecules import (
    canonical_smiles,
    enumerate_molecules,
    valid_smiles,
)
from medkeras.molecules.enumeration import UNSTABLE, num_rings
from medkeras.utils.errors import UsageError


def test_hydrocarbons_of_four_atoms_by_hand():
    """Alkanes, alkenes, alkynes, dienes and rings, without allenes."""
    found = enumerate_molecules(4, "C", max_rings=1)
    expected = {
        "C", "CC", "C=C", "C#C", "CCC", "C=CC", "C#CC", "C1CC1",
        "CCCC", "CC(C)C", "C=CCC", "CC=CC", "C=C(C)C", "C#CCC", "CC#CC",
        "C=CC=C", "C#CC=C", "C#CC#C", "C1CCC1", "CC1CC1",
    }  # fmt: skip
    assert set(found) == {canonical_smiles(each) for each in expected}


def test_molecules_are_valid_different_and_in_order():
    found = enumerate_molecules(5)
    assert valid_smiles(found).all()
    assert len(set(found)) == len(found) > 500
    assert [canonical_smiles(each) for each in found] == found
    molecules = [Chem.MolFromSmiles(each) for each in found]
    sizes = [molecule.GetNumHeavyAtoms() for molecule in molecules]
    assert sizes == sorted(sizes)
    assert max(sizes) == 5
    assert max(map(num_rings, molecules)) == 2
    for molecule in molecules:
        assert not any(molecule.HasSubstructMatch(each) for each in UNSTABLE)
    smaller = enumerate_molecules(4)
    assert found[: len(smaller)] == smaller


def test_known_molecules_are_there():
    found = set(enumerate_molecules(6, "C")) | set(enumerate_molecules(5))
    for smiles in ("c1ccccc1", "CC(=O)O", "NC(=O)N", "c1c[nH]cn1", "CC(F)(F)F"):
        assert canonical_smiles(smiles) in found, smiles
    for smiles in ("NN", "OO", "C=C=C", "OCO", "C=CO"):
        assert canonical_smiles(smiles) not in found, smiles


def test_elements_and_sizes_are_checked():
    assert enumerate_molecules(2, "OC") == ["C", "O", "C#C", "C=C", "CC", "CO"]
    assert enumerate_molecules(1, "F") == ["F"]
    for wrong in ("S", "", "Cl"):
        with pytest.raises(UsageError, match="elements"):
            enumerate_molecules(2, wrong)
    for wrong in (0, 10, 2.5, None):
        with pytest.raises(UsageError, match="max_atoms"):
            enumerate_molecules(wrong)
    with pytest.raises(UsageError, match="max_rings"):
        enumerate_molecules(2, max_rings=-1)
