"""Made-up molecules of rings, linkers and groups."""

import itertools

import numpy as np
import pytest
from rdkit.Chem import rdMolDescriptors

from medkeras.molecules import (
    assemble_molecules,
    canonical_smiles,
    read_molecule,
    valid_smiles,
)
from medkeras.molecules.assembly import GROUPS, LINKERS, RINGS, assembled
from medkeras.utils.errors import UsageError


def test_all_parts_fit_together():
    every = itertools.product(range(len(RINGS)), range(len(RINGS)), range(8))
    skeletons = [assembled(*parts, 0, 1) for parts in every]
    assert len(LINKERS) == 8
    assert valid_smiles(skeletons).all()


def test_a_group_is_the_same_before_and_behind():
    for number in range(len(GROUPS)):
        before = canonical_smiles(assembled(0, -1, -1, number, 0))
        assert before == canonical_smiles(assembled(0, -1, -1, 0, number))


def test_molecules_are_what_their_parts_say():
    drawn = assemble_molecules(150, seed=3)
    assert len(set(drawn.smiles)) == 150
    for place, smiles in enumerate(drawn.smiles):
        parts = (*drawn.rings[place], drawn.linker[place], *drawn.groups[place])
        assert canonical_smiles(assembled(*parts)) == smiles
        rings = rdMolDescriptors.CalcNumRings(read_molecule(smiles))
        has_two = drawn.rings[place] == len(RINGS) - 1  # indoles have two
        assert rings == (drawn.rings[place] >= 0).sum() + has_two.sum()
    assert drawn.rings.shape == drawn.groups.shape == (150, 2)
    counts = np.bincount(drawn.rings[:, 0], minlength=len(RINGS))
    assert counts[0] > 2 * counts[-1]  # common and rare ones
    assert assemble_molecules(150, seed=3).smiles == drawn.smiles
    assert assemble_molecules(150, seed=4).smiles != drawn.smiles


def test_sizes_are_checked():
    for wrong in (0, 20_001, 1.5):
        with pytest.raises(UsageError, match="num_molecules"):
            assemble_molecules(wrong)
    with pytest.raises(UsageError, match="seed"):
        assemble_molecules(3, seed=-1)
    with pytest.raises(UsageError, match="both"):
        assembled(0, 1, -1, 0, 0)
