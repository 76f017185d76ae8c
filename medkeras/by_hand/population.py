"""Many small networks of one shape, evaluated in one batched call."""

import itertools
from collections.abc import Sequence

import numpy as np

from medkeras.by_hand.dense import sigmoid
from medkeras.utils.arrays import float_array, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import checked_sizes

# Members evaluated together: few enough that their hidden layer stays in the
# processor's cache.
BLOCK = 16


def num_weights(sizes: Sequence[int]) -> int:
    """Count the weights of a fully connected network, biases included.

    Args:
        sizes: units of each layer, the inputs first.

    Returns:
        The length of one member of a population.

    Example:
        >>> from medkeras.by_hand.population import num_weights
        >>> num_weights((8, 6, 1))
        61

    Chapter: 2.0.1
    """
    pairs = itertools.pairwise(checked_sizes("sizes", sizes))
    return sum((before + 1) * after for before, after in pairs)


def unflatten_weights(
    weights: np.ndarray, sizes: Sequence[int]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Cut flat weights into kernels and biases.

    Args:
        weights: (members, num_weights), a network a row.
        sizes: units of each layer, the inputs first.

    Returns:
        A kernel (members, before, after) and a bias (members, 1, after) for
        each layer.

    Raises:
        UsageError: rows of another length than `num_weights(sizes)`, NaN, or
            text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.population import unflatten_weights
        >>> layers = unflatten_weights(np.ones((5, 11)), (3, 2, 1))
        >>> [kernel.shape for kernel, _ in layers]
        [(5, 3, 2), (5, 2, 1)]

    Chapter: 2.0.1
    """
    weights = float_array("weights", weights, empty=True)
    if weights.ndim != 2 or weights.shape[1] != num_weights(sizes):
        raise UsageError(
            f"`weights` must be (members, {num_weights(sizes)}) for layers of "
            f"{tuple(sizes)} units. Received: {weights.shape}"
        )
    found, place, members = [], 0, len(weights)
    for before, after in itertools.pairwise(sizes):
        middle, end = place + before * after, place + (before + 1) * after
        kernel = weights[:, place:middle].reshape(members, before, after)
        bias = weights[:, middle:end].reshape(members, 1, after)
        found.append((kernel, bias))
        place = end
    return found


def population_logits(
    weights: np.ndarray, x: np.ndarray, sizes: Sequence[int]
) -> np.ndarray:
    """Answers of every network to every row: tanh layers, a linear last one.

    Args:
        weights: (members, num_weights), a network a row.
        x: (rows, features).
        sizes: units of each layer, (features, ..., 1).

    Returns:
        (members, rows) logits; their sigmoid is a probability.

    Raises:
        UsageError: `sizes` that do not begin with the features of x and end
            with 1, weights that do not fit, no rows, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.population import population_logits
        >>> population_logits(np.zeros((64, 61)), np.ones((5, 8)), (8, 6, 1)
        ...     ).shape
        (64, 5)

    Chapter: 2.0.1
    """
    x, weights, sizes = _checked(x, weights, sizes)
    blocks = [
        _forward(unflatten_weights(weights[i : i + BLOCK], sizes), x)
        for i in range(0, len(weights), BLOCK)
    ]
    return np.concatenate([outputs[-1][..., 0] for outputs in blocks])


def population_loss(
    weights: np.ndarray, x: np.ndarray, labels: np.ndarray, sizes: Sequence[int]
) -> np.ndarray:
    """Mean cross-entropy of every network: a fitness for a search.

    Args:
        weights: (members, num_weights), a network a row.
        x: (rows, features).
        labels: (rows,), 0 or 1.
        sizes: units of each layer, (features, ..., 1).

    Returns:
        (members,) losses in nats.

    Raises:
        UsageError: as `population_logits`; labels outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.population import population_loss
        >>> x, labels = np.ones((4, 8)), np.array([0, 1, 0, 1])
        >>> population_loss(np.zeros((2, 61)), x, labels, (8, 6, 1)).round(3)
        array([0.693, 0.693])

    Chapter: 2.0.1
    """
    logits = population_logits(weights, x, sizes)
    labels = _checked_labels(x, labels)
    return _cross_entropy(logits, labels).mean(axis=1)


def population_gradients(
    weights: np.ndarray, x: np.ndarray, labels: np.ndarray, sizes: Sequence[int]
) -> np.ndarray:
    """Gradients of `population_loss` by backpropagation.

    Args:
        weights: (members, num_weights), a network a row.
        x: (rows, features).
        labels: (rows,), 0 or 1.
        sizes: units of each layer, (features, ..., 1).

    Returns:
        (members, num_weights), each network's own gradient.

    Raises:
        UsageError: as `population_logits`; labels outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.population import population_gradients
        >>> x, labels = np.ones((4, 8)), np.array([0, 1, 1, 1])
        >>> population_gradients(np.zeros((2, 61)), x, labels, (8, 6, 1))[:, -1]
        array([-0.25, -0.25])

    Reference: Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0.
    Chapter: 2.0.1
    """
    x, weights, sizes = _checked(x, weights, sizes)
    labels = _checked_labels(x, labels)[None, :, None]
    layers = unflatten_weights(weights, sizes)
    outputs = _forward(layers, x)
    error = (sigmoid(outputs[-1])[0] - labels) / len(x)  # (members, rows, 1)
    parts = []
    for number in range(len(layers) - 1, -1, -1):
        before = outputs[number - 1] if number else x[None]
        kernel = np.swapaxes(before, 1, 2) @ error  # (members, before, after)
        parts += [error.sum(axis=1), kernel.reshape(len(weights), -1)]
        if number:
            back = error @ np.swapaxes(layers[number][0], 1, 2)
            error = back * (1 - outputs[number - 1] ** 2)
    return np.concatenate(parts[::-1], axis=1)


def _forward(layers, x):
    """Output of every layer: (members, rows, units) each."""
    outputs, signal = [], x[None]
    for number, (kernel, bias) in enumerate(layers):
        signal = signal @ kernel
        signal += bias
        if number < len(layers) - 1:
            np.tanh(signal, out=signal)
        outputs.append(signal)
    return outputs


def _cross_entropy(logits, labels):
    # log(1 + exp(z)) - y z, written so that no exp can overflow
    tail = np.log1p(np.exp(-np.abs(logits)))
    return np.maximum(logits, 0) - logits * labels + tail


def _checked(x, weights, sizes):
    x, sizes = float_array("x", x), checked_sizes("sizes", sizes)
    if x.ndim != 2 or sizes[0] != x.shape[1] or sizes[-1] != 1:
        raise UsageError(
            "`sizes` must run from the features of x (rows, features) to 1. "
            f"Received: {tuple(sizes)} for x of shape {x.shape}"
        )
    shape = ("members", num_weights(sizes))
    return x, float_array("weights", weights, shape), sizes


def _checked_labels(x, labels):
    return real_array("labels", labels, (len(x),), low=0, high=1)
