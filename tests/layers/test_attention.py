"""Attention against Keras', by hand, and where there are no words."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.layers import parts_of_batch
from medkeras.layers.attention import (
    SelfAttention,
    SoftAlignment,
    TransformerBlock,
)
from medkeras.layers.positions import AddPositions
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
STATES = rng.normal(size=(3, 5, 8)).astype("float32")
THERE = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]])


def filled(layer, *inputs):
    layer(*inputs)
    for weight in layer.trainable_variables:
        weight.assign(rng.normal(0, 0.4, weight.shape))
    return layer


def test_it_is_kerass_multi_head_attention():
    ours = filled(SelfAttention(heads=2), STATES, THERE)
    theirs = keras.layers.MultiHeadAttention(2, key_dim=4)
    theirs(STATES, STATES)
    kernel, bias, mix, mix_bias = ours.get_weights()
    weights = []
    for k in range(3):  # of the queries, the keys and the values
        part = slice(8 * k, 8 * k + 8)
        weights += [kernel[:, part].reshape(8, 2, 4), bias[part].reshape(2, 4)]
    query, query_bias, key, key_bias, value, value_bias = weights
    theirs.set_weights([query, query_bias, key, key_bias, value, value_bias,
                        mix.reshape(2, 4, 8), mix_bias])  # fmt: skip
    mask = (THERE > 0)[:, None, :]
    expected = theirs(STATES, STATES, attention_mask=mask)
    np.testing.assert_allclose(ours(STATES, THERE), expected, atol=1e-5)


def test_weights_sum_to_1_and_nothing_goes_where_no_word_is():
    layer = filled(SelfAttention(heads=4), STATES, THERE)
    weights = np.array(layer.weights_of(STATES, THERE))
    np.testing.assert_allclose(weights.sum(axis=-1), 1, atol=1e-6)
    assert (weights[1, :, :, 2:] == 0).all()
    assert (weights[2, :, :, 0] == 1).all()


def test_what_stands_in_the_padding_changes_no_bit_of_the_words():
    block = filled(TransformerBlock(heads=2), STATES, THERE)
    changed = STATES + 5.0 * (1 - THERE[..., None])
    one, other = (np.array(block(x, THERE)) for x in (STATES, changed))
    assert (one[THERE > 0] == other[THERE > 0]).all()


def test_the_blocks_equations_in_numpy():
    block = filled(TransformerBlock(heads=1, hidden=6), STATES, THERE)

    def norm(x, layer):
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-3)
        return centred / spread * layer.gamma.numpy() + layer.beta.numpy()

    x = STATES[:1]
    seen = norm(x, block.first_norm)
    kernel, bias, mix, mix_bias = block.attention.get_weights()
    query, key, value = np.split(seen @ kernel + bias, 3, axis=-1)
    scores = np.exp(query @ key.swapaxes(1, 2) / np.sqrt(8))
    weights = scores / scores.sum(axis=-1, keepdims=True)
    y = x + weights @ value @ mix + mix_bias
    hidden = norm(y, block.second_norm) @ block.up.kernel.numpy()
    hidden = np.maximum(hidden + block.up.bias.numpy(), 0)
    expected = y + hidden @ block.down.kernel.numpy() + block.down.bias.numpy()
    np.testing.assert_allclose(block(x, THERE[:1]), expected, atol=1e-4)


def test_an_order_that_nobody_sees_without_places():
    """Attention alone gives a permuted sentence the permuted answer."""
    layer = filled(SelfAttention(heads=2), STATES, THERE)
    turned = STATES[:1, ::-1]
    ones = np.ones((1, 5))
    expected = np.array(layer(STATES[:1], ones))[:, ::-1]
    np.testing.assert_allclose(layer(turned, ones), expected, atol=1e-5)
    placed = AddPositions(1.0)
    different = np.array(layer(placed(turned), ones))
    same = np.array(layer(placed(STATES[:1]), ones))[:, ::-1]
    assert np.abs(different - same).max() > 0.1


def test_alignment_in_numpy_and_nothing_of_a_text_without_words():
    first, second = STATES[:, :3], STATES[:, ::-1]
    layer = filled(SoftAlignment(4), first, second, THERE)
    kernel, bias = layer.get_weights()
    f = [np.maximum(x @ kernel + bias, 0) for x in (first, second)]
    scores = np.exp(f[0] @ f[1].swapaxes(1, 2)) * THERE[:, None]
    weights = scores / scores.sum(axis=-1, keepdims=True)
    found = layer(first, second, THERE)
    np.testing.assert_allclose(found, weights @ second, rtol=1e-3, atol=1e-4)
    assert (np.array(layer(first, second, 0 * THERE)) == 0).all()


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: SelfAttention(0), "`heads`"),
        (lambda: SelfAttention(3)(STATES, THERE), "must divide the width 8"),
        (lambda: TransformerBlock(dropout=2), "`dropout`"),
        (lambda: TransformerBlock(hidden=0), "`hidden`"),
        (lambda: SoftAlignment(0), "`units`"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message):
        act()


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_a_block_in_parts_is_the_whole_block(dropout, monkeypatch):
    """Answers, gradients and what is hidden are those of one core."""
    block = filled(TransformerBlock(2, dropout=dropout), STATES, THERE)
    found = []
    for cores in (1, 2, 5):  # sentences are 3
        monkeypatch.setattr(parts_of_batch, "cores", lambda n=cores: n)
        if dropout:
            block.drop.seed_generator.state.assign([7, 0])
        x = tf.constant(STATES)
        with tf.GradientTape() as tape:
            tape.watch(x)
            answer = block(x, THERE, training=True)
            loss = tf.reduce_sum(tf.sin(answer))
        weights = block.trainable_variables
        found.append([answer, *tape.gradient(loss, [x, *weights])])
    for other in found[1:]:
        for a, b in zip(found[0], other, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-5)
