"""The nearest of the training, and errors as coverage grows."""

import numpy as np
import pytest

from medkeras.molecules import (
    assemble_molecules,
    coverage_curve,
    morgan_fingerprints,
    nearest_similarity,
    tanimoto_matrix,
)
from medkeras.molecules.applicability import BLOCK
from medkeras.utils.errors import UsageError


def test_nearest_is_the_largest_of_the_matrix():
    bits = morgan_fingerprints(assemble_molecules(60).smiles, num_bits=256)
    queries, training = bits[:20], bits[15:]
    similar = np.sort(tanimoto_matrix(queries, training), axis=1)
    found = nearest_similarity(queries, training)
    np.testing.assert_allclose(found, similar[:, -1])
    assert (found[15:] == 1).all()
    three = nearest_similarity(queries, training, num_neighbors=3)
    np.testing.assert_allclose(three, similar[:, -3:].mean(axis=1))


def test_many_queries_go_in_blocks():
    rng = np.random.default_rng(0)
    bits = rng.integers(0, 2, (BLOCK + 5, 8))
    found = nearest_similarity(bits, bits[-1:])
    np.testing.assert_allclose(found, tanimoto_matrix(bits, bits[-1:])[:, 0])


def test_error_as_coverage_grows():
    similarity = np.array([0.2, 0.9, 0.5, 0.7])
    errors = np.array([8.0, 1, 4, 3])
    curve = coverage_curve(errors, similarity, 4)
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1]
    np.testing.assert_allclose(curve.error, [1, 2, 8 / 3, 4])
    assert curve.similarity.tolist() == [0.9, 0.7, 0.5, 0.2]
    last = coverage_curve(errors, similarity, 1)
    assert (last.coverage[0], last.error[0]) == (1, 4)
    uneven = coverage_curve(np.ones(7), np.arange(7), 3)
    assert uneven.coverage[-1] == 1


def test_wrong_arguments():
    with pytest.raises(UsageError, match="num_points"):
        coverage_curve([1.0], [1.0], 2)
    with pytest.raises(UsageError, match="length"):
        coverage_curve([1.0, 2], [1.0], 1)
    with pytest.raises(UsageError, match="finite"):
        coverage_curve([np.nan], [1.0], 1)
    with pytest.raises(UsageError, match="training"):
        nearest_similarity([[1]], np.zeros((0, 1)))
    with pytest.raises(UsageError, match="num_neighbors"):
        nearest_similarity([[1]], [[1]], num_neighbors=2)
