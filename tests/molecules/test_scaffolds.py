"""Scaffolds of known drugs, and splits that part them."""

import numpy as np
import pytest

from medkeras.molecules import (
    assemble_molecules,
    canonical_smiles,
    murcko_scaffolds,
    scaffold_groups,
    scaffold_split,
)
from medkeras.molecules.assembly import LINKERS, RINGS
from medkeras.utils.errors import UsageError


def test_scaffolds_by_hand():
    aspirin, diazepam = (
        "CC(=O)Oc1ccccc1C(=O)O",
        "CN1C(=O)CN=C(c2ccccc2)c2cc(Cl)ccc21",
    )
    found = murcko_scaffolds([aspirin, diazepam, "CCCC", "C[C@H]1CCCN1"])
    expected = ["c1ccccc1", "O=C1CN=C(c2ccccc2)c2ccccc2N1"]
    expected = [canonical_smiles(each) for each in expected]
    assert found == [*expected, "", "C1CCNC1"]


def test_handedness_makes_no_other_scaffold():
    cis = "C[C@@H]1CC[C@H]2CCCC[C@@H]2C1"
    trans = "C[C@@H]1CC[C@H]2CCCC[C@H]2C1"
    assert canonical_smiles(cis) != canonical_smiles(trans)
    assert murcko_scaffolds([cis, trans]) == ["C1CCC2CCCCC2C1"] * 2


def test_side_groups_do_not_matter_and_rings_do():
    drawn = assemble_molecules(200, seed=2)
    scaffolds = np.array(murcko_scaffolds(drawn.smiles))
    groups = scaffold_groups(drawn.smiles)
    assert groups.max() + 1 == len(set(scaffolds))
    for number in range(groups.max() + 1):
        assert len(set(scaffolds[groups == number])) == 1
    alone = drawn.linker < 0
    for ring in range(len(RINGS)):
        mine = alone & (drawn.rings[:, 0] == ring)
        assert len(set(scaffolds[mine])) <= 1
    assert len(LINKERS) == 8


def sizes_of(scaffolds, rows):
    _, place, counts = np.unique(
        scaffolds, return_inverse=True, return_counts=True
    )
    return counts[place][rows]


@pytest.mark.parametrize("rare_last", [False, True])
def test_no_scaffold_on_both_sides(rare_last):
    rng = np.random.default_rng(0)
    scaffolds = rng.geometric(0.05, size=333).astype(str)
    train, test = scaffold_split(scaffolds, 0.2, rare_last, seed=1)
    assert sorted([*train, *test]) == list(range(333))
    assert not set(scaffolds[train]) & set(scaffolds[test])
    assert 0.15 * 333 < len(test) <= 0.2 * 333
    again = scaffold_split(scaffolds, 0.2, rare_last, seed=1)[1]
    assert again.tolist() == test.tolist()
    other = scaffold_split(scaffolds, 0.2, rare_last, seed=2)[1]
    assert rare_last or other.tolist() != test.tolist()


def test_rare_scaffolds_are_last():
    scaffolds = ["a"] * 5 + ["b"] * 3 + ["c", "d", "d"]
    train, test = scaffold_split(scaffolds, 0.3, rare_last=True)
    assert test.tolist() == [8, 9, 10]
    assert train.tolist() == list(range(8))
    drawn = [scaffold_split(scaffolds, 0.3, seed=n)[1] for n in range(20)]
    assert any(5 in test for test in drawn)  # others are drawn otherwise
    rng = np.random.default_rng(0)
    many = rng.geometric(0.05, size=500)
    rare = scaffold_split(many, 0.2, rare_last=True)[1]
    common = scaffold_split(many, 0.2)[1]
    assert sizes_of(many, rare).max() < sizes_of(many, common).max()


def test_wrong_arguments():
    for wrong in (["a"] * 9, ["a"], [], [["a", "b"]], [None, "b"], "ab"):
        with pytest.raises(UsageError):
            scaffold_split(wrong)
    for share in (0, 1, -0.1, 2, "x"):
        with pytest.raises(UsageError, match="test_share"):
            scaffold_split(["a", "b", "c"], share)
    with pytest.raises(UsageError, match="no molecule"):
        murcko_scaffolds(["C("])
