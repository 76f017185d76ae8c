"""Six measures of generated molecules, each fooled by something else."""

import numpy as np
import pytest

from medkeras.metrics.generated_molecules import (
    descriptor_distance,
    internal_diversity,
    judge_generated,
)
from medkeras.molecules import (
    assemble_molecules,
    morgan_fingerprints,
    randomized_smiles,
    read_molecules,
    tanimoto_matrix,
)
from medkeras.utils.errors import UsageError

MOLECULES = assemble_molecules(240, seed=1).smiles
TRAINING, OTHERS = MOLECULES[:120], MOLECULES[120:]


def test_shares_by_hand():
    texts = ["OCC", "CCO", "Cc1ccccc1", "C(C", "CCN", "", "CCN"]
    found = judge_generated(texts, ["CCO", "CC", "Clc1ccccc1"])
    assert found.num_generated == 7
    assert (found.num_valid, found.num_unique, found.num_novel) == (5, 3, 2)
    assert found.validity == 5 / 7
    assert found.uniqueness == 3 / 5
    assert found.novelty == 2 / 3
    assert found.scaffold_novelty == 0  # benzene is known
    other = judge_generated(texts, ["CCO", "CC"])
    assert other.scaffold_novelty == 1


def test_a_copy_of_the_training_is_valid_and_not_new():
    rng = np.random.default_rng(0)
    copies = [randomized_smiles(text, rng) for text in TRAINING]
    found = judge_generated(copies, TRAINING)
    assert found.validity == found.uniqueness == 1
    assert found.novelty == found.scaffold_novelty == 0
    assert found.frechet_distance < 1e-6


def test_one_molecule_many_times_is_not_diverse():
    found = judge_generated(["CCCO"] * 50, TRAINING)
    assert found.validity == found.novelty == 1
    assert found.uniqueness == 1 / 50
    assert found.internal_diversity == 0
    assert np.isnan(found.scaffold_novelty)


def test_others_of_the_same_kind_are_near_and_chains_far():
    chains = ["C" * size for size in range(2, 40)]
    same = judge_generated(OTHERS, TRAINING)
    far = judge_generated(chains, TRAINING)
    assert same.novelty == far.novelty == 1
    assert same.frechet_distance < 1 < far.frechet_distance / 10
    own = judge_generated(OTHERS, TRAINING, reference=OTHERS)
    assert own.frechet_distance < 1e-6


def test_diversity_is_the_mean_over_pairs():
    similar = tanimoto_matrix(morgan_fingerprints(TRAINING))
    pairs = similar[np.triu_indices(len(TRAINING), 1)]
    expected = 1 - pairs.mean()
    np.testing.assert_allclose(internal_diversity(TRAINING), expected)
    assert np.isnan(internal_diversity(["C"]))


def test_distance_by_hand():
    """Two sets that differ in one descriptor only, and its unit."""
    assert descriptor_distance(["C", "CCO"], ["CCO", "C"]) < 1e-9
    assert np.isnan(descriptor_distance(["C", "CC"], ["C"]))
    assert np.isfinite(descriptor_distance(["C", "CC"], ["CO", "CN"]))


def test_molecules_may_be_read_before():
    read = read_molecules(TRAINING)
    texts = [*OTHERS[:30], "C("]
    first = judge_generated(texts, TRAINING)
    assert judge_generated(read_molecules(texts), read) == first


def test_nothing_valid_is_no_crash():
    found = judge_generated(["C(", "x"], TRAINING)
    assert found.validity == 0
    for measure in found[1:6]:
        assert np.isnan(measure)


def test_wrong_arguments():
    for generated, training in (([], ["C"]), (["C"], []), (["C"], ["C("])):
        with pytest.raises(UsageError, match="must hold"):
            judge_generated(generated, training)
    with pytest.raises(UsageError, match="a list of texts"):
        judge_generated("CC", ["C"])
