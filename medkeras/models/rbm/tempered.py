"""A restricted Boltzmann machine learnt by parallel tempering."""

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.rbm.rbm import RBM
from medkeras.models.rbm.sampling import below, uniform
from medkeras.utils.sizes import check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class TemperedRBM(RBM):
    """An RBM whose chains can leave a deep valley by way of a warm one.

    Each chain walks on a ladder of temperatures at once: rung r has the
    energy β_r E, β from 0 (fair coins) to 1 (the machine itself). In an
    update each rung takes one Gibbs step, then neighbours are offered to
    change places, and do so with probability

        min(1, exp((β_{r+1} - β_r) (E_{r+1} - E_r)))

    which leaves the distribution of every rung as it was. The rungs of β = 1
    are the samples of the model; all else is as for `RBM` with "pcd".

    Args:
        num_visible: units that hold a row of 0 and 1.
        num_hidden: units that hold its features.
        num_temperatures: rungs, 2 or more; an update costs that many times
            the chain of "pcd".
        num_chains: ladders.
        initial_scale: standard deviation of the first weights.
        seed: of the first weights and of all noise.

    Raises:
        UsageError: a size that is none; from the methods, as `RBM`.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.rbm import TemperedRBM
        >>> rbm = TemperedRBM(6, 4, num_temperatures=3, num_chains=5)
        >>> rbm.compile("sgd")
        >>> history = rbm.fit(np.eye(6), batch_size=2, verbose=0)
        >>> rbm.chains.shape
        TensorShape([5, 3, 6])

    Reference: Desjardins et al. 2010, Tempered Markov chain Monte Carlo for
        training of restricted Boltzmann machines, AISTATS; Fischer and Igel
        2012, doi:10.1007/978-3-642-33275-3_2.
    Chapter: 2.2.2
    """

    def __init__(
        self,
        num_visible: int,
        num_hidden: int,
        num_temperatures: int = 10,
        num_chains: int = 100,
        initial_scale: float = 0.01,
        seed: int = 0,
        **kwargs,
    ):
        check_whole("num_temperatures", num_temperatures, least=2)
        self.num_temperatures = num_temperatures
        super().__init__(
            num_visible,
            num_hidden,
            sampler="pcd",
            num_chains=num_chains,
            initial_scale=initial_scale,
            seed=seed,
            **kwargs,
        )

    def _first_chains(self, draw):
        shape = (self.num_chains, self.num_temperatures, self.num_visible)
        return draw.integers(0, 2, shape)

    def _move_chains(self):
        """One step on every rung, then changes of place; β = 1 is last."""
        seed, step = 1_000_003 * self.seed, self.optimizer.iterations
        betas = tf.linspace(0.0, 1.0, self.num_temperatures)
        v = tempered_step(self, self.chains, betas, seed, step)
        self.chains.assign(v)
        return v[:, -1]

    def get_config(self):
        """Return what `__init__` was given."""
        config = super().get_config()
        for name in ("visible", "sampler", "k"):
            del config[name]
        return config | {"num_temperatures": self.num_temperatures}


def tempered_step(rbm, v, betas, seed: int, step):
    """Take a Gibbs step on every rung, then let neighbours change places.

    Args:
        rbm: an RBM with Bernoulli visible units.
        v: visible units, (chains, rungs, num_visible).
        betas: (rungs,), increasing.
        seed: whole number; the three that follow are used as well.
        step: number of the update; with the seed it fixes the noise.

    Returns:
        v afterwards, of the same shape.

    Example:
        >>> import tensorflow as tf
        >>> from medkeras.models.rbm import RBM
        >>> from medkeras.models.rbm.tempered import tempered_step
        >>> betas = tf.constant([0.0, 0.5, 1.0])
        >>> tempered_step(RBM(4, 2), tf.zeros((5, 3, 4)), betas, 0, 0).shape
        TensorShape([5, 3, 4])

    Reference: Desjardins et al. 2010, AISTATS.
    Chapter: 2.2.2
    """
    kernel, a, b = rbm.kernel, rbm.visible_bias, rbm.hidden_bias
    warm = tf.cast(betas, v.dtype)[:, None]
    up = tf.sigmoid(warm * (v @ kernel + b))
    h = below(uniform(tf.shape(up), seed, step), up)
    onward = tf.matmul(h, kernel, transpose_b=True) + a
    down = tf.sigmoid(warm * onward)
    v = below(uniform(tf.shape(down), seed + 1, step), down)
    energy = -tf.reduce_sum(v * onward, 2) - tf.linalg.matvec(h, b)
    for first in (0, 1):  # pairs (0, 1), (2, 3), ... then (1, 2), ...
        noise = uniform(tf.shape(energy[:, 1:]), seed + 2 + first, step)
        order = _order(energy, betas, noise, first)
        v = tf.gather(v, order, batch_dims=1)
        energy = tf.gather(energy, order, batch_dims=1)
    return v


def _order(energy, betas, noise, first):
    """For each rung, the rung it takes its state from: (chains, rungs)."""
    rungs = energy.shape[1]
    betas = tf.cast(betas, energy.dtype)
    ratio = (betas[1:] - betas[:-1]) * (energy[:, 1:] - energy[:, :-1])
    turn = np.arange(rungs - 1) % 2 == first
    go = turn & (tf.math.log(tf.cast(noise, ratio.dtype)) < ratio)
    go = tf.cast(go, tf.int32)
    from_above = tf.pad(go, [[0, 0], [0, 1]])
    from_below = tf.pad(go, [[0, 0], [1, 0]])
    return tf.range(rungs) + from_above - from_below
