"""The dense layer, its activations and its loss, each with its gradient."""

import numpy as np

from medkeras.utils.arrays import float_array, float_arrays, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape


def dense(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Weigh and add the features: y = x W + b.

    Args:
        x: (..., features).
        kernel: W, (features, units).
        bias: b, (units,).

    Returns:
        y, (..., units).

    Raises:
        UsageError: shapes that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dense import dense
        >>> dense(np.array([[1.0, 2.0]]), np.ones((2, 1)), np.array([0.5]))
        array([[3.5]])

    Chapter: 2.0.1
    """
    x, kernel, bias = float_arrays(x=x, kernel=kernel, bias=bias)
    _check_dense(x, kernel, bias)
    return x @ kernel + bias


def dense_gradients(
    x: np.ndarray, kernel: np.ndarray, upstream: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Carry a gradient back through `dense`.

    Args:
        x: (..., features), the input it was given.
        kernel: (features, units), the kernel it was given.
        upstream: (..., units), gradient of its output.

    Returns:
        Gradients for x, kernel and bias, shaped like them.

    Raises:
        UsageError: `upstream` is not shaped like the output, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dense import dense_gradients
        >>> x = np.array([[1.0, 2.0]])
        >>> dense_gradients(x, np.ones((2, 1)), np.array([[10.0]]))[1]
        array([[10.],
               [20.]])

    Chapter: 2.0.1
    """
    x, kernel, upstream = float_arrays(x=x, kernel=kernel, upstream=upstream)
    check_shape("kernel", kernel.shape, ("features", "units"))
    check_shape("x", x.shape, ("...", kernel.shape[0]))
    expected = (*x.shape[:-1], kernel.shape[-1])
    if upstream.shape != expected:
        raise UsageError(
            f"`upstream` must have the output's shape {expected}. "
            f"Received: {upstream.shape}"
        )
    rows = x.reshape(-1, x.shape[-1])  # (all rows, features)
    errors = upstream.reshape(-1, kernel.shape[-1])  # (all rows, units)
    return upstream @ kernel.T, rows.T @ errors, errors.sum(axis=0)


def relu(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut off what is negative.

    Args:
        x: any shape.

    Returns:
        max(x, 0) and its derivative, shaped like x. At 0, where there is
        none, the derivative is taken as 0, as in TensorFlow.

    Raises:
        UsageError: NaN, infinity, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dense import relu
        >>> relu(np.array([-2.0, 3.0]))
        (array([0., 3.]), array([0., 1.]))

    Chapter: 2.0.1
    """
    x = float_array("x", x, empty=True)
    return np.maximum(x, 0), np.asarray(x > 0).astype(x.dtype)


def tanh(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Squeeze every number between -1 and 1.

    Args:
        x: any shape.

    Returns:
        tanh x and its derivative 1 - tanh² x, shaped like x.

    Raises:
        UsageError: NaN, infinity, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dense import tanh
        >>> tanh(np.array([0.0]))
        (array([0.]), array([1.]))

    Chapter: 2.0.1
    """
    value = np.tanh(float_array("x", x, empty=True))
    return value, 1 - value**2


def sigmoid(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Squeeze every number between 0 and 1: σ(x) = 1 / (1 + exp(-x)).

    Args:
        x: any shape.

    Returns:
        σ(x) and its derivative σ(x) (1 - σ(x)), shaped like x.

    Raises:
        UsageError: NaN, infinity, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dense import sigmoid
        >>> sigmoid(np.array([0.0]))
        (array([0.5]), array([0.25]))

    Chapter: 2.0.1
    """
    x = float_array("x", x, empty=True)
    # tanh never overflows, where exp(-x) would.
    value = 0.5 * (1 + np.tanh(0.5 * x))
    return value, value * (1 - value)


def softmax_cross_entropy(
    logits: np.ndarray, labels: np.ndarray
) -> tuple[float, np.ndarray]:
    """Compare class scores with the true classes.

        p = exp(z) / Σ exp(z)
        loss = -Σ y log p, averaged over the batch

    Args:
        logits: z, (batch, classes).
        labels: y, (batch,) whole numbers from 0, or (batch, classes)
            probabilities such as one-hot rows.

    Returns:
        The loss, and its gradient for the logits, (p - y) / batch.

    Raises:
        UsageError: labels that do not fit the logits, no rows, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.dense import softmax_cross_entropy
        >>> softmax_cross_entropy(np.zeros((1, 2)), np.array([0]))[1]
        array([[-0.5,  0.5]])

    Chapter: 2.0.1
    """
    logits = float_array("logits", logits, ("batch", "classes"))
    truth = _probabilities(logits, labels)
    # The largest score taken off every score: p is the same, exp is safe.
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    log_p = shifted - log_sum  # (batch, classes)
    loss = -(truth * log_p).sum(axis=-1).mean()
    return float(loss), (np.exp(log_p) - truth) / len(logits)


def _probabilities(logits, labels):
    labels = real_array("labels", labels)
    batch, classes = logits.shape
    if labels.shape == logits.shape:
        labels = float_array("labels", labels, low=0, high=1)
        if not np.allclose(labels.sum(axis=-1), 1, atol=1e-3):
            raise UsageError(
                "`labels` must be rows of probabilities that sum to 1. "
                f"Received: sums from {labels.sum(axis=-1).min():g} to "
                f"{labels.sum(axis=-1).max():g}"
            )
        return labels.astype(logits.dtype)
    known = np.isin(labels, np.arange(classes))
    if labels.shape != (batch,) or not known.all():
        raise UsageError(
            f"`labels` must be {batch} whole numbers from 0 to {classes - 1}, "
            f"or probabilities of shape {logits.shape}. Received: "
            f"{labels.dtype} of shape {labels.shape}: {labels.ravel()[:5]}..."
        )
    return np.eye(classes, dtype=logits.dtype)[labels.astype(int)]


def _check_dense(x, kernel, bias):
    fits = x.shape[-1:] == kernel.shape[:1] and bias.shape == kernel.shape[1:]
    if kernel.ndim != 2 or not x.ndim or not fits:
        raise UsageError(
            "`kernel` must be (features, units) for x (..., features) and "
            f"bias (units,). Received: {kernel.shape} for {x.shape} and "
            f"{bias.shape}"
        )
