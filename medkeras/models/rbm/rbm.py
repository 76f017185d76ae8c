"""The restricted Boltzmann machine as a Keras model."""

import keras
import numpy as np
import tensorflow as tf

from medkeras.layers.replicas import (
    mean_or_zero,
    per_replica,
    row_normal,
    row_share,
    row_uniform,
)
from medkeras.models.input_validation import unpack
from medkeras.models.rbm.arguments import (
    RowsMixin,
    check_options,
    check_rows,
)
from medkeras.models.rbm.gradient import contrastive_gradient
from medkeras.models.rbm.likelihood import pseudo_likelihood
from medkeras.models.rbm.partition import (
    LogPartition,
    ais_log_partition,
    exact_log_partition,
    weights,
)
from medkeras.models.rbm.sampling import (
    gibbs_chain,
    gibbs_step,
    normal,
    uniform,
    visible_mean,
)
from medkeras.utils.sizes import check_number


@keras.saving.register_keras_serializable(package="medkeras")
class RBM(RowsMixin, keras.Model):
    """Two layers of units, each connected with the other layer only.

        p(v, h) ∝ exp(-E(v, h)),  E(v, h) = -aᵀv - bᵀh - vᵀW h

    with W the `kernel`, a the `visible_bias`, b the `hidden_bias`. Gaussian
    visible units have variance 1, and |v - a|² / 2 in place of -aᵀv;
    standardise the data first.

    `fit(x)` follows the gradient of the free energy of the data minus that
    of the model's own samples. "cd": k Gibbs steps from each row of the
    batch, so that `optimizer` walks along CD-k. "pcd": k steps of
    `num_chains` chains that go on from update to update; where they cannot
    leave a valley, `TemperedRBM` helps. Momentum and weight
    decay are the optimizer's: keras.optimizers.SGD(0.05, momentum=0.5,
    weight_decay=1e-4); `optimizer.exclude_from_weight_decay` spares biases.
    History: the mean `free_energy` of the data, to be held against that of
    validation data, and `reconstruction_error`, the mean squared difference
    between a row and its return: for "cd" after the k steps, for "pcd" and
    in `evaluate` the mean-field one. It can fall while the likelihood does.

    Over several replicas a row has the noise it would have on one device,
    and each replica keeps a copy of all chains and moves them with equal
    noise: weights and chains are those of a one-device run, but the work of
    the chains is not shared.

    Args:
        num_visible: units that hold a row of data.
        num_hidden: units that hold its features.
        visible: "bernoulli" (values in [0, 1]) or "gaussian".
        sampler: "cd" or "pcd".
        k: Gibbs steps for an update.
        num_chains: of "pcd".
        initial_scale: standard deviation of the first weights.
        seed: of the first weights and of all noise.

    Raises:
        UsageError: an unknown name, or a size below 1; from the methods:
            rows of another width, NaN, values outside [0, 1] for Bernoulli
            units, targets, or sample weights.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.rbm import RBM
        >>> rbm = RBM(6, 4)
        >>> rbm.compile("sgd")
        >>> history = rbm.fit(np.eye(6), batch_size=2, verbose=0)
        >>> rbm.hidden_probabilities(np.eye(6)).shape
        TensorShape([6, 4])

    Reference: Hinton 2002, doi:10.1162/089976602760128018; Tieleman 2008,
        doi:10.1145/1390156.1390290; Fischer and Igel 2012,
        doi:10.1007/978-3-642-33275-3_2.
    Chapter: 2.2.2
    """

    def __init__(
        self,
        num_visible: int,
        num_hidden: int,
        visible: str = "bernoulli",
        sampler: str = "cd",
        k: int = 1,
        num_chains: int = 100,
        initial_scale: float = 0.01,
        seed: int = 0,
        **kwargs,
    ):
        sizes = dict(num_visible=num_visible, num_hidden=num_hidden)
        check_options(visible=visible, sampler=sampler, k=k, **sizes)
        check_options(num_chains=num_chains)
        check_number("initial_scale", initial_scale, 0)
        super().__init__(**{"dtype": "float32"} | kwargs)
        self.num_visible, self.num_hidden = num_visible, num_hidden
        self.visible, self.sampler, self.k = visible, sampler, k
        self.num_chains, self.initial_scale = num_chains, initial_scale
        self.seed = seed
        self._generator = keras.random.SeedGenerator(seed)
        self._make_weights()
        self._energy = keras.metrics.Mean(name="free_energy")
        self._error = keras.metrics.Mean(name="reconstruction_error")
        self.input_spec = keras.layers.InputSpec(shape=self.input_shape)
        self.built = True

    def _make_weights(self):
        start = keras.initializers.RandomNormal(
            stddev=self.initial_scale, seed=self.seed
        )
        width, height = (self.num_visible,), (self.num_hidden,)
        self.kernel = self.add_weight(width + height, start, name="kernel")
        self.visible_bias = self.add_weight(width, "zeros", name="visible_bias")
        self.hidden_bias = self.add_weight(height, "zeros", name="hidden_bias")
        if self.sampler == "pcd":
            first = self._first_chains(np.random.default_rng(self.seed))
            self.chains = self.add_weight(
                first.shape,
                lambda shape, dtype: tf.cast(first, dtype),
                trainable=False,
                # Every replica assigns the same values.
                aggregation="only_first_replica",
                name="chains",
            )

    def _first_chains(self, rng):
        return rng.integers(0, 2, (self.num_chains, self.num_visible))

    @property
    def metrics(self):
        """Those of `fit` and `evaluate`."""
        return [self._energy, self._error]

    def call(self, v):
        """Return the hidden probabilities: the features of a row."""
        return tf.sigmoid(self._to_hidden(tf.cast(v, self.compute_dtype)))

    def hidden_probabilities(self, v):
        """Return p(h_j = 1 | v) = σ(b_j + (vW)_j), (rows, num_hidden)."""
        return tf.sigmoid(self._to_hidden(self._checked(v)))

    def visible_probabilities(self, h):
        """Return the mean of p(v | h), (rows, num_visible).

        It is σ(a + W h) for Bernoulli units, a + W h for Gaussian ones.
        """
        check_rows(h, self.num_hidden, "gaussian", "h")
        h = tf.cast(h, self.compute_dtype)
        return visible_mean(weights(self), h, self.visible == "gaussian")

    def free_energy(self, v):
        """Return F(v) = -aᵀv - Σ_j log(1 + exp(b_j + (vW)_j)), (rows,)."""
        v = self._checked(v)
        return self._free_energy(v, self._to_hidden(v))

    def gibbs(self, v, steps: int = 1):
        """Return the visible units after so many steps v -> h -> v."""
        check_options(steps=steps)
        seed, v = self._generator.next(), self._checked(v)
        tensors = [tf.convert_to_tensor(weight) for weight in weights(self)]
        gaussian = self.visible == "gaussian"
        return gibbs_chain(tensors, v, tf.constant(steps), seed, gaussian)

    def sample(self, n: int, steps: int = 1000):
        """Return n rows, from random bits (or noise) by `steps` steps."""
        check_options(n=n)
        key, shape = self._generator.next(), (n, self.num_visible)
        if self.visible == "gaussian":
            start = normal(shape, key[0], key[1])
        else:
            start = tf.round(uniform(shape, key[0], key[1]))
        return self.gibbs(start, steps)

    def reconstruct(self, v):
        """Return the mean-field way there and back, (rows, num_visible)."""
        return self.visible_probabilities(self.hidden_probabilities(v))

    def exact_log_partition(self):
        """Return log Z by enumeration: up to 20 units in a layer."""
        return exact_log_partition(self)

    def ais_log_partition(
        self, num_chains: int = 100, num_temperatures: int = 1000, seed: int = 0
    ) -> LogPartition:
        """Return an estimate of log Z and its standard error."""
        return ais_log_partition(self, num_chains, num_temperatures, seed)

    def log_likelihood(self, v, log_partition=None):
        """Return log p(v) = -F(v) - log Z of each row, (rows,).

        `log_partition` is log Z, or an estimate of it; None to enumerate.
        """
        if log_partition is None:
            log_partition = self.exact_log_partition()
        if isinstance(log_partition, LogPartition):
            log_partition = log_partition.value
        energy = self.free_energy(v)
        return -energy - tf.cast(log_partition, energy.dtype)

    def pseudo_likelihood(self, v, units=None):
        """Return Σ_i log p(v_i | all other v) of each row, (rows,).

        With `units`, (rows,), only that unit of each row is asked, and its
        term counted num_visible times: an estimate, quick for wide rows.
        """
        return pseudo_likelihood(self, self._checked(v), units)

    def train_step(self, data):
        """One update: data against the samples of the model."""
        v = tf.cast(unpack(data)[0], self.compute_dtype)
        to_hidden = self._to_hidden(v)
        p = tf.sigmoid(to_hidden)
        seen, back = self._samples(p)
        share = per_replica(row_share(tf.shape(v)[0]))
        # Of "pcd" every replica has all chains.
        other = share if self.sampler == "cd" else per_replica(1.0)
        q = tf.sigmoid(self._to_hidden(seen))
        gradients = contrastive_gradient((v, p, share), (seen, q, other))
        pairs = zip(gradients, weights(self), strict=True)
        self.optimizer.apply_gradients(pairs)
        energy = tf.reduce_mean(self._free_energy(v, to_hidden))
        return self._report(v, energy, back)

    def test_step(self, data):
        """Free energy and reconstruction of a batch, without noise."""
        v = tf.cast(unpack(data)[0], self.compute_dtype)
        to_hidden = self._to_hidden(v)
        back = self.visible_probabilities(tf.sigmoid(to_hidden))
        energy = tf.reduce_mean(self._free_energy(v, to_hidden))
        return self._report(v, energy, back)

    def _report(self, v, energy, back):
        rows, error = tf.shape(v)[0], tf.reduce_mean((v - back) ** 2)
        self._energy.update_state(mean_or_zero(energy, rows), rows)
        self._error.update_state(mean_or_zero(error, rows), rows)
        return {metric.name: metric.result() for metric in self.metrics}

    def _samples(self, p):
        """Samples of the model, and the mean way back from the data."""
        if self.sampler == "cd":
            return self._k_steps(p, row_uniform, row_normal)
        back = self.visible_probabilities(p)
        return self._move_chains(), back

    def _move_chains(self):
        """Let the chains go on; the model's samples."""
        p = tf.sigmoid(self._to_hidden(self.chains))
        seen, _ = self._k_steps(p, uniform, normal)
        self.chains.assign(seen)
        return seen

    def _k_steps(self, p, *noise):
        """From hidden probabilities, k times to sampled visible units."""
        step, seed = self.optimizer.iterations, 1_000_003 * self.seed
        seen, mean = self._gibbs_step(p, noise, (seed, seed + 1), step)
        for number in range(2, 2 * self.k, 2):
            p = tf.sigmoid(self._to_hidden(seen))
            seeds = seed + number, seed + number + 1
            seen, mean = self._gibbs_step(p, noise, seeds, step)
        return seen, mean

    def _gibbs_step(self, p, noise, seeds, step):
        gaussian = self.visible == "gaussian"
        return gibbs_step(weights(self), gaussian, p, *noise, seeds, step)

    def _to_hidden(self, v):
        return tf.matmul(v, self.kernel) + self.hidden_bias

    def _free_energy(self, v, to_hidden):
        hidden = tf.reduce_sum(tf.math.softplus(to_hidden), axis=1)
        if self.visible == "gaussian":
            return tf.reduce_sum((v - self.visible_bias) ** 2, 1) / 2 - hidden
        return -tf.linalg.matvec(v, self.visible_bias) - hidden

    def _checked(self, v):
        v = v if tf.is_tensor(v) else np.asarray(v)
        check_rows(v, self.num_visible, self.visible)
        return tf.cast(v, self.compute_dtype)

    def get_config(self):
        """Return what `__init__` was given."""
        names = "num_visible num_hidden visible sampler k num_chains".split()
        names += ["initial_scale", "seed"]
        return super().get_config() | {n: getattr(self, n) for n in names}
