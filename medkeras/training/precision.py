"""Numbers of half the size where the arithmetic allows them."""

import contextlib

import keras

from medkeras.utils.errors import UsageError

KINDS = ("bfloat16", "float16")


@contextlib.contextmanager
def mixed_precision(kind: str = "bfloat16"):
    """Let models made inside compute in 16 bits and keep weights in 32.

    Matrix units of GPUs (and of some CPUs) multiply numbers of half the size
    several times as fast, and they take half the memory. Weights, losses and
    the last layers stay float32: sums of small updates would be lost
    otherwise. float16 has too few powers of two for small gradients, so
    Keras' `compile` multiplies the loss before and divides the gradients
    after the step (Micikevicius et al. 2018); bfloat16 has the range of
    float32 and needs no such care, but fewer digits. On a CPU without such
    units neither is faster.

    Models that sample their units (RBM, DBN) stay in float32, and GANs weigh
    both networks' answers in it. Compile the model inside, too.

    Args:
        kind: "bfloat16" (GPUs since 2020, TPUs) or "float16" (older GPUs).

    Yields:
        Nothing; afterwards the former precision holds again.

    Raises:
        UsageError: another kind.

    Example:
        >>> import keras
        >>> from medkeras.training.precision import mixed_precision
        >>> with mixed_precision():
        ...     layer = keras.layers.Dense(3)
        >>> layer.compute_dtype, layer.variable_dtype
        ('bfloat16', 'float32')

    Reference: Micikevicius et al. 2018, arXiv:1710.03740.
    Chapter: 2.1.1
    """
    if kind not in KINDS:
        raise UsageError(
            f"`kind` must be one of {', '.join(KINDS)}. Received: {kind!r}"
        )
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(f"mixed_{kind}")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
