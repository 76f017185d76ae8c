"""The partition function of an RBM, as log Z: exact, or estimated."""

import math
from typing import NamedTuple

import tensorflow as tf

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

LARGEST = 20


class LogPartition(NamedTuple):
    """An estimate of log Z.

    Args:
        value: log Z, in nats.
        standard_error: of `value`, from the spread of the chains.

    Example:
        >>> from medkeras.models.rbm import LogPartition
        >>> LogPartition(4.2, 0.01).value
        4.2

    Chapter: 2.2.2
    """

    value: float
    standard_error: float


def exact_log_partition(rbm):
    """Sum over all states of the smaller layer; the other is summed by hand.

        Z = Σ_h exp(bᵀh) Π_i (1 + exp(a_i + (Wh)_i))

    or the same with the layers exchanged. In float64, and differentiable.

    Up to 20 units on a side; on the hidden side, if the visible units are
    Gaussian.
    """
    kernel, a, b = (tf.cast(w, tf.float64) for w in weights(rbm))
    gaussian = rbm.visible == "gaussian"
    if not gaussian and rbm.num_visible < rbm.num_hidden:
        kernel, a, b = tf.transpose(kernel), b, a
    size = kernel.shape[1]
    if size > LARGEST:
        raise UsageError(
            f"Enumeration is for up to {LARGEST} units on a side; use "
            f"`ais_log_partition`. Received: {size} on the smaller side"
        )
    parts = []
    for start in range(0, 2**size, 4096):
        codes = tf.range(start, min(start + 4096, 2**size))[:, None]
        bits = tf.bitwise.right_shift(codes, tf.range(size)) % 2
        states = tf.cast(bits, tf.float64)
        onward = tf.matmul(states, kernel, transpose_b=True)
        if gaussian:
            summed = tf.reduce_sum(a * onward + onward**2 / 2, axis=1)
            summed += kernel.shape[0] / 2 * math.log(2 * math.pi)
        else:
            summed = tf.reduce_sum(tf.math.softplus(a + onward), axis=1)
        parts.append(tf.linalg.matvec(states, b) + summed)
    return tf.reduce_logsumexp(tf.concat(parts, axis=0))


def ais_log_partition(
    rbm, num_chains: int = 100, num_temperatures: int = 1000, seed: int = 0
) -> LogPartition:
    """Estimate log Z by annealed importance sampling.

    Chains begin where the weights W are 0 and log Z is known, and walk
    through RBMs with β W and β b, β from 0 to 1, one Gibbs step each.
    Each chain's weight is the product of the ratios on its way; their mean
    is Z / Z₀, without bias.

    The standard error is by the delta method, and too small where few chains
    carry most of the weight (Neal 2001, doi:10.1023/A:1008923215028;
    Salakhutdinov and Murray 2008, doi:10.1145/1390156.1390266).
    """
    check_whole("seed", seed, least=0)
    check_whole("num_chains", num_chains, least=2)
    check_whole("num_temperatures", num_temperatures)
    kernel, a, b = (tf.convert_to_tensor(w) for w in weights(rbm))
    gaussian = rbm.visible == "gaussian"
    steps, seed = tf.constant(num_temperatures), tf.constant(seed)
    log_weights = _anneal(kernel, a, b, gaussian, num_chains, steps, seed)
    at_zero = kernel.shape[1] * math.log(2.0)
    if gaussian:
        at_zero += kernel.shape[0] / 2 * math.log(2 * math.pi)
    else:
        at_zero += float(tf.reduce_sum(tf.math.softplus(tf.cast(a, "float64"))))
    shares = tf.exp(log_weights - tf.reduce_max(log_weights))
    spread = tf.math.reduce_std(shares) / tf.reduce_mean(shares)
    mean = tf.reduce_logsumexp(log_weights) - math.log(num_chains)
    return LogPartition(
        at_zero + float(mean), float(spread) / math.sqrt(num_chains - 1)
    )


def weights(rbm):
    """Return kernel, visible bias, hidden bias."""
    return rbm.kernel, rbm.visible_bias, rbm.hidden_bias


@tf.function(reduce_retracing=True)
def _anneal(kernel, a, b, gaussian, num_chains, num_temperatures, seed):
    """Return each chain's log weight, (num_chains,), float64."""
    shape = (num_chains, tf.shape(kernel)[0])
    v = _visible(tf.zeros(shape, kernel.dtype) + a, gaussian, (seed, 0))
    total = tf.zeros((num_chains,), tf.float64)
    for number in tf.range(num_temperatures):
        size = tf.cast(num_temperatures, kernel.dtype)
        cool = tf.cast(number, kernel.dtype) / size
        warm = tf.cast(number + 1, kernel.dtype) / size
        to_hidden = tf.matmul(v, kernel) + b
        ratio = tf.math.softplus(warm * to_hidden) - tf.math.softplus(
            cool * to_hidden
        )
        total += tf.cast(tf.reduce_sum(ratio, axis=1), tf.float64)
        p = tf.sigmoid(warm * to_hidden)
        noise = tf.random.stateless_uniform(
            tf.shape(p), (seed + 1, number), dtype=p.dtype
        )
        h = tf.cast(noise < p, p.dtype)
        onward = a + warm * tf.matmul(h, kernel, transpose_b=True)
        v = _visible(onward, gaussian, (seed + 2, number))
    return total


def _visible(onward, gaussian, key):
    """Sample visible units from what reaches them."""
    shape, dtype = tf.shape(onward), onward.dtype
    if gaussian:
        return onward + tf.random.stateless_normal(shape, key, dtype=dtype)
    noise = tf.random.stateless_uniform(shape, key, dtype=dtype)
    return tf.cast(noise < tf.sigmoid(onward), dtype)
