"""A code that resists small changes of its input, and the way back."""

import keras
from keras import ops

from medkeras.layers.input_validation import InputValidationMixin, width_of
from medkeras.layers.replicas import mean_or_zero
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class ContractiveCode(InputValidationMixin, keras.layers.Layer):
    """A sigmoid code that costs the size of its Jacobian.

    With h = s(xW + b) the derivative of unit j by input i is
    h_j (1 - h_j) W_ij, so the squared Frobenius norm of the Jacobian needs
    no automatic differentiation:

        ‖∂h/∂x‖² = Σ_j (h_j (1 - h_j))² Σ_i W_ij², mean over the batch.

    Args:
        units: numbers of a code.
        weight: what the norm is multiplied by.
        **kwargs: of the layer.

    Raises:
        UsageError: no units, or a negative weight.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.contractive import ContractiveCode
        >>> layer = ContractiveCode(2)
        >>> layer(np.ones((3, 5), "float32")).shape, len(layer.losses)
        (TensorShape([3, 2]), 1)

    Reference: Rifai et al. 2011, "Contractive auto-encoders: explicit
        invariance during feature extraction", ICML 28, 833-840.
    Chapter: 2.2.1
    """

    def __init__(self, units: int, weight: float = 0.1, **kwargs):
        check_whole("units", units)
        check_number("weight", weight, 0)
        super().__init__(**kwargs)
        self.units, self.weight = units, weight
        self.input_spec = keras.layers.InputSpec(ndim=2)
        self.dense = keras.layers.Dense(
            units, "sigmoid", name="dense", dtype=self.dtype_policy
        )

    def build(self, input_shape):
        """Make kernel and bias."""
        self.input_spec = keras.layers.InputSpec(**width_of(input_shape, 2))
        self.dense.build(input_shape)

    def call(self, features):
        """Codes (batch, units) of features (batch, features)."""
        codes = self.dense(features)
        norms = ops.mean(self.squared_jacobian(codes))
        norms = mean_or_zero(norms, ops.shape(codes)[0])
        self.add_loss(self.weight * norms)
        return codes

    def squared_jacobian(self, codes):
        """Squared norm of the Jacobian of each row, (batch,)."""
        lengths = ops.sum(self.dense.kernel**2, axis=0)  # (units,)
        return ops.sum((codes * (1 - codes)) ** 2 * lengths, axis=-1)

    def compute_output_shape(self, input_shape):
        """(batch, units)."""
        return (*input_shape[:-1], self.units)

    def get_config(self):
        """Arguments that make this layer again."""
        return {
            **super().get_config(),
            "units": self.units,
            "weight": self.weight,
        }


@keras.saving.register_keras_serializable(package="medkeras")
class TiedDense(InputValidationMixin, keras.layers.Layer):
    """Back through the kernel of another layer: y = s(h Wᵀ + c).

    Two kernels that are one cannot cheat a penalty on the first: with a
    kernel of its own, a decoder could grow by as much as W shrinks.

    Args:
        dense: layer whose kernel W is shared; it must have been called.
        activation: s.
        **kwargs: of the layer.

    Raises:
        UsageError: a layer that has no kernel yet.

    Example:
        >>> import keras
        >>> from medkeras.layers.contractive import TiedDense
        >>> dense = keras.layers.Dense(2)
        >>> code = dense(keras.Input((5,)))
        >>> TiedDense(dense)(code).shape
        (None, 5)

    Reference: Vincent et al. 2010, "Stacked denoising autoencoders", JMLR 11,
        3371-3408.
    Chapter: 2.2.1
    """

    def __init__(self, dense, activation: str = "linear", **kwargs):
        if not hasattr(dense, "kernel") or not dense.built:
            raise UsageError(
                "`dense` must be a dense layer that has been called. "
                f"Received: {dense!r}"
            )
        super().__init__(**kwargs)
        self.dense = dense
        self.activation = keras.activations.get(activation)
        width = {-1: dense.kernel.shape[1]}
        self.input_spec = keras.layers.InputSpec(ndim=2, axes=width)

    def build(self, input_shape):
        """Make the bias; the kernel is there."""
        self.bias = self.add_weight(
            shape=(self.dense.kernel.shape[0],),
            initializer="zeros",
            name="bias",
        )

    def call(self, codes):
        """Outputs (batch, features) of codes (batch, units)."""
        kernel = ops.transpose(self.dense.kernel)
        return self.activation(ops.matmul(codes, kernel) + self.bias)

    def compute_output_shape(self, input_shape):
        """(batch, features)."""
        return (*input_shape[:-1], self.dense.kernel.shape[0])

    def get_config(self):
        """Arguments, with the layer whose kernel is shared."""
        return {
            **super().get_config(),
            "dense": keras.saving.serialize_keras_object(self.dense),
            "activation": keras.activations.serialize(self.activation),
        }
