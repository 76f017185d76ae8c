"""A convolutional restricted Boltzmann machine, small enough to enumerate.

Its weights are a `ConvolutionalWeights`, or any tuple (kernel, visible_bias,
hidden_bias) of arrays. Visible units are Bernoulli.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit, logsumexp

from medkeras.by_hand.conv2d import conv2d
from medkeras.by_hand.patches import add_patches, extract_patches
from medkeras.by_hand.rbm import all_states
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import unpacked
from medkeras.utils.sizes import check_number, check_whole


class ConvolutionalWeights(NamedTuple):
    """Weights of a convolutional RBM.

    Attributes:
        kernel: W, (rows, columns, channels, filters).
        visible_bias: c, (channels,).
        hidden_bias: b, (filters,).

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.convolutional_rbm import ConvolutionalWeights
        >>> kernel = np.ones((3, 3, 1, 2))
        >>> weights = ConvolutionalWeights(kernel, np.zeros(1), np.zeros(2))
        >>> weights.hidden_bias.shape
        (2,)

    Chapter: 3.1.6
    """

    kernel: np.ndarray
    visible_bias: np.ndarray
    hidden_bias: np.ndarray


def block_probabilities(
    to_hidden: np.ndarray, pool_size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilistic max-pooling: in a block, one unit is on, or none.

        P(h_j = 1 | v) = exp(I_j) / (1 + Σ_block exp(I))
        P(none | v) = 1 / (1 + Σ_block exp(I))

    Args:
        to_hidden: I, (rows, height, width, filters).
        pool_size: units along a side of a block; it divides both sizes.

    Returns:
        P(h = 1), shaped like I, and P(none), one a block, (rows, height /
        pool_size, width / pool_size, filters).

    Raises:
        UsageError: blocks that do not fill the maps, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.convolutional_rbm import block_probabilities
        >>> on, off = block_probabilities(np.zeros((1, 2, 2, 1)), 2)
        >>> on.sum().item(), off.item()
        (0.8, 0.2)

    Reference: Lee, Grosse, Ranganath and Ng 2009,
        doi:10.1145/1553374.1553453.
    Chapter: 3.1.6
    """
    to_hidden = _maps("to_hidden", to_hidden, pool_size)
    blocks = _blocks(to_hidden, pool_size)
    log_total = _log_total(blocks)
    on = np.exp(blocks - log_total[:, :, None, :, None])
    return on.reshape(to_hidden.shape), np.exp(-log_total)


def free_energy(weights, v: np.ndarray, pool_size: int) -> np.ndarray:
    """F(v) = -c Σ v - Σ_blocks log(1 + Σ_block exp(I)).

    Args:
        weights: kernel, visible bias, hidden bias.
        v: images, (rows, height, width, channels).
        pool_size: units along a side of a block.

    Returns:
        (rows,).

    Raises:
        UsageError: shapes that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.convolutional_rbm import free_energy
        >>> weights = np.zeros((2, 2, 1, 1)), np.zeros(1), np.zeros(1)
        >>> free_energy(weights, np.ones((1, 3, 3, 1)), 2).round(3)  # -log 5
        array([-1.609])

    Chapter: 3.1.6
    """
    weights, v = _checked(weights, v)
    kernel, c, b = weights
    to_hidden = _maps("hidden maps", conv2d(v, kernel) + b, pool_size)
    log_total = _log_total(_blocks(to_hidden, pool_size))
    return -(v @ c).sum(axis=(1, 2)) - log_total.sum(axis=(1, 2, 3))


def exact_gradient(
    weights, data: np.ndarray, pool_size: int
) -> ConvolutionalWeights:
    """Gradient of the mean log-likelihood, over all images there can be.

        <∂(-F)/∂w> of the data - Σ_v p(v) ∂(-F)/∂w

    Args:
        weights: kernel, visible bias, hidden bias.
        data: images of 0 and 1, (rows, height, width, channels), with up to
            16 values each.
        pool_size: units along a side of a block.

    Returns:
        Gradients shaped like the weights.

    Raises:
        UsageError: larger images, shapes that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.convolutional_rbm import exact_gradient
        >>> weights = np.zeros((2, 2, 1, 1)), np.zeros(1), np.zeros(1)
        >>> exact_gradient(weights, np.ones((1, 3, 3, 1)), 2).visible_bias
        array([4.5])

    Chapter: 3.1.6
    """
    weights, data = _checked(weights, data)
    every = all_states(data[0].size).reshape(-1, *data.shape[1:])
    log_p = -free_energy(weights, every, pool_size)
    p = np.exp(log_p - logsumexp(log_p))
    positive = _moments(weights, data, pool_size, 1 / len(data))
    negative = _moments(weights, every, pool_size, p[:, None, None, None])
    pairs = zip(positive, negative, strict=True)
    return ConvolutionalWeights(*(x - y for x, y in pairs))


