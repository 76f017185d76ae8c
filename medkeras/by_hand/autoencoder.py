"""An autoencoder with one code layer, its sparsity penalty, its gradients."""

from typing import NamedTuple

import numpy as np

from medkeras.by_hand.dense import dense, dense_gradients, sigmoid
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import unpacked
from medkeras.utils.sizes import check_number


class AutoencoderWeights(NamedTuple):
    """Weights of one dense layer to the code and one back.

    Attributes:
        encoder: (features, units).
        encoder_bias: (units,).
        decoder: (units, features).
        decoder_bias: (features,).

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.autoencoder import AutoencoderWeights
        >>> AutoencoderWeights(
        ...     np.ones((3, 2)), np.zeros(2), np.ones((2, 3)), np.zeros(3)
        ... ).encoder.shape
        (3, 2)
    """

    encoder: np.ndarray
    encoder_bias: np.ndarray
    decoder: np.ndarray
    decoder_bias: np.ndarray


def reconstruct(
    x: np.ndarray, weights: AutoencoderWeights, linear: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Encode and decode: h = s(x W + b), y = h V + c.

    Args:
        x: (rows, features).
        weights: W, b, V, c.
        linear: whether s is left out; else it is the sigmoid.

    Returns:
        The code h (rows, units) and the reconstruction y, shaped like x.

    Raises:
        UsageError: shapes that do not fit, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.autoencoder import (
        ...     AutoencoderWeights, reconstruct)
        >>> eye = AutoencoderWeights(
        ...     np.eye(2), np.zeros(2), np.eye(2), np.zeros(2))
        >>> reconstruct(np.array([[1.0, 2.0]]), eye, linear=True)[1]
        array([[1., 2.]])

    Chapter: 2.2.1
    """
    x = float_array("x", x, empty=True)
    weights = _checked(weights)
    score = dense(x, weights.encoder, weights.encoder_bias)
    code = score if linear else sigmoid(score)[0]
    return code, dense(code, weights.decoder, weights.decoder_bias)


def kl_sparsity(
    activity: np.ndarray, target: float
) -> tuple[np.ndarray, np.ndarray]:
    """Divergence between the wanted and the found activity of each unit.

        KL = ρ log(ρ/ρ̂) + (1 - ρ) log((1 - ρ)/(1 - ρ̂))

    Args:
        activity: ρ̂, (units,), each between 0 and 1.
        target: ρ, between 0 and 1.

    Returns:
        KL of each unit, and its derivative -ρ/ρ̂ + (1 - ρ)/(1 - ρ̂).

    Raises:
        UsageError: a share outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.autoencoder import kl_sparsity
        >>> kl_sparsity(np.array([0.2]), 0.2)
        (array([0.]), array([0.]))

    Chapter: 2.2.1
    """
    activity = float_array("activity", activity)
    check_number("target", target)
    if not 0 < target < 1 or not np.all((activity > 0) & (activity < 1)):
        raise UsageError(
            "`target` and `activity` must lie between 0 and 1. Received: "
            f"{target}, {activity.min()} to {activity.max()}"
        )
    silent, wanted_silent = 1 - activity, 1 - target
    divergence = target * np.log(target / activity)
    divergence = divergence + wanted_silent * np.log(wanted_silent / silent)
    return divergence, wanted_silent / silent - target / activity


def loss_and_gradients(
    x: np.ndarray,
    weights: AutoencoderWeights,
    target: np.ndarray | None = None,
    linear: bool = False,
    sparsity: float = 0.1,
    sparsity_weight: float = 0.0,
    weight_decay: float = 0.0,
) -> tuple[float, AutoencoderWeights]:
    """Loss of a (denoising, sparse) autoencoder, and its gradients.

        L = mean (y - x)² + β Σ KL(ρ‖ρ̂) + λ/2 (Σ W² + Σ V²)

    Args:
        x: (rows, features), what the network sees.
        weights: W, b, V, c.
        target: what it should answer; x itself where left out.
        linear: whether the code has no sigmoid.
        sparsity: ρ, wanted mean activity over these rows.
        sparsity_weight: β; needs a sigmoid code.
        weight_decay: λ.

    Returns:
        The loss, and the gradients in the form of the weights.

    Raises:
        UsageError: a penalty on a linear code, a target of another shape, no
            rows, NaN, or text.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.autoencoder import (
        ...     AutoencoderWeights, loss_and_gradients)
        >>> eye = AutoencoderWeights(
        ...     np.eye(2), np.zeros(2), np.eye(2), np.zeros(2))
        >>> loss_and_gradients(np.ones((3, 2)), eye, linear=True)[0]
        0.0

    Chapter: 2.2.1
    """
    x, weights = float_array("x", x), _checked(weights)
    target = x if target is None else float_array("target", target)
    check_number("sparsity_weight", sparsity_weight, 0)
    check_number("weight_decay", weight_decay, 0)
    if target.shape != x.shape or (linear and sparsity_weight):
        raise UsageError(
            "`target` must be shaped like `x`, and a sparsity penalty needs "
            f"a sigmoid code. Received: {target.shape} for {x.shape}, "
            f"linear={linear}, sparsity_weight={sparsity_weight}"
        )
    code, answer = reconstruct(x, weights, linear)
    error = answer - target
    loss = np.mean(error**2)
    upstream = 2 * error / error.size
    to_code, to_decoder, to_decoder_bias = dense_gradients(
        code, weights.decoder, upstream
    )
    if sparsity_weight:
        divergence, slope = kl_sparsity(code.mean(axis=0), sparsity)
        loss = loss + sparsity_weight * divergence.sum()
        to_code = to_code + sparsity_weight * slope / len(x)  # each row: 1/n
    to_score = to_code if linear else to_code * code * (1 - code)
    _, to_encoder, to_encoder_bias = dense_gradients(
        x, weights.encoder, to_score
    )
    kernels = weights.encoder, weights.decoder
    loss = loss + weight_decay / 2 * sum(np.sum(k**2) for k in kernels)
    return float(loss), AutoencoderWeights(
        to_encoder + weight_decay * weights.encoder,
        to_encoder_bias,
        to_decoder + weight_decay * weights.decoder,
        to_decoder_bias,
    )


def _checked(weights):
    fields = AutoencoderWeights._fields
    arrays = unpacked("weights", weights, fields)
    return AutoencoderWeights(*map(float_array, fields, arrays))
