"""One step of a convolutional RBM: hidden draws, the way back, the gradient."""

import itertools

import tensorflow as tf

from medkeras.layers.replicas import row_uniform


def sample_blocks(units, seed, step):
    """Draw which unit of each block is on, or none; one number a block.

    `units` are the probabilities at each place of a block, as `blocks` lists
    them; the draws are listed alike. The interval from 0 to 1 is divided
    among the units of a block; what is left at its end is the state in which
    all are off.
    """
    first = units[0]
    shape = (tf.shape(first)[0], *first.shape[1:])
    noise = tf.cast(row_uniform(shape, seed, step), first.dtype)
    ends = itertools.accumulate(units)
    below = [tf.cast(noise < end, first.dtype) for end in ends]
    return below[:1] + [now - last for last, now in itertools.pairwise(below)]


def visible_mean(rbm, h):
    """Mean of p(v | h): each filter laid down where its unit is on."""
    laid = laid_down(h, rbm.kernel) + rbm.visible_bias
    return laid if rbm.visible == "gaussian" else tf.sigmoid(laid)


def laid_down(h, kernel):
    """Lay filters down where units are on: the transpose of a convolution.

    TensorFlow's own transpose is slow where large filters have few visible
    channels. There the filters' columns are laid down by a convolution along
    one axis, with a channel for each row, and the rows are added one below
    the other: the same sums, three to six times as fast.
    """
    height, width, channels, filters = kernel.shape
    sides = (h.shape[1] + height - 1, h.shape[2] + width - 1)
    if 2 * channels > height:
        shape = tf.stack([tf.shape(h)[0], *sides, channels])
        return tf.nn.conv2d_transpose(h, kernel, shape, 1, "VALID")
    columns = tf.transpose(kernel[:, ::-1], (1, 3, 0, 2))
    columns = tf.reshape(columns, (1, width, filters, height * channels))
    beside = [[0, 0], [0, 0], [width - 1, width - 1], [0, 0]]
    rows = tf.nn.conv2d(tf.pad(h, beside), columns, 1, "VALID")
    parts = tf.split(rows, height, axis=-1)
    return tf.add_n(
        [
            tf.pad(part, [[0, 0], [k, height - 1 - k], [0, 0], [0, 0]])
            for k, part in enumerate(parts)
        ]
    )


def contrastive_gradient(rbm, v, p, seen, q, share):
    """Gradient of the mean free energy of the images minus their return's.

    As `medkeras.models.rbm.gradient`: -(<v p> - <v q>), where v p is now a
    sum over all places of a map, which is the gradient of a convolution's
    filter. The wish for sparsity touches the hidden bias alone: b_k moves
    towards where the mean of p is the target (Lee et al. 2008). `share` is
    what the mean over these images counts, 1 on one device.
    """
    rows = tf.cast(tf.maximum(tf.shape(v)[0], 1), v.dtype)
    share = tf.cast(share, v.dtype)
    hidden = tf.concat([-p, q], axis=0) * (share / rows)
    kernel = tf.raw_ops.Conv2DBackpropFilter(
        input=tf.concat([v, seen], axis=0),
        filter_sizes=tf.shape(rbm.kernel),
        out_backprop=hidden,
        strides=[1, 1, 1, 1],
        padding="VALID",
    )
    visible = tf.reduce_sum(seen - v, axis=(0, 1, 2)) * (share / rows)
    bias = tf.reduce_sum(hidden, axis=(0, 1, 2))
    if rbm.sparsity_target is not None:
        active = tf.reduce_sum(p, axis=(0, 1, 2)) / rows  # a sum over places
        wanted = rbm.sparsity_target * rbm.num_places
        bias += rbm.sparsity_weight * share * (active - wanted)
    return kernel, visible, bias
