"""Images, maps and filters of a convolutional RBM, cut into blocks.

The units of a block compete, so a block is what a step works on. Cut into
blocks, the places of a block side by side as channels, images, maps and
filters give the same sums as before, and nothing has to be taken apart and
put together between two products.
"""

import functools
import itertools

import numpy as np
import tensorflow as tf


def images_in_blocks(images, kernel_size: int, pool_size: int):
    """Images (batch, down, across, pool_size² channels), block by block.

    Where the blocks' filters need one more row than there is, it is 0.
    """
    missing = missing_rows(kernel_size, pool_size)
    if missing:
        edge = [0, missing]
        images = tf.pad(images, [[0, 0], edge, edge, [0, 0]])
    return _apart(images, pool_size)


def images_from_blocks(cut, image_shape, pool_size: int):
    """What `images_in_blocks` has cut, as images."""
    whole = _together(cut, pool_size)
    return whole[:, : image_shape[0], : image_shape[1]]


def maps_in_blocks(maps, pool_size: int):
    """Hidden maps (batch, down, across, pool_size² filters)."""
    return _apart(maps, pool_size)


def missing_rows(kernel_size: int, pool_size: int) -> int:
    """Rows that an image lacks for the filters of its last blocks."""
    return -(kernel_size + pool_size - 1) % pool_size


def kernel_in_blocks(kernel, pool_size: int):
    """One filter for each unit of a block, over the blocks of an image.

    The filters of a block lie one place beside the other, so that together
    they are larger by pool_size - 1, filled up with zeros to whole blocks.
    """
    numbers, _ = _numbers(tuple(kernel.shape), pool_size)
    flat = tf.reshape(kernel, (-1,))
    return tf.gather(tf.pad(flat, [[1, 0]]), numbers)


def kernel_from_blocks(gradient, kernel_shape, pool_size: int):
    """Gradient of a kernel, given that of `kernel_in_blocks`: a sum."""
    _, places = _numbers(tuple(kernel_shape), pool_size)
    each = tf.gather(tf.reshape(gradient, (-1,)), places)
    return tf.reshape(tf.reduce_sum(each, axis=1), kernel_shape)


@functools.lru_cache(maxsize=16)
def _numbers(kernel_shape, pool_size):
    """Which number of a kernel stands where in blocks, and the reverse.

    The first counts from 1; 0 is a zero. The second has, for each number of
    the kernel, its pool_size² places.
    """
    size, _, channels, _ = kernel_shape
    count = np.prod(kernel_shape)
    numbers = 1 + np.arange(count).reshape(kernel_shape)
    free = pool_size - 1 + missing_rows(size, pool_size)
    spread = [
        np.pad(
            numbers, [(down, free - down), (along, free - along), *2 * [(0, 0)]]
        )
        for down, along in itertools.product(range(pool_size), repeat=2)
    ]
    side = (size + free) // pool_size
    cut = np.concatenate(spread, axis=-1)
    cut = cut.reshape(side, pool_size, side, pool_size, channels, -1)
    cut = cut.transpose(0, 2, 1, 3, 4, 5)
    cut = cut.reshape(side, side, pool_size**2 * channels, -1)
    in_order = np.argsort(cut, axis=None, kind="stable")
    return cut, in_order[np.count_nonzero(cut == 0) :].reshape(count, -1)


def laid_down(h, kernel):
    """Lay filters down where units are on: the transpose of a convolution.

    TensorFlow's own transpose is slow where large filters have few visible
    channels. There the filters' columns are laid down by a convolution along
    one axis, with a channel for each row, and the rows are added one below
    the other: the same sums, and quicker.
    """
    height, width, channels, filters = kernel.shape
    sides = (h.shape[1] + height - 1, h.shape[2] + width - 1)
    if channels > 2 * height:
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


def _apart(maps, pool_size):
    return maps if pool_size == 1 else tf.nn.space_to_depth(maps, pool_size)


def _together(cut, pool_size):
    return cut if pool_size == 1 else tf.nn.depth_to_space(cut, pool_size)
