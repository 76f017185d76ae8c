"""The deep belief network: one RBM upon another."""

from collections.abc import Sequence
from itertools import pairwise

import keras
import numpy as np
import tensorflow as tf

from medkeras.by_hand.deep_belief import RBMWeights, log_probability
from medkeras.layers.replicas import (
    gradient_share,
    mean_or_zero,
    per_replica,
)
from medkeras.models.dbn.gaussian_hidden_rbm import (
    GaussianHiddenRBM,
    contrastive_divergence_loss,
)
from medkeras.models.dbn.pretraining import train_greedily
from medkeras.models.dbn.unrolling import (
    decoder_layers,
    encoder_layers,
    network_of,
)
from medkeras.models.input_validation import Rules, unpack
from medkeras.models.rbm import RBM
from medkeras.models.rbm.arguments import (
    RowsMixin,
    check_options,
    check_rows,
    checked_sizes,
)
from medkeras.utils.errors import UsageError


@keras.saving.register_keras_serializable(package="medkeras")
class DBN(RowsMixin, keras.Model):
    """Restricted Boltzmann rbms, each reading the one below.

        p(v) = Σ_h p(v | h_1) p(h_1 | h_2) ... P(h_{L-1})

    with directed layers below and one RBM, undirected, at the top.
    `pretrain(x)` trains one RBM after the other, each on what the ones
    below make of x; then `classifier` or `autoencoder` gives an ordinary
    network that starts from these weights, to be compiled and fitted.

    Without `pretrain` both give a network of the same shape that starts from
    small random weights. `fit(x)` trains ALL RBMs in every step, each on
    what the ones below make of the batch: one pass instead of one a layer,
    but not greedily, since the lower layers move under the upper ones. The
    network itself, `dbn(x)`, gives the mean of the top layer.

    Args:
        hidden_units: units of each hidden layer, the lowest first.
        num_visible: units that hold a row; None waits for the first rows.
        visible: "bernoulli" (values in [0, 1]) or "gaussian" (standardised).
        code: of the top layer, "bernoulli" or "gaussian": a linear code.
        k: Gibbs steps for an update.
        seed: of the first weights and of all noise.

    Raises:
        UsageError: no layer, a size below 1, an unknown name, or a method
            that needs the number of visible units before it is known; rows
            of another width, NaN, values outside [0, 1], targets, or sample
            weights.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.dbn import DBN
        >>> dbn = DBN((4, 3), num_visible=6)
        >>> errors = dbn.pretrain(np.eye(6), epochs=2, batch_size=2)
        >>> dbn.classifier(num_classes=2).output_shape
        (None, 2)
        >>> dbn.autoencoder().output_shape
        (None, 6)

    Reference: Hinton, Osindero and Teh 2006, doi:10.1162/neco.2006.18.7.1527;
        Hinton and Salakhutdinov 2006, doi:10.1126/science.1127647.
    Chapter: 2.2.3
    """

    def __init__(
        self,
        hidden_units: Sequence[int],
        num_visible: int | None = None,
        visible: str = "bernoulli",
        code: str = "bernoulli",
        k: int = 1,
        seed: int = 0,
        **kwargs,
    ):
        hidden_units = checked_sizes("hidden_units", hidden_units)
        check_options(visible=visible, code=code, k=k)
        super().__init__(**{"dtype": "float32"} | kwargs)
        self.hidden_units, self.num_visible = hidden_units, num_visible
        self.visible, self.code, self.k, self.seed = visible, code, k, seed
        self.rbms = []
        self._generator = keras.random.SeedGenerator(seed)
        self._error = keras.metrics.Mean(name="reconstruction_error")
        if num_visible is not None:
            check_options(num_visible=num_visible)
            self.build((None, num_visible))

    def build(self, input_shape):
        """Make the RBMs once the width of the rows is known."""
        if self.rbms:
            return
        self.num_visible = int(input_shape[-1])
        self.input_spec = keras.layers.InputSpec(shape=self.input_shape)
        widths = (self.num_visible, *self.hidden_units)
        last = len(self.hidden_units) - 1
        for number, (below, above) in enumerate(pairwise(widths)):
            options = dict(k=self.k, seed=self.seed + number)
            kind = self.visible if number == 0 else "bernoulli"
            rbm = RBM(below, above, kind, **options)
            if number == last and self.code == "gaussian":
                rbm = GaussianHiddenRBM(below, above, **options)
            self.rbms.append(rbm)

    @property
    def metrics(self):
        """Those of `fit` and `evaluate`."""
        return [self._error]

    def rules_for(self, x) -> Rules:
        """Rows that the visible units can take; the first set the width."""
        is_dataset = isinstance(x, tf.data.Dataset)
        self._learn_width(unpack(x.element_spec)[0] if is_dataset else x)
        return super().rules_for(x)

    def call(self, v):
        """Return the mean of the top layer, (rows, hidden_units[-1])."""
        for rbm in self.rbms:
            v = rbm(v)
        return v

    def reconstruct(self, v):
        """Return the mean-field way up and down, (rows, num_visible)."""
        self._check_rows(v)
        return self._up_down(tf.cast(v, self.compute_dtype))

    def pretrain(
        self,
        x,
        epochs: int = 20,
        batch_size: int = 20,
        learning_rate: float | Sequence[float] = 0.05,
        momentum: float = 0.9,
        weight_decay: float = 2e-4,
        verbose: int = 0,
    ) -> list:
        """Train the RBMs one after the other, from the bottom.

        Each reads the probabilities of the one below, not its samples.
        `learning_rate` is one for all RBMs, or one for each; a Gaussian
        layer needs about a tenth of a Bernoulli one. Visible biases start
        from the units' means. Returns the squared error of the way there and
        back by epoch, a list for each RBM.
        """
        self._check_rows(x)
        options = dict(momentum=momentum, weight_decay=weight_decay)
        options |= dict(epochs=epochs, batch_size=batch_size, verbose=verbose)
        return train_greedily(self.rbms, x, learning_rate, **options)

    def classifier(self, num_classes: int) -> keras.Model:
        """Return the layers upward and a new output, to be fine-tuned.

        One class means one sigmoid, more mean a softmax.
        """
        self._check_known()
        check_options(num_classes=num_classes)
        end = "sigmoid" if num_classes == 1 else "softmax"
        output = keras.layers.Dense(num_classes, end, name="classes")
        pairs = [*encoder_layers(self.rbms), (output, None)]
        return network_of(self.num_visible, pairs, "dbn_classifier")

    def autoencoder(self) -> keras.Model:
        """Return the network unrolled: W upward, W transposed downward.

        Its layer "code" is the top. Its first pass is `reconstruct`.
        """
        self._check_known()
        both = encoder_layers(self.rbms) + decoder_layers(self.rbms)
        return network_of(self.num_visible, both, "dbn_autoencoder")

    def sample(self, n: int, steps: int = 1000):
        """Return n made-up rows, (n, num_visible), as means.

        The top RBM walks `steps` Gibbs steps from random bits; from
        there one directed way down, each layer drawn from the one above.
        """
        self._check_known()
        check_options(n=n, steps=steps)
        top, draw = self.rbms[-1], keras.random.uniform
        mean = top.sample(n, steps)
        if len(self.rbms) == 1:
            return top.visible_probabilities(top.hidden_probabilities(mean))
        for rbm in self.rbms[-2::-1]:
            noise = draw(mean.shape, seed=self._generator)
            # Samples of the top are 0 and 1 already and stay as they are.
            states = tf.cast(noise < mean, mean.dtype)
            mean = rbm.visible_probabilities(states)
        return mean

    def log_likelihood(self, v):
        """Return log p(v) of rows of 0 and 1: up to 12 units a layer."""
        self._check_rows(v)
        if self.visible == "gaussian" or self.code == "gaussian":
            raise UsageError(
                "The exact log p(v) is that of Bernoulli units. Received: "
                f"visible={self.visible!r}, code={self.code!r}"
            )
        exact = [
            RBMWeights(*(np.asarray(w, dtype=float) for w in m.weights[:3]))
            for m in self.rbms
        ]
        return log_probability(exact, np.asarray(v, dtype=float))

    def train_step(self, data):
        """Follow CD-k once; the noise belongs to the row."""
        v, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        v = tf.cast(v, self.compute_dtype)
        rows, step = tf.shape(v)[0], self.optimizer.iterations
        with tf.GradientTape() as tape:
            gap, seen = 0.0, v
            for number, rbm in enumerate(self.rbms):
                seed = 1_000_003 * self.seed + 2 * self.k * number
                gap += contrastive_divergence_loss(rbm, seen, seed, step)
                seen = tf.stop_gradient(rbm(seen))
            loss = per_replica(gradient_share(gap, rows))
        weights = self.trainable_variables
        gradients = tape.gradient(loss, weights)
        self.optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return self.test_step(data)

    def test_step(self, data):
        """Measure the squared error of the way there and back."""
        v, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        v = tf.cast(v, self.compute_dtype)
        error = tf.reduce_mean((v - self._up_down(v)) ** 2)
        rows = tf.shape(v)[0]
        self._error.update_state(mean_or_zero(error, rows), rows)
        return {"reconstruction_error": self._error.result()}

    def get_config(self):
        """What `from_config` needs to build the same again."""
        names = ("hidden_units", "num_visible", "visible", "code", "k", "seed")
        return super().get_config() | {n: getattr(self, n) for n in names}

    def _up_down(self, v):
        states = self(v)
        for rbm in reversed(self.rbms):
            states = rbm.visible_probabilities(states)
        return states

    def _check_rows(self, x):
        self._learn_width(x)
        check_rows(x, self.num_visible, self.visible)

    def _learn_width(self, x):
        """Let the first rows say how wide they are."""
        shape = tf.TensorShape(getattr(x, "shape", None))
        if not self.rbms and shape.rank == 2 and shape[1] is not None:
            with self.distribute_strategy.scope():
                self.build(shape)
        self._check_known()

    def _check_known(self):
        if not self.rbms:
            raise UsageError(
                "the number of visible units is not known yet: give "
                "`num_visible`, or call `pretrain(x)` with x (rows, units)"
            )
