"""One step of a small GAN in NumPy, both gradients worked out.

Each network is dense, tanh, dense, given as four arrays: kernel and bias,
kernel and bias.
"""

import numpy as np

from medkeras.by_hand.dense import dense, dense_gradients, sigmoid, tanh
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError


def gan_gradients(
    real: np.ndarray,
    noise: np.ndarray,
    generator: list[np.ndarray],
    discriminator: list[np.ndarray],
    rule: str = "non-saturating",
) -> tuple[dict, dict]:
    """Losses of both networks and the gradient of each for its own weights.

        L_D = -mean log D(x) - mean log(1 - D(G(z)))
        L_G = -mean log D(G(z))             ("non-saturating")
        L_G = mean log(1 - D(G(z)))         ("minimax")

    With the log-odds s, D = σ(s): the derivative of -log σ(s) is D - 1, that
    of -log(1 - σ(s)) is D. So on a made example L_G has the slope D - 1 or
    -D for the log-odds: where the discriminator is sure (D near 0), the
    first is large and the second is nearly nothing.

    Args:
        real: x, (rows, features).
        noise: z, (rows, latent).
        generator: [W1, b1, W2, b2] from latent to features.
        discriminator: [W1, b1, W2, b2] from features to one log-odds.
        rule: "non-saturating" or "minimax".

    Returns:
        Losses and gradients, each a dictionary with "generator" and
        "discriminator"; gradients as lists shaped like the weights.

    Raises:
        UsageError: an unknown rule, no rows, NaN, shapes that do not fit,
            or more than one log-odds.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.gan import gan_gradients
        >>> weights = [np.ones((1, 1)), np.zeros(1)] * 2
        >>> losses, gradients = gan_gradients(
        ...     np.zeros((2, 1)), np.zeros((2, 1)), weights, weights)
        >>> print(f"{losses['discriminator']:.4f}")
        1.3863

    Reference: Goodfellow et al. 2014, doi:10.48550/arXiv.1406.2661.
    Chapter: 2.2.4
    """
    if rule not in ("non-saturating", "minimax"):
        raise UsageError(
            f'`rule` must be "non-saturating" or "minimax". Received: {rule!r}'
        )
    real, noise = float_array("real", real), float_array("noise", noise)
    _check(discriminator)
    fake, generated = _forward(noise, generator)
    real_odds, on_real = _forward(real, discriminator)
    fake_odds, on_fake = _forward(fake, discriminator)
    d_real, d_fake = sigmoid(real_odds)[0], sigmoid(fake_odds)[0]
    pull_real, pull_fake = (d_real - 1) / len(real), d_fake / len(fake)
    of_real, _ = _back(pull_real, on_real, discriminator)
    of_fake, _ = _back(pull_fake, on_fake, discriminator)
    non_saturating = rule == "non-saturating"
    pull = ((d_fake - 1) if non_saturating else -d_fake) / len(fake)
    _, for_fake = _back(pull, on_fake, discriminator)
    for_generator, _ = _back(for_fake, generated, generator)
    fooled = _softplus(-fake_odds).mean()
    caught = _softplus(fake_odds).mean()
    losses = {
        "discriminator": float(_softplus(-real_odds).mean() + caught),
        "generator": float(fooled if non_saturating else -caught),
    }
    gradients = {
        "discriminator": [a + b for a, b in zip(of_real, of_fake, strict=True)],
        "generator": for_generator,
    }
    return losses, gradients


def _check(discriminator):
    if np.shape(discriminator[-1]) != (1,):
        raise UsageError(
            "`discriminator` must end in one log-odds. "
            f"Received: a last bias of shape {np.shape(discriminator[-1])}"
        )


def _forward(x, weights):
    """Output of dense, tanh, dense, and what the way back needs."""
    first, bias, second, last = weights
    hidden, slope = tanh(dense(x, first, bias))
    return dense(hidden, second, last), (x, hidden, slope)


def _back(upstream, kept, weights):
    """Gradients for the weights, and for the input."""
    x, hidden, slope = kept
    first, _, second, _ = weights
    for_hidden, for_second, for_last = dense_gradients(hidden, second, upstream)
    for_x, for_first, for_bias = dense_gradients(x, first, for_hidden * slope)
    return [for_first, for_bias, for_second, for_last], for_x


def _softplus(x):
    return np.logaddexp(0, x)
