"""The denoising autoencoder: it sees noise, and owes the clean input."""

import math

import keras
import tensorflow as tf

from medkeras.layers.replicas import row_normal, row_uniform
from medkeras.models.autoencoder.autoencoder import Autoencoder
from medkeras.models.input_validation import Rules, unpack
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number

KINDS = ("gaussian", "mask", "salt_and_pepper")
FAR = 1_000_000  # a step that no training reaches: the noise of evaluation


def corrupted(
    x, kind: str = "gaussian", amount: float = 0.1, seed: int = 0, step=0
):
    """Spoil every row with noise of its own.

    Args:
        x: (rows, ...), finite numbers.
        kind: "gaussian" adds normal noise; "mask" puts values to 0;
            "salt_and_pepper" puts them to 0 or 1, half of each, and so
            needs values from 0 to 1.
        amount: standard deviation of the normal noise, in the units of x,
            or the share of spoiled values.
        seed: a whole number.
        step: number of the update; each has other noise.

    Returns:
        A tensor shaped like x. Whole numbers, such as grey values, become
        float32 first: as such they could not hold the noise.

    Raises:
        UsageError: an unknown kind, an amount out of range, NaN or text in
            x, or values that "salt_and_pepper" does not fit.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.autoencoder import corrupted
        >>> float(corrupted(np.ones((1, 3), "float32"), "mask", 0.0)[0, 0])
        1.0

    Chapter: 2.2.1
    """
    _check(kind, amount)
    if not tf.is_tensor(x) or hasattr(x, "numpy"):  # not inside a graph
        x = real_array("x", x, None, **_range(kind), empty=True)
    x = tf.convert_to_tensor(x)
    if not x.dtype.is_floating:
        x = tf.cast(x, tf.float32)
    shape = (tf.shape(x)[0], *x.shape[1:])
    if kind == "gaussian":
        noise = row_normal(shape, seed, step)
        return x + tf.cast(amount * noise, x.dtype)
    draw = row_uniform(shape, seed, step)
    if kind == "mask":
        return tf.where(draw < amount, tf.zeros_like(x), x)
    spoiled = tf.where(draw < amount / 2, tf.zeros_like(x), tf.ones_like(x))
    return tf.where(draw < amount, spoiled, x)


@keras.saving.register_keras_serializable(package="medkeras")
class DenoisingAutoencoder(Autoencoder):
    """Train any autoencoder to undo noise.

    In `fit` and `evaluate` every input is spoiled anew, and the target stays
    clean. Called or asked to `predict` it spoils nothing. With squared error
    the best answer to a noisy input is the mean of all clean ones that may
    be behind it.

    Args:
        autoencoder: architecture; the new model shares its layers.
        kind: "gaussian", "mask" or "salt_and_pepper".
        amount: standard deviation, or share of spoiled values.
        seed: a whole number for the noise.

    Raises:
        UsageError: an unknown kind, or an amount out of range; from `fit`
            and `evaluate`, as `Autoencoder`, and values outside 0 to 1 for
            "salt_and_pepper".

    Example:
        >>> from medkeras.models.autoencoder import (
        ...     DenoisingAutoencoder, dense_autoencoder)
        >>> inner = dense_autoencoder((6,), (4, 2))
        >>> DenoisingAutoencoder(inner, "mask", 0.3).output_shape
        (None, 6)

    Reference: Vincent et al. 2010, "Stacked denoising autoencoders", JMLR 11,
        3371-3408; Alain and Bengio 2014, doi:10.48550/arXiv.1211.4246.
    Chapter: 2.2.1
    """

    def __init__(
        self,
        autoencoder: Autoencoder,
        kind: str = "gaussian",
        amount: float = 0.1,
        seed: int = 0,
        name: str = "denoising_autoencoder",
        **kwargs,
    ):
        _check(kind, amount)
        super().__init__(
            autoencoder.input, autoencoder.output, name=name, **kwargs
        )
        self.kind, self.amount, self.seed = kind, amount, seed
        self._inner = keras.saving.serialize_keras_object(autoencoder)

    def rules_for(self, x) -> Rules:
        """Rows of the size of the input, with values that can be spoiled."""
        return super().rules_for(x)._replace(**_range(self.kind))

    def train_step(self, data):
        """Spoil the input, keep the target."""
        step = tf.convert_to_tensor(self.optimizer.iterations)
        return super().train_step(self._spoiled(data, step))

    def test_step(self, data):
        """Spoil the input with noise that training has not used."""
        return super().test_step(self._spoiled(data, FAR))

    def _spoiled(self, data, step):
        x, y, weight = unpack(data)
        target = x if y is None else y
        x = corrupted(x, self.kind, self.amount, self.seed, step)
        return x, target, weight

    def get_config(self):
        """Arguments that make this model again."""
        return {
            "name": self.name,
            "autoencoder": self._inner,
            "kind": self.kind,
            "amount": self.amount,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Make the model again."""
        inner = keras.saving.deserialize_keras_object(
            config["autoencoder"], custom_objects
        )
        return cls(**{**config, "autoencoder": inner})


def _range(kind):
    """Salt and pepper are 1 and 0: black in grey values up to 255."""
    return {"low": 0, "high": 1} if kind == "salt_and_pepper" else {}


def _check(kind, amount):
    if kind not in KINDS:
        raise UsageError(
            f"`kind` must be one of {', '.join(KINDS)}. Received: {kind!r}"
        )
    check_number("amount", amount, 0, math.inf if kind == "gaussian" else 1)
