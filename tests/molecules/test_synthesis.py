"""Easy and hard molecules, drugs and others."""

import numpy as np
import pytest
from rdkit.Chem import RDConfig

from medkeras.molecules import drug_likeness, synthetic_accessibility
from medkeras.molecules.synthesis import _scorer
from medkeras.utils.errors import DataError, UsageError

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"
CHOLESTEROL = (
    "CC(C)CCC[C@@H](C)[C@H]1CC[C@@H]2[C@@]1(CC[C@H]3[C@H]2CC=C4[C@@]3"
    "(CC[C@@H](C4)O)C)C"
)


def test_order_of_accessibility():
    easy, hard = synthetic_accessibility([ASPIRIN, CHOLESTEROL])
    assert easy == pytest.approx(1.58, abs=0.01)
    assert 4 < hard < 6


def test_drug_likeness_of_aspirin():
    found = drug_likeness([ASPIRIN, "C" * 30])
    assert found[0] == pytest.approx(0.55, abs=0.005)
    assert found[1] < 0.2
    assert drug_likeness([]).shape == synthetic_accessibility([]).shape == (0,)
    assert found.dtype == np.float64


def test_wrong_arguments(tmp_path, monkeypatch):
    for score in (synthetic_accessibility, drug_likeness):
        with pytest.raises(UsageError, match="1 of 1 SMILES"):
            score(["C("])
    _scorer.cache_clear()
    monkeypatch.setattr(RDConfig, "RDContribDir", str(tmp_path))
    with pytest.raises(DataError, match=r"SA_Score/sascorer\.py; found: none"):
        synthetic_accessibility(["C"])
