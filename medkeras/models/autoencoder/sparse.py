"""Sparse autoencoders: a wide code of which little is active at a time."""

import math

import keras
from keras import layers

from medkeras.layers.sparsity import KLSparsity, TopK
from medkeras.models.autoencoder.autoencoder import Autoencoder
from medkeras.models.autoencoder.builders import check_sizes, decode, encode
from medkeras.utils.sizes import check_number


@keras.saving.register_keras_serializable(package="medkeras")
class SparseAutoencoder(Autoencoder):
    """One sigmoid layer as a code, held sparse by a KL penalty.

    With D numbers an example and ρ̂ a moving average of the activity over
    batches, the loss is

        mean squared error + 2/D (β Σ KL(ρ‖ρ̂) + λ/2 Σ kernels²),

    which is 2/D times the usual one: half the summed squared error of an
    example, plus the two penalties.

    Args:
        input_shape: of one example.
        code_size: units of the code; may exceed the size of the input.
        sparsity: ρ, wanted mean activity of a unit.
        weight: β, of the penalty.
        weight_decay: λ.
        momentum: of the moving average.
        output_activation: of the output.

    Raises:
        UsageError: sizes or shares out of range.

    Example:
        >>> from medkeras.models.autoencoder import SparseAutoencoder
        >>> SparseAutoencoder((6,), 8).encoder.output_shape
        (None, 8)

    Reference: defaults of Avendi et al. 2016,
        doi:10.1016/j.media.2016.01.005.
    Chapter: 2.2.1
    """

    def __init__(
        self,
        input_shape: tuple[int, ...],
        code_size: int = 64,
        sparsity: float = 0.1,
        weight: float = 3.0,
        weight_decay: float = 1e-4,
        momentum: float = 0.9,
        output_activation: str = "linear",
        name: str = "sparse_autoencoder",
        **kwargs,
    ):
        check_sizes(input_shape, (code_size,))
        check_number("weight_decay", weight_decay, 0)
        scale = 2 / math.prod(input_shape)
        small = keras.regularizers.L2(scale * weight_decay / 2)
        decay = {"kernel_regularizer": small}
        inputs = keras.Input(input_shape, name="input")
        features = encode(inputs, (), "sigmoid")
        active = layers.Dense(code_size, "sigmoid", name="hidden", **decay)
        held = KLSparsity(sparsity, scale * weight, momentum, name="code")
        outputs = decode(
            held(active(features)), (), "sigmoid", input_shape,
            output_activation, **decay,
        )  # fmt: skip
        super().__init__(inputs, outputs, name=name, **kwargs)
        self._arguments = {
            "input_shape": tuple(input_shape),
            "code_size": code_size,
            "sparsity": sparsity,
            "weight": weight,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "output_activation": output_activation,
        }

    @property
    def activity(self):
        """Moving average of each unit's activity, (code_size,)."""
        return keras.ops.convert_to_numpy(self.get_layer("code").average)

    def get_config(self):
        """Arguments that make this model again."""
        return {"name": self.name, **self._arguments}


def k_sparse_autoencoder(
    input_shape: tuple[int, ...],
    code_size: int = 64,
    active: int = 8,
    output_activation: str = "linear",
) -> Autoencoder:
    """A linear code of which only the largest units reach the decoder.

    Args:
        input_shape: of one example.
        code_size: units of the code.
        active: how many of them stay.
        output_activation: of the output.

    Returns:
        A model from (batch, *input_shape) to the same shape.

    Raises:
        UsageError: unknown sizes, or more active units than there are.

    Example:
        >>> from medkeras.models.autoencoder import k_sparse_autoencoder
        >>> k_sparse_autoencoder((6,), 8, active=2).encoder.output_shape
        (None, 8)

    Reference: Makhzani and Frey 2014, doi:10.48550/arXiv.1312.5663.
    Chapter: 2.2.1
    """
    check_sizes(input_shape, (code_size,))
    inputs = keras.Input(input_shape, name="input")
    features = layers.Dense(code_size)(encode(inputs, (), "linear"))
    code = TopK(active, name="code")(features)
    outputs = decode(code, (), "linear", input_shape, output_activation)
    return Autoencoder(inputs, outputs, name="k_sparse_autoencoder")


def l1_sparse_autoencoder(
    input_shape: tuple[int, ...],
    code_size: int = 64,
    weight: float = 0.1,
    output_activation: str = "linear",
) -> Autoencoder:
    """A ReLU code that costs the sum of its activities.

    With D numbers an example the loss is mean squared error + λ/D Σ |h|,
    mean over the batch. What each unit draws has length 1: else a small code
    and a large decoder would make the penalty idle.

    Args:
        input_shape: of one example.
        code_size: units of the code.
        weight: λ, of the penalty.
        output_activation: of the output.

    Returns:
        A model from (batch, *input_shape) to the same shape.

    Raises:
        UsageError: unknown sizes, or a negative weight.

    Example:
        >>> from medkeras.models.autoencoder import l1_sparse_autoencoder
        >>> l1_sparse_autoencoder((6,), 8).encoder.output_shape
        (None, 8)

    Reference: Olshausen and Field 1996, doi:10.1038/381607a0.
    Chapter: 2.2.1
    """
    check_sizes(input_shape, (code_size,))
    check_number("weight", weight, 0)
    cost = keras.regularizers.L1(weight / math.prod(input_shape))
    inputs = keras.Input(input_shape, name="input")
    code = layers.Dense(
        code_size, "relu", activity_regularizer=cost, name="code"
    )(encode(inputs, (), "relu"))
    outputs = decode(
        code, (), "relu", input_shape, output_activation,
        kernel_constraint=keras.constraints.UnitNorm(axis=1),
    )  # fmt: skip
    return Autoencoder(inputs, outputs, name="l1_sparse_autoencoder")
