"""Two ways to keep a code silent: a penalty on its mean, or the k largest."""

import keras
import tensorflow as tf
from keras import ops

from medkeras.layers.input_validation import InputValidationMixin, width_of
from medkeras.layers.replicas import mean_or_zero
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole

SMALLEST = 1e-6  # keeps the logarithms finite


@keras.saving.register_keras_serializable(package="medkeras")
class KLSparsity(InputValidationMixin, keras.layers.Layer):
    """Passes codes on, and costs what their mean activity differs by.

    A unit that is active a share ρ̂ of the time where ρ is wanted costs

        KL(ρ‖ρ̂) = ρ log(ρ/ρ̂) + (1 - ρ) log((1 - ρ)/(1 - ρ̂)),

    the divergence between two coins. The mean of a small batch is a poor
    estimate of ρ̂, so the layer keeps a moving average over batches; the
    gradient reaches the weights through the batch at hand. Over several
    replicas the batch is the global one, and a model may hold one such layer.

    Args:
        target: ρ, the wanted mean activity, between 0 and 1.
        weight: what the sum over the units is multiplied by.
        momentum: share of the old average that stays; 0 uses the batch.
        **kwargs: of the layer.

    Raises:
        UsageError: a target or momentum out of range, a negative weight.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.sparsity import KLSparsity
        >>> layer = KLSparsity(target=0.5, weight=1.0, momentum=0.0)
        >>> _ = layer(np.full((4, 1), 0.25, "float32"), training=True)
        >>> print(f"{float(layer.losses[0]):.4f}")
        0.1438

    Reference: Lee, Ekanadham and Ng 2008, "Sparse deep belief net model for
        visual area V2", NeurIPS 20; the moving average: Hinton 2012, "A
        practical guide to training restricted Boltzmann machines",
        doi:10.1007/978-3-642-35289-8_32.
    Chapter: 2.2.1
    """

    def __init__(
        self,
        target: float = 0.1,
        weight: float = 3.0,
        momentum: float = 0.9,
        **kwargs,
    ):
        for name, value in (
            ("target", target), ("weight", weight), ("momentum", momentum)
        ):  # fmt: skip
            check_number(name, value)
        if not 0 < target < 1 or weight < 0 or not 0 <= momentum < 1:
            raise UsageError(
                "`target` must lie between 0 and 1, `weight` be 0 or more "
                "and `momentum` at least 0 and below 1. Received: "
                f"{target}, {weight}, {momentum}"
            )
        super().__init__(**kwargs)
        self.target, self.weight, self.momentum = target, weight, momentum
        self.input_spec = keras.layers.InputSpec(ndim=2)

    def build(self, input_shape):
        """Make the moving average; it starts at the target."""
        self.input_spec = keras.layers.InputSpec(**width_of(input_shape, 2))
        self.average = self.add_weight(
            shape=input_shape[-1:],
            initializer=keras.initializers.Constant(self.target),
            trainable=False,
            name="average",
            aggregation="only_first_replica",
        )

    def call(self, codes, training=False):
        """Codes (batch, units), each from 0 to 1, unchanged."""
        average = ops.convert_to_tensor(self.average)
        if training:
            batch = mean_or_zero(ops.mean(codes, axis=0), ops.shape(codes)[0])
            new = self.momentum * average + (1 - self.momentum) * _mean(codes)
            self.average.assign(new)
            # The value is the average's, the gradient the batch's.
            average = batch + ops.stop_gradient(new - batch)
        # Keras empties the list of losses where a model's call begins. But
        # replicas share the list and take turns at the mean above, between
        # there and here: the second would find the loss of the first. Keras
        # has no public way to empty it, nor to tell whose a loss is.
        self._clear_losses()
        self.add_loss(self.weight * ops.sum(self._divergence(average)))
        return codes

    def _divergence(self, activity):
        rho, found = self.target, ops.clip(activity, SMALLEST, 1 - SMALLEST)
        return rho * ops.log(rho / found) + (1 - rho) * ops.log(
            (1 - rho) / (1 - found)
        )

    def compute_output_shape(self, input_shape):
        """The shape of the codes."""
        return input_shape

    def get_config(self):
        """Arguments that make this layer again."""
        return {
            **super().get_config(),
            "target": self.target,
            "weight": self.weight,
            "momentum": self.momentum,
        }


@keras.saving.register_keras_serializable(package="medkeras")
class TopK(InputValidationMixin, keras.layers.Layer):
    """Keeps the k largest numbers of every code and silences the others.

    Nothing is penalised: k units are active for every input, no more. The
    gradient reaches only those.

    Args:
        k: how many units stay.
        **kwargs: of the layer.

    Raises:
        UsageError: k below 1, or above the number of units.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.sparsity import TopK
        >>> codes = np.array([[3.0, -1.0, 2.0, 0.0]], "float32")
        >>> print(TopK(2)(codes).numpy())
        [[3. 0. 2. 0.]]

    Reference: Makhzani and Frey 2014, doi:10.48550/arXiv.1312.5663.
    Chapter: 2.2.1
    """

    def __init__(self, k: int, **kwargs):
        check_whole("k", k)
        super().__init__(**kwargs)
        self.k = k

    def build(self, input_shape):
        """Compare k with the number of units."""
        self.input_spec = keras.layers.InputSpec(**width_of(input_shape))
        if self.k > input_shape[-1]:
            raise UsageError(
                "`k` must be at most the number of units, "
                f"{input_shape[-1]}. Received: {self.k}"
            )

    def call(self, codes):
        """Codes (batch, units) with all but k numbers of a row at 0."""
        _, places = ops.top_k(codes, self.k)  # (batch, k)
        kept = ops.sum(ops.one_hot(places, codes.shape[-1]), axis=-2)
        return ops.where(kept > 0, codes, ops.zeros_like(codes))

    def compute_output_shape(self, input_shape):
        """The shape of the codes."""
        return input_shape

    def get_config(self):
        """Arguments that make this layer again."""
        return {**super().get_config(), "k": self.k}


def _mean(codes):
    """Mean over the rows of all replicas; no gradient flows through it."""
    total = tf.reduce_sum(codes, axis=0)
    rows = tf.cast(tf.shape(codes)[0], total.dtype)
    context = tf.distribute.get_replica_context()
    if context is not None and context.num_replicas_in_sync > 1:
        total, rows = context.all_reduce(
            tf.distribute.ReduceOp.SUM, [total, rows]
        )
    return tf.stop_gradient(total / rows)
