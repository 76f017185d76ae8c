import numpy as np
import pytest
import tensorflow as tf

from medkeras.by_hand import convolutional_rbm as by_hand
from medkeras.by_hand.rbm import all_states
from medkeras.layers.probabilistic_pooling import (
    block_probabilities,
    blocks,
    unblocks,
    unit_probabilities,
)
from medkeras.models.convolutional_dbn import ConvolutionalRBM
from medkeras.models.convolutional_dbn.contrastive_steps import (
    contrastive_gradient,
    laid_down,
    sample_blocks,
)

rng = np.random.default_rng(0)


def test_a_block_has_one_unit_on_or_none_as_often_as_it_should():
    to_hidden = rng.normal(size=(1, 2, 4, 2))
    units = blocks(np.repeat(to_hidden, 20_000, axis=0), 2)
    p = block_probabilities(units)
    h = unblocks(sample_blocks(p, 0, 0), 2).numpy()
    assert set(np.unique(h)) == {0.0, 1.0}
    on = h.reshape(-1, 1, 2, 2, 2, 2).sum(axis=(2, 4))
    assert on.max() == 1 and on.min() == 0
    expected = unit_probabilities(to_hidden, 2)[0]
    np.testing.assert_allclose(h.mean(axis=0), expected, atol=0.015)


def test_steps_and_seeds_draw_anew():
    p = 4 * [tf.fill((50, 1, 1, 1), 0.2)]
    first = np.array(sample_blocks(p, 0, 0))
    np.testing.assert_array_equal(sample_blocks(p, 0, 0), first)
    for seed, step in ((1, 0), (0, 1)):
        assert (np.array(sample_blocks(p, seed, step)) != first).any()


def test_with_the_machine_as_the_other_side_it_is_enumerations_gradient():
    """Samples replaced by every image, as often as the machine has it."""
    rbm = ConvolutionalRBM(
        (3, 3, 1), 2, 2, pool_size=2, initial_scale=0.8, dtype="float64"
    )
    rbm.hidden_bias.assign([0.3, -0.5])
    weights = [w.numpy() for w in rbm.trainable_variables]
    data = rng.integers(0, 2, (4, 3, 3, 1)).astype(float)
    every = all_states(9).reshape(-1, 3, 3, 1)
    chances = np.exp(-by_hand.free_energy(weights, every, 2))
    chances /= chances.sum()
    expected = by_hand.exact_gradient(weights, data, 2)
    total = [0, 0, 0]
    for image, chance in zip(every, chances, strict=True):
        if chance < 1e-9:
            continue
        seen = np.repeat(image[None], 4, axis=0)
        p, q = (rbm.hidden_probabilities(v) for v in (data, seen))
        parts = contrastive_gradient(rbm, data, p, seen, q, 1.0)
        total = [t + chance * g for t, g in zip(total, parts, strict=True)]
    for found, wanted in zip(total, expected, strict=True):
        np.testing.assert_allclose(-found.numpy(), wanted, atol=1e-6)


def test_the_wish_for_sparsity_moves_the_hidden_bias_alone():
    options = dict(image_shape=(4, 4, 1), num_filters=2, kernel_size=3)
    plain = ConvolutionalRBM(**options, dtype="float64")
    sparse = ConvolutionalRBM(
        **options, sparsity_target=0.1, sparsity_weight=3.0, dtype="float64"
    )
    v = rng.random((5, 4, 4, 1))
    p = plain.hidden_probabilities(v)
    found = [
        contrastive_gradient(rbm, v, p, v, p, 1.0) for rbm in (plain, sparse)
    ]
    for part in found[0]:
        np.testing.assert_allclose(part, 0, atol=1e-12)
    for part in found[1][:2]:
        np.testing.assert_allclose(part, 0, atol=1e-12)
    activity = p.numpy().mean(axis=(0, 1, 2))
    wanted = 3.0 * 4 * (activity - 0.1)  # four places a map
    np.testing.assert_allclose(found[1][2], wanted)


@pytest.mark.parametrize(
    ("height", "width", "channels", "filters"),
    [(7, 7, 1, 16), (5, 3, 2, 4), (4, 4, 16, 24), (1, 1, 1, 2), (6, 2, 3, 5)],
)
def test_filters_are_laid_down_as_the_transpose_does(
    height, width, channels, filters
):
    rng = np.random.default_rng(0)
    h = tf.constant(rng.random((2, 5, 6, filters)), tf.float32)
    shape = (height, width, channels, filters)
    kernel = tf.constant(rng.normal(size=shape), tf.float32)
    size = (2, 4 + height, 5 + width, channels)
    expected = tf.nn.conv2d_transpose(h, kernel, size, 1, "VALID")
    np.testing.assert_allclose(laid_down(h, kernel), expected, atol=1e-4)
