"""One step of a convolutional RBM: up, hidden draws, the way back, gradient.

All of it in blocks (`in_blocks`): the units at each place of a block are a
list of maps, as `layers.probabilistic_pooling` reads it.
"""

import itertools
from typing import NamedTuple

import tensorflow as tf

from medkeras.layers.probabilistic_pooling import (
    block_probabilities,
    log_total,
)
from medkeras.layers.replicas import row_normal, row_uniform
from medkeras.models.convolutional_dbn.in_blocks import (
    images_in_blocks,
    kernel_from_blocks,
    kernel_in_blocks,
    laid_down,
    missing_rows,
)
from medkeras.models.rbm.sampling import sample_bernoulli


class BlockWeights(NamedTuple):
    """Weights for images in blocks; a bias stands once for each place."""

    kernel: tf.Tensor
    visible_bias: tf.Tensor
    hidden_bias: tf.Tensor
    pool_size: int


def block_weights(rbm) -> BlockWeights:
    """The weights of a convolutional RBM, cut into blocks."""
    times = [rbm.pool_size**2]
    return BlockWeights(
        kernel_in_blocks(tf.convert_to_tensor(rbm.kernel), rbm.pool_size),
        tf.tile(rbm.visible_bias, times),
        tf.tile(rbm.hidden_bias, times),
        rbm.pool_size,
    )


def to_hidden(weights: BlockWeights, v) -> list:
    """What reaches the units at each place of a block."""
    maps = tf.nn.conv2d(v, weights.kernel, 1, "VALID") + weights.hidden_bias
    return tf.split(maps, weights.pool_size**2, axis=-1)


def sample_blocks(units, noise):
    """Draw which unit of each block is on, or none; one number a block.

    `units` are the probabilities at each place of a block, as `blocks` lists
    them; the draws are listed alike. The interval from 0 to 1 is divided
    among the units of a block; what is left at its end is the state in which
    all are off. `noise` is uniform.
    """
    ends = itertools.accumulate(units)
    below = [tf.cast(noise < end, noise.dtype) for end in ends]
    return below[:1] + [now - last for last, now in itertools.pairwise(below)]


def visible_mean(rbm, weights: BlockWeights, h):
    """Mean of p(v | h): each filter laid down where its unit is on."""
    laid = laid_down(h, weights.kernel) + weights.visible_bias
    mean = laid if rbm.visible == "gaussian" else tf.sigmoid(laid)
    return _inside(rbm, mean)


def free_energy(rbm, v, reaching):
    """-c Σ v - Σ_blocks log(1 + Σ_block exp(I)) of whole images v."""
    hidden = tf.reduce_sum(log_total(reaching), axis=(1, 2, 3))
    if rbm.visible == "gaussian":
        squares = (v - rbm.visible_bias) ** 2
        return tf.reduce_sum(squares, axis=(1, 2, 3)) / 2 - hidden
    return -tf.reduce_sum(v * rbm.visible_bias, axis=(1, 2, 3)) - hidden


