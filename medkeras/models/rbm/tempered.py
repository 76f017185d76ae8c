"""A restricted Boltzmann machine trained by parallel tempering."""

import keras
import numpy as np
import tensorflow as tf

from medkeras.models.rbm.rbm import RBM
from medkeras.models.rbm.sampling import sample_bernoulli, uniform
from medkeras.utils.sizes import check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class TemperedRBM(RBM):
    """An RBM whose chains can leave a mode: parallel tempering.

    Each chain has a state at every temperature r: its energy there is
    β_r E, with β from 0 (fair coins) to 1 (the RBM itself). In an update
    every state takes one Gibbs step, then neighbouring temperatures are
    offered to swap their states, and do so with probability

        min(1, exp((β_{r+1} - β_r) (E_{r+1} - E_r)))

    which leaves the distribution at every temperature as it was. The states
    at β = 1 are the samples of the model; all else is as for `RBM` with
    "pcd".

    Args:
        num_visible: units that hold a row of 0 and 1.
        num_hidden: units that hold its features.
        num_temperatures: 2 or more; an update costs that many times the
            chain of "pcd".
        num_chains: chains, each with all temperatures.
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

    def _first_chains(self, rng):
        shape = (self.num_chains, self.num_temperatures, self.num_visible)
        return rng.integers(0, 2, shape)

    def _move_chains(self):
        """One step at every temperature, then swaps; β = 1 is last."""
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
    """Take a Gibbs step at every temperature, then let neighbours swap.

    v is (chains, temperatures, num_visible); `betas`, (temperatures,), are
    increasing; the three seeds after `seed` are used as well, and with `step`
    fix the noise.
    """
    kernel, a, b = rbm.kernel, rbm.visible_bias, rbm.hidden_bias
    warm = tf.cast(betas, v.dtype)[:, None]
    up = tf.sigmoid(warm * (v @ kernel + b))
    h = sample_bernoulli(uniform(tf.shape(up), seed, step), up)
    onward = tf.matmul(h, kernel, transpose_b=True) + a
    down = tf.sigmoid(warm * onward)
    v = sample_bernoulli(uniform(tf.shape(down), seed + 1, step), down)
    energy = -tf.reduce_sum(v * onward, 2) - tf.linalg.matvec(h, b)
    for first in (0, 1):  # pairs (0, 1), (2, 3), ... then (1, 2), ...
        noise = uniform(tf.shape(energy[:, 1:]), seed + 2 + first, step)
        order = _order(energy, betas, noise, first)
        v = tf.gather(v, order, batch_dims=1)
        energy = tf.gather(energy, order, batch_dims=1)
    return v


def _order(energy, betas, noise, first):
    """For each temperature, the one it takes its state from."""
    count = energy.shape[1]
    betas = tf.cast(betas, energy.dtype)
    ratio = (betas[1:] - betas[:-1]) * (energy[:, 1:] - energy[:, :-1])
    paired = np.arange(count - 1) % 2 == first
    go = paired & (tf.math.log(tf.cast(noise, ratio.dtype)) < ratio)
    go = tf.cast(go, tf.int32)
    from_above = tf.pad(go, [[0, 0], [0, 1]])
    from_below = tf.pad(go, [[0, 0], [1, 0]])
    return tf.range(count) + from_above - from_below
