"""Descriptors and fingerprints of known molecules; Tanimoto by RDKit."""

import numpy as np
import pytest
from rdkit import DataStructs
from rdkit.Chem import rdFingerprintGenerator

from medkeras.molecules import (
    ALL_DESCRIPTORS,
    ESOL_DESCRIPTORS,
    assemble_molecules,
    molecular_descriptors,
    morgan_fingerprints,
    read_molecules,
    tanimoto_matrix,
)
from medkeras.utils.errors import UsageError

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"


def test_six_columns_of_esol():
    """Toluene and ethanol by hand, masses from tables."""
    found = molecular_descriptors(["Cc1ccccc1", "CCO"])
    assert len(ESOL_DESCRIPTORS) == 6
    expected = [[1, 92.14, 0, 1, 0, 0], [1, 46.07, 1, 0, 0, 20.23]]
    np.testing.assert_allclose(found, expected, atol=0.01)


def test_all_descriptors_of_aspirin():
    (found,) = molecular_descriptors([ASPIRIN], ALL_DESCRIPTORS)
    by_name = dict(zip(ALL_DESCRIPTORS, found, strict=True))
    assert by_name["heavy_atoms"] == 13
    assert by_name["aromatic_rings"] == by_name["rings"] == 1
    assert by_name["h_bond_donors"] == 1
    assert by_name["h_bond_acceptors"] == 3  # RDKit's count; others say 4
    assert by_name["fraction_csp3"] == pytest.approx(1 / 9)
    assert 1 < by_name["log_p"] < 2


def test_order_and_molecules():
    names = ["rings", "heavy_atoms"]
    read = read_molecules(["C1CC1C", "C"]).molecules
    assert molecular_descriptors(read, names).tolist() == [[1, 4], [0, 1]]
    assert molecular_descriptors([], names).shape == (0, 2)


def test_fingerprints_are_rdkits():
    texts = assemble_molecules(30).smiles
    bits = morgan_fingerprints(texts, radius=2, num_bits=512)
    assert bits.shape == (30, 512)
    assert set(np.unique(bits)) == {0, 1}
    make = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=512)
    theirs = [make.GetFingerprint(m) for m in read_molecules(texts).molecules]
    expected = [DataStructs.BulkTanimotoSimilarity(t, theirs) for t in theirs]
    np.testing.assert_allclose(tanimoto_matrix(bits), expected)
    part = tanimoto_matrix(bits[:7], bits[3:])
    np.testing.assert_allclose(part, np.array(expected)[:7, 3:])
    atoms = morgan_fingerprints(texts, radius=0, num_bits=512)
    assert (atoms.sum(axis=1) < bits.sum(axis=1)).all()


def test_tanimoto_of_nothing():
    found = tanimoto_matrix([[0, 0], [1, 0]])
    assert found.tolist() == [[1, 0], [0, 1]]
    assert tanimoto_matrix(np.zeros((0, 4))).shape == (0, 0)


def test_wrong_arguments():
    with pytest.raises(UsageError, match=r"min_degree, .*Received: weight"):
        molecular_descriptors(["C"], ["weight"])
    with pytest.raises(UsageError, match="1 of 2 SMILES are no molecule"):
        morgan_fingerprints(["C", "C("])
    with pytest.raises(UsageError, match="a list of texts"):
        molecular_descriptors("CC")
    with pytest.raises(UsageError, match="radius"):
        morgan_fingerprints(["C"], radius=-1)
    with pytest.raises(UsageError, match="num_bits"):
        morgan_fingerprints(["C"], num_bits=0)
    for wrong in ([[0.5]], [[2]], [1, 0], [["a"]]):
        with pytest.raises(UsageError, match="first"):
            tanimoto_matrix(wrong)
    with pytest.raises(UsageError, match="as many bits"):
        tanimoto_matrix([[0, 1]], [[1]])
