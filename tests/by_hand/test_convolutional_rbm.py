import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.special import expit, logsumexp

from medkeras.by_hand import convolutional_rbm as by_hand
from medkeras.by_hand import rbm as dense
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
SHAPE = (3, 4, 1)  # of an image, 2^12 of them; maps are 2 x 2 or 2 x 3


def weights(rows=2, columns=2, channels=1, filters=2):
    draw = np.random.default_rng(1)
    kernel = draw.normal(size=(rows, columns, channels, filters))
    biases = draw.normal(size=channels), draw.normal(size=filters)
    return by_hand.ConvolutionalWeights(kernel, *biases)


def tied(parts, shape):
    """A dense RBM with one hidden unit for each place of each map."""
    kernel, c, b = parts
    rows, columns, _, filters = kernel.shape
    height, width = shape[0] - rows + 1, shape[1] - columns + 1
    dense_kernel = np.zeros((*shape, height, width, filters))
    for i, j in np.ndindex(height, width):
        dense_kernel[i : i + rows, j : j + columns, :, i, j] = kernel
    size = np.prod(shape)
    visible_bias = np.broadcast_to(c, shape).reshape(-1)
    hidden_bias = np.broadcast_to(b, (height, width, filters)).reshape(-1)
    return dense_kernel.reshape(size, -1), visible_bias, hidden_bias


def test_without_pooling_it_is_the_dense_machine_with_tied_weights():
    parts, v = weights(), rng.integers(0, 2, (5, *SHAPE)).astype(float)
    large = tied(parts, SHAPE)
    flat = v.reshape(5, -1)
    np.testing.assert_allclose(
        by_hand.free_energy(parts, v, 1), dense.free_energy(large, flat)
    )
    to_hidden = by_hand.conv2d(v, parts.kernel) + parts.hidden_bias
    on, off = by_hand.block_probabilities(to_hidden, 1)
    p = expit(flat @ large[0] + large[2])
    np.testing.assert_allclose(on.reshape(5, -1), p)
    np.testing.assert_allclose(on + off, 1)
    # One weight stands for many: its gradient is the sum of theirs.
    own = by_hand.exact_gradient(parts, v, 1)
    theirs = dense.exact_gradient(large, flat)
    np.testing.assert_allclose(own.visible_bias, theirs[1].sum())
    hidden = theirs[2].reshape(2, 3, 2).sum(axis=(0, 1))
    np.testing.assert_allclose(own.hidden_bias, hidden)
    apart = theirs[0].reshape(*SHAPE, 2, 3, 2)
    places = list(np.ndindex(2, 3))
    summed = sum(apart[i : i + 2, j : j + 2, :, i, j] for i, j in places)
    np.testing.assert_allclose(own.kernel, summed)


def test_with_blocks_the_gradient_is_that_of_the_enumerated_likelihood():
    parts = weights(filters=1)
    shape = (3, 3, 1)
    v = rng.integers(0, 2, (4, *shape)).astype(float)
    every = dense.all_states(9).reshape(-1, *shape)

    def log_likelihood(flat):
        moved = flat[:4].reshape(2, 2, 1, 1), flat[4:5], flat[5:]
        log_z = logsumexp(-by_hand.free_energy(moved, every, 2))
        return -by_hand.free_energy(moved, v, 2).mean() - log_z

    flat = np.concatenate([part.ravel() for part in parts])
    expected = approx_fprime(flat, log_likelihood, 1e-7)
    found = by_hand.exact_gradient(parts, v, 2)
    found = np.concatenate([part.ravel() for part in found])
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_free_energy_sums_over_all_hidden_states():
    """One block of four units: five states, one unit on or none."""
    parts = weights(filters=1)
    v = rng.integers(0, 2, (3, 3, 3, 1)).astype(float)
    to_hidden = by_hand.conv2d(v, parts.kernel) + parts.hidden_bias
    states = np.vstack([np.zeros(4), np.eye(4)])
    energy = -(v * parts.visible_bias).sum(axis=(1, 2, 3))[:, None]
    energy = energy - to_hidden.reshape(3, 4) @ states.T
    expected = -logsumexp(-energy, axis=1)
    np.testing.assert_allclose(by_hand.free_energy(parts, v, 2), expected)


def test_a_block_and_its_off_state_sum_to_1():
    maps = rng.normal(scale=300, size=(2, 6, 9, 3))
    on, off = by_hand.block_probabilities(maps, 3)
    blocks = on.reshape(2, 2, 3, 3, 3, 3).sum(axis=(2, 4))
    np.testing.assert_allclose(blocks + off, 1)


def test_the_mean_update_follows_the_expected_moments():
    """Over many copies: where p is, and where one step back leads."""
    parts, v = weights(filters=1), np.ones((1, 3, 3, 1))
    many = np.repeat(v, 40_000, axis=0)
    moved = by_hand.cd_update(parts, many, 2, 1.0, np.random.default_rng(0))
    p, off = by_hand.block_probabilities(
        by_hand.conv2d(v, parts.kernel) + parts.hidden_bias, 2
    )
    means = [off.item() * expit(np.tile(parts.visible_bias, 9))]
    for i, j in np.ndindex(2, 2):
        laid = np.zeros((3, 3))
        laid[i : i + 2, j : j + 2] = parts.kernel[..., 0, 0]
        back = expit(laid + parts.visible_bias)
        means.append(p[0, i, j, 0] * back.ravel())
    expected = 9 - sum(means).sum()
    step = moved.visible_bias - parts.visible_bias
    np.testing.assert_allclose(step, expected, atol=0.02)


def test_an_update_leaves_a_machine_alone_that_agrees_with_its_data():
    """Fair coins, no weights: moments agree but for the luck of draws."""
    parts = np.zeros((2, 2, 1, 2)), np.zeros(1), np.zeros(2)
    v = rng.integers(0, 2, (20_000, 3, 3, 1)).astype(float)
    for part in by_hand.cd_update(parts, v, 2, 1.0, np.random.default_rng(0)):
        assert np.abs(part).max() < 0.1


@pytest.mark.parametrize("pool_size", [0, 3, 1.5])
def test_blocks_that_do_not_fill_the_maps_are_refused(pool_size):
    with pytest.raises(UsageError, match="`pool_size`"):
        by_hand.block_probabilities(np.zeros((1, 4, 4, 1)), pool_size)
