"""Molecules are parted by scaffold, pairs by drug; strength is -log10."""

import numpy as np

from medkeras.data import load
from medkeras.tasks import find


def test_one_scaffold_is_one_group():
    rows = find("brain_barrier").read(load("moleculenet", "sample", quiet=True))
    assert len(np.unique(rows.groups)) < rows.count()
    assert set(np.unique(rows.labels)) == {0, 1}


def test_pairs_have_the_strength_of_their_dissociation_constant():
    given = load("davis", "sample", quiet=True)
    rows = find("kinase_binding").read(given)
    drugs, kinases = (given.counts[name] for name in ("drugs", "proteins"))
    kd = given.arrays("drugs")["kd"]
    assert rows.count() <= drugs * kinases
    assert len(np.unique(rows.groups)) <= drugs
    np.testing.assert_allclose(10 ** (9 - rows.labels[0]), kd[0, 0], rtol=1e-5)
