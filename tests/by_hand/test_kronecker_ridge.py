"""Ridge on pairs equals ridge with the whole Kronecker product."""

import numpy as np
import pytest

from medkeras.by_hand.kronecker_ridge import kronecker_ridge
from medkeras.utils.errors import UsageError


def problem(firsts=5, seconds=7, seed=0):
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=(firsts, 3)), rng.normal(size=(seconds, 4))
    return x @ x.T, z @ z.T, rng.normal(size=(firsts, seconds)) + 3


def whole(first, second, values, penalty, known=None):
    """The same with a matrix of all known pairs."""
    known = np.ones(values.shape, bool) if known is None else known
    known = known.ravel()
    kernel = np.kron(first, second)
    mean = values.ravel()[known].mean()
    weights = np.zeros(values.size)
    system = kernel[known][:, known] + penalty * np.eye(known.sum())
    weights[known] = np.linalg.solve(system, values.ravel()[known] - mean)
    return (kernel @ weights + mean).reshape(values.shape)


@pytest.mark.parametrize("penalty", [0.1, 3.0])
def test_without_gaps(penalty):
    first, second, values = problem()
    model = kronecker_ridge(first, second, values, penalty)
    expected = whole(first, second, values, penalty)
    np.testing.assert_allclose(model.predict(first, second), expected)


@pytest.mark.parametrize("penalty", [0.1, 3.0])
def test_with_gaps(penalty):
    first, second, values = problem(seed=1)
    known = np.random.default_rng(2).random(values.shape) < 0.6
    model = kronecker_ridge(first, second, values, penalty, known)
    expected = whole(first, second, values, penalty, known)
    changed = np.where(known, values, 99)  # what is unknown does not matter
    again = kronecker_ridge(first, second, changed, penalty, known)
    np.testing.assert_array_equal(again.weights, model.weights)
    np.testing.assert_allclose(
        model.predict(first, second), expected, atol=1e-4
    )
    assert (model.weights[~known] == 0).all()


def test_new_pairs_have_the_shape_of_their_kernels():
    first, second, values = problem()
    model = kronecker_ridge(first[:3, :3], second[:6, :6], values[:3, :6])
    found = model.predict(first[3:, :3], second[6:, :6])
    assert found.shape == (2, 1)
    assert np.isfinite(found).all()
    nothing = model.predict(np.zeros((2, 3)), np.zeros((1, 6)))
    np.testing.assert_allclose(nothing, values[:3, :6].mean())


def test_wrong_arguments_are_one_clear_line():
    first, second, values = problem()
    for arguments, words in (
        ((first[:, :3], second, values), "square"),
        ((first, second + np.triu(np.ones((7, 7))), values), "symmetric"),
        ((first, second, values.T), "values"),
        ((first, second, np.full((5, 7), np.nan)), "values"),
        ((first, second, values, 1.0, np.zeros((5, 7))), "of none"),
        ((first, second, values, 1.0, np.ones((7, 5))), "known"),
        ((first, second, values, 0.0), "penalty"),
    ):
        with pytest.raises(UsageError, match=words):
            kronecker_ridge(*arguments)
    with pytest.raises(UsageError, match="first_kernel"):
        kronecker_ridge(first, second, values).predict(second, second)