def noise_of(rbm, rows) -> list:
    """For each of the k steps that of the hidden and of the visible units."""
    step, seed = rbm.optimizer.iterations, 1_000_003 * rbm.seed
    whole = _in_blocks(rbm, tf.zeros((1, *rbm.image_shape)))
    down, across, filters = rbm.map_shape
    hidden = (rows, down // rbm.pool_size, across // rbm.pool_size, filters)
    draw = row_normal if rbm.visible == "gaussian" else row_uniform
    noise = []
    for number in range(seed, seed + 2 * rbm.k, 2):
        noise.append(row_uniform(hidden, number, step))
        noise.append(draw((rows, *whole.shape[1:]), number + 1, step))
    return [tf.cast(each, rbm.compute_dtype) for each in noise]


def contrast(rbm, weights: BlockWeights, images, *noise):
    """Sums over images: statistics of both sides, free energy, error."""
    v = _in_blocks(rbm, images)
    reaching = to_hidden(weights, v)
    units = block_probabilities(reaching)
    p = tf.concat(units, axis=-1)
    for hidden, visible in zip(noise[::2], noise[1::2], strict=True):
        h = tf.concat(sample_blocks(units, hidden), axis=-1)
        back = visible_mean(rbm, weights, h)
        seen = _sampled(rbm, back, visible)
        units = block_probabilities(to_hidden(weights, seen))
    q = tf.concat(units, axis=-1)
    energy = tf.reduce_sum(free_energy(rbm, images, reaching))
    error = tf.reduce_sum((v - back) ** 2)
    return statistics(v, p), statistics(seen, q), energy, error


def there_and_back(rbm, images):
    """Sums over images of free energy and error, without noise."""
    weights, v = block_weights(rbm), _in_blocks(rbm, images)
    reaching = to_hidden(weights, v)
    p = tf.concat(block_probabilities(reaching), axis=-1)
    energy = tf.reduce_sum(free_energy(rbm, images, reaching))
    return energy, tf.reduce_sum((v - visible_mean(rbm, weights, p)) ** 2)


class Statistics(NamedTuple):
    """Sums over images: what the filters see times their units, and both."""

    kernel: tf.Tensor
    visible: tf.Tensor
    hidden: tf.Tensor


def statistics(v, p) -> Statistics:
    """<v p>, <v> and <p> of images and units in blocks, summed over places."""
    sides = [a - b + 1 for a, b in zip(v.shape[1:3], p.shape[1:3], strict=True)]
    kernel = tf.raw_ops.Conv2DBackpropFilter(
        input=v,
        filter_sizes=(*sides, v.shape[-1], p.shape[-1]),
        out_backprop=p,
        strides=[1, 1, 1, 1],
        padding="VALID",
    )
    return Statistics(kernel, _sum_over_maps(v), _sum_over_maps(p))


def _sum_over_maps(maps):
    """Sum over images and places; a product is quicker than a sum."""
    flat = tf.reshape(maps, (-1, maps.shape[-1]))
    return (tf.ones((1, tf.shape(flat)[0]), flat.dtype) @ flat)[0]


def contrastive_gradient(rbm, data, model, rows, share):
    """Gradient of the mean free energy of the images minus their return's.

    As `medkeras.models.rbm.gradient`: -(<v p> - <v q>), where v p is now a
    sum over all places of a map, which is the gradient of a convolution's
    filter. The wish for sparsity touches the hidden bias alone: b_k moves
    towards where the mean of p is the target (Lee et al. 2008). `share` is
    what the mean over these images counts, 1 on one device. `data` and
    `model` are the `statistics` of the images and of their return.
    """
    rows = tf.cast(tf.maximum(rows, 1), data.kernel.dtype)
    share = tf.cast(share, rows.dtype)
    size = rbm.pool_size
    kernel, visible, hidden = (
        (back - there) * (share / rows)
        for there, back in zip(data, model, strict=True)
    )
    kernel = kernel_from_blocks(kernel, rbm.kernel.shape, size)
    visible, bias = (_over_places(each, size) for each in (visible, hidden))
    if rbm.sparsity_target is not None:
        active = _over_places(data.hidden, size) / rows
        wanted = rbm.sparsity_target * rbm.num_places
        bias += rbm.sparsity_weight * share * (active - wanted)
    return kernel, visible, bias


def _over_places(sums, pool_size):
    """One number a channel or filter, of one for each place of a block."""
    return tf.reduce_sum(tf.reshape(sums, (pool_size**2, -1)), axis=0)


def _sampled(rbm, mean, noise):
    if rbm.visible == "gaussian":
        return mean + _inside(rbm, noise)
    return sample_bernoulli(noise, mean)


def _in_blocks(rbm, images):
    return images_in_blocks(images, rbm.kernel_size, rbm.pool_size)


def _inside(rbm, cut):
    """Nothing where blocks are larger than the image."""
    if not missing_rows(rbm.kernel_size, rbm.pool_size):
        return cut
    return cut * _in_blocks(rbm, tf.ones((1, *rbm.image_shape), cut.dtype))
