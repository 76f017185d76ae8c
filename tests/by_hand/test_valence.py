"""A judge of molecules by hand, beside RDKit."""

import re

import numpy as np
import pytest

from medkeras.by_hand.valence import TOKEN, _graph, smiles_problem
from medkeras.molecules import (
    assemble_molecules,
    enumerate_molecules,
    valid_smiles,
)
from medkeras.utils.errors import UsageError

LETTERS = list("CCCNOFcno=#-()()123")


def small_molecules():
    texts = enumerate_molecules(5) + assemble_molecules(300, seed=5).smiles
    return [text for text in texts if "".join(TOKEN.findall(text)) == text]


def changed(text, rng):
    """One to three tokens left out, put in or replaced."""
    tokens = TOKEN.findall(text)
    for _ in range(rng.integers(1, 4)):
        place = rng.integers(len(tokens))
        letter = str(rng.choice(LETTERS))
        tokens[place] = rng.choice(["", tokens[place] + letter, letter])
    return "".join(tokens)


def agreement(texts):
    """Share of texts that both judge alike, and of valid ones."""
    ours = np.array([smiles_problem(text) == "" for text in texts])
    theirs = valid_smiles(texts)
    return (ours == theirs).mean(), theirs.mean()


def test_all_molecules_are_molecules():
    texts = small_molecules()
    assert len(texts) > 700
    assert agreement(texts) == (1, 1)


def test_changed_molecules_are_judged_as_by_rdkit():
    """The specification's bar: at least 99.9 % alike."""
    rng, texts = np.random.default_rng(0), small_molecules()
    given = [
        changed(texts[n], rng) for n in rng.integers(len(texts), size=8000)
    ]
    alike, valid = agreement(given)
    assert alike >= 0.999
    assert 0.1 < valid < 0.9


def test_random_texts_are_judged_as_by_rdkit():
    rng = np.random.default_rng(1)
    sizes = rng.integers(1, 9, size=4000)
    given = ["".join(rng.choice(LETTERS, size)) for size in sizes]
    alike, valid = agreement(given)
    assert alike >= 0.999
    assert valid > 0.02


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("CO(C)C", "O has 3 bonds, at most 2"),
        ("C(C", "branch is not closed"),
        ("C1CC", "ring is not closed"),
        ("C11", "a ring of one atom"),
        ("C12CC12", "two bonds between the same atoms"),
        ("C==C", "'=' stands wrongly"),
        ("C=", "leads nowhere"),
        ("C()C", r"'\)' stands wrongly"),
        ("(C)C", r"'\(' stands wrongly"),
        ("C(1)CC1", "'1' stands wrongly"),
        ("", "no atom"),
        ("cC", "aromatic c is in no ring"),
        ("c1cccc1", "no double bonds"),
        ("n1cccc1", "no double bonds"),
        ("c1ccccc1=O", "C has 4|no double|bonds"),
    ],
)
def test_reasons(smiles, reason):
    assert re.search(reason, smiles_problem(smiles))
    assert not valid_smiles([smiles])[0]


def test_two_rings_joined_by_small_letters():
    """The bond between them is single: it lies on no ring."""
    assert smiles_problem("c1ccccc1c1ccccc1") == ""
    assert smiles_problem("c1cccc1c1cccc1") != ""
    assert smiles_problem("C%12CC%12") == ""


def test_a_graph_by_hand():
    symbols, bonds = _graph(TOKEN.findall("C1=CC(F)C#1"))
    assert symbols == ["C", "C", "C", "F", "C"]
    assert bonds[0] == {1: 2, 4: 3}
    assert bonds[2] == {1: 1, 3: 1, 4: 1}
    assert _graph(["c", "1", "c", "c", "1"])[1][0] == {1: 0, 2: 0}


def test_what_is_outside_is_refused():
    for wrong in ("CCl", "[nH]", "C.C", "S", "C%01", 5, None):
        with pytest.raises(UsageError, match="smiles"):
            smiles_problem(wrong)
    assert smiles_problem("C" * 400) == ""
    with pytest.raises(UsageError, match="400"):
        smiles_problem("C" * 401)