def cd_update(
    weights, v: np.ndarray, pool_size: int, learning_rate: float, rng
) -> ConvolutionalWeights:
    """One update by CD-1, as one product of matrices each (im2col).

    Args:
        weights: kernel, visible bias, hidden bias.
        v: images, (rows, height, width, channels), from 0 to 1.
        pool_size: units along a side of a block.
        learning_rate: length of the step.
        rng: np.random.Generator.

    Returns:
        The weights after the update.

    Raises:
        UsageError: values outside [0, 1], shapes that do not fit, or NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.convolutional_rbm import cd_update
        >>> weights = np.zeros((2, 2, 1, 3)), np.zeros(1), np.zeros(3)
        >>> rng = np.random.default_rng(0)
        >>> cd_update(weights, np.ones((2, 3, 3, 1)), 2, 0.1, rng)[0].shape
        (2, 2, 1, 3)

    Chapter: 3.1.6
    """
    check_number("learning_rate", learning_rate, 0)
    weights, v = _checked(weights, v, low=0, high=1)
    kernel, c, b = weights
    filters = kernel.shape[-1]
    flat = kernel.reshape(-1, filters)
    columns, p = _up(weights, v, pool_size)
    h = _sampled(p, pool_size, rng)
    windows = (h.reshape(-1, filters) @ flat.T).reshape(
        *h.shape[:3], *kernel.shape[:3]
    )
    mean = expit(add_patches(windows, v.shape) + c)
    seen = (rng.random(v.shape) < mean).astype(v.dtype)
    again, q = _up(weights, seen, pool_size)
    step = learning_rate / len(v)
    moved = columns.T @ p.reshape(-1, filters) - again.T @ q.reshape(
        -1, filters
    )
    return ConvolutionalWeights(
        kernel + step * moved.reshape(kernel.shape),
        c + step * (v - seen).sum(axis=(0, 1, 2)),
        b + step * (p - q).sum(axis=(0, 1, 2)),
    )


def _up(weights, v, pool_size):
    """Windows as rows of a matrix, and the hidden probabilities."""
    kernel, _, b = weights
    windows = extract_patches(v, kernel.shape[:2])
    columns = windows.reshape(-1, kernel[..., 0].size)
    to_hidden = columns @ kernel.reshape(-1, kernel.shape[-1]) + b
    to_hidden = to_hidden.reshape(*windows.shape[:3], -1)
    return columns, block_probabilities(to_hidden, pool_size)[0]


def _sampled(p, pool_size, rng):
    """One draw a block: which of its units is on, or none."""
    blocks = _blocks(p, pool_size).transpose(0, 1, 3, 2, 4, 5)
    ordered = blocks.reshape(*blocks.shape[:3], pool_size**2, -1)
    upto = ordered.cumsum(axis=3)
    noise = rng.random((*upto.shape[:3], 1, upto.shape[-1]))
    on = (noise < upto) & (noise >= upto - ordered)
    on = on.reshape(blocks.shape).transpose(0, 1, 3, 2, 4, 5)
    return on.reshape(p.shape).astype(p.dtype)


def _moments(weights, v, pool_size, share):
    """Means of -∂F/∂w over images that count so much each."""
    columns, p = _up(weights, v, pool_size)
    p, filters = p * share, p.shape[-1]
    moved = columns.T @ p.reshape(-1, filters)
    visible = (v * share).sum(axis=(0, 1, 2))
    return moved.reshape(weights[0].shape), visible, p.sum(axis=(0, 1, 2))


def _blocks(maps, pool_size):
    """(rows, blocks down, pool_size, blocks across, pool_size, filters)."""
    rows, height, width, filters = maps.shape
    s = pool_size
    return maps.reshape(rows, height // s, s, width // s, s, filters)


def _log_total(blocks):
    """log(1 + Σ_block exp(I)); the 1 is the state in which all are off."""
    largest = np.maximum(blocks.max(axis=(2, 4)), 0)
    rest = np.exp(blocks - largest[:, :, None, :, None]).sum(axis=(2, 4))
    return largest + np.log(np.exp(-largest) + rest)


def _maps(name, maps, pool_size):
    check_whole("pool_size", pool_size)
    maps = float_array(name, maps, ("rows", "height", "width", "filters"))
    if maps.shape[1] % pool_size or maps.shape[2] % pool_size:
        raise UsageError(
            f"`pool_size` must divide the {maps.shape[1]} x {maps.shape[2]} "
            f"hidden units of a map. Received: {pool_size}"
        )
    return maps


def _checked(weights, v, **limits):
    kernel, c, b = unpacked("weights", weights, ConvolutionalWeights._fields)
    shape = ("rows", "columns", "channels", "filters")
    kernel = float_array("kernel", kernel, shape)
    channels, filters = kernel.shape[2:]
    weights = ConvolutionalWeights(
        kernel,
        float_array("visible_bias", c, (channels,)),
        float_array("hidden_bias", b, (filters,)),
    )
    shape = ("rows", "height", "width", channels)
    return weights, float_array("v", v, shape, **limits)
