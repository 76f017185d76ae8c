import numpy as np
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
    sample_blocks,
    statistics,
)
from medkeras.models.convolutional_dbn.in_blocks import (
    images_in_blocks,
    maps_in_blocks,
)

rng = np.random.default_rng(0)


def test_a_block_has_one_unit_on_or_none_as_often_as_it_should():
    to_hidden = rng.normal(size=(1, 2, 4, 2))
    units = blocks(np.repeat(to_hidden, 20_000, axis=0), 2)
    p = block_probabilities(units)
    noise = tf.constant(rng.random(p[0].shape))
    h = unblocks(sample_blocks(p, noise), 2).numpy()
    assert set(np.unique(h)) == {0.0, 1.0}
    on = h.reshape(-1, 1, 2, 2, 2, 2).sum(axis=(2, 4))
    assert on.max() == 1 and on.min() == 0
    expected = unit_probabilities(to_hidden, 2)[0]
    np.testing.assert_allclose(h.mean(axis=0), expected, atol=0.015)


def statistics_of(rbm, v, p):
    """Statistics of images and maps that are cut into blocks first."""
    cut = images_in_blocks(tf.constant(v), rbm.kernel_size, rbm.pool_size)
    return statistics(cut, maps_in_blocks(tf.constant(p), rbm.pool_size))


def gradient(rbm, there, seen, q):
    """Of the statistics of the data, and of what the machine sees."""
    back = statistics_of(rbm, seen, q)
    return contrastive_gradient(rbm, there, back, len(seen), 1.0)


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
    there = statistics_of(rbm, data, rbm.hidden_probabilities(data))
    answers = rbm.hidden_probabilities(every).numpy()
    for image, answer, chance in zip(every, answers, chances, strict=True):
        if chance < 1e-9:
            continue
        seen, q = (np.repeat(one[None], 4, axis=0) for one in (image, answer))
        parts = gradient(rbm, there, seen, q)
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
        gradient(rbm, statistics_of(rbm, v, p), v, p) for rbm in (plain, sparse)
    ]
    for part in found[0]:
        np.testing.assert_allclose(part, 0, atol=1e-12)
    for part in found[1][:2]:
        np.testing.assert_allclose(part, 0, atol=1e-12)
    activity = p.numpy().mean(axis=(0, 1, 2))
    wanted = 3.0 * 4 * (activity - 0.1)  # four places a map
    np.testing.assert_allclose(found[1][2], wanted)
