"""Every text of SELFIES is a molecule."""

import numpy as np
import pytest

from medkeras.molecules import (
    SmilesVocabulary,
    assemble_molecules,
    canonical_smiles,
    random_selfies,
    selfies_of,
    smiles_of_selfies,
    valid_smiles,
)
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("num_symbols", [1, 7, 40])
def test_any_symbols_are_a_molecule(num_symbols):
    """A property of the language, held by what is drawn at random."""
    texts = random_selfies(300, num_symbols, np.random.default_rng(0))
    decoded = [smiles_of_selfies(text) for text in texts]
    written = [text for text in decoded if text]
    assert len(written) > 0.4 * len(decoded)  # a lone branch is nothing
    assert valid_smiles(written).all()
    assert len(set(texts)) > 30


def test_there_and_back():
    for smiles in assemble_molecules(60).smiles:
        again = smiles_of_selfies(selfies_of(smiles))
        assert canonical_smiles(again) == smiles


def test_a_vocabulary_of_selfies():
    texts = [selfies_of(smiles) for smiles in assemble_molecules(20).smiles]
    vocabulary = SmilesVocabulary.of(texts)
    assert vocabulary.decode(vocabulary.encode(texts)) == texts
    assert all(token[0] in "[<" for token in vocabulary.tokens)


def test_too_many_bonds_are_left_out():
    assert smiles_of_selfies("[F][#F][C]") == "FF"
    assert smiles_of_selfies("[C][C].[O]") == "CC.O"


@pytest.mark.parametrize("wrong", ["CCO", "[C", "", "[C] [C]", "[Hello]", 5])
def test_what_is_no_selfies(wrong):
    with pytest.raises(UsageError) as error:
        smiles_of_selfies(wrong)
    assert "\n" not in str(error.value)


def test_what_cannot_be_written():
    for wrong in ("CN(=O)=O", "C(", ""):
        with pytest.raises(UsageError, match="smiles") as error:
            selfies_of(wrong)
        assert "\n" not in str(error.value)
    with pytest.raises(UsageError, match="num_symbols"):
        random_selfies(1, 0, np.random.default_rng(0))
