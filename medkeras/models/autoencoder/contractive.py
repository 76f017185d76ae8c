"""The contractive autoencoder: small changes of the input hardly move it."""

import math

import keras
from keras import layers

from medkeras.layers.contractive import ContractiveCode, TiedDense
from medkeras.models.autoencoder.autoencoder import Autoencoder
from medkeras.models.autoencoder.builders import check_sizes, encode


@keras.saving.register_keras_serializable(package="medkeras")
class ContractiveAutoencoder(Autoencoder):
    """One sigmoid layer whose derivative is held small, and its transpose.

    With D numbers an example and h the code, the loss is

        mean squared error + λ/D ‖∂h/∂x‖²,

    1/D times the usual one, which has the summed squared error. The error
    wants the code to tell examples apart, the penalty wants it not to move:
    it stays sensitive only along directions in which the data vary.

    Args:
        input_shape: of one example.
        code_size: units of the code.
        weight: λ, of the penalty.
        output_activation: of the output.

    Raises:
        UsageError: unknown sizes, or a negative weight.

    Example:
        >>> from medkeras.models.autoencoder import ContractiveAutoencoder
        >>> ContractiveAutoencoder((6,), 4).encoder.output_shape
        (None, 4)

    Reference: Rifai et al. 2011, "Contractive auto-encoders: explicit
        invariance during feature extraction", ICML 28, 833-840.
    Chapter: 2.2.1
    """

    def __init__(
        self,
        input_shape: tuple[int, ...],
        code_size: int = 64,
        weight: float = 0.1,
        output_activation: str = "linear",
        name: str = "contractive_autoencoder",
        **kwargs,
    ):
        check_sizes(input_shape, (code_size,))
        size = math.prod(input_shape)
        inputs = keras.Input(input_shape, name="input")
        code = ContractiveCode(code_size, weight / size, name="code")
        codes = code(encode(inputs, (), "sigmoid"))
        back = TiedDense(code.dense, output_activation, name="reconstruction")
        outputs = back(codes)
        if len(input_shape) > 1:
            outputs = layers.Reshape(input_shape)(outputs)
        super().__init__(inputs, outputs, name=name, **kwargs)
        self._arguments = {
            "input_shape": tuple(input_shape),
            "code_size": code_size,
            "weight": weight,
            "output_activation": output_activation,
        }

    def get_config(self):
        """Arguments that make this model again."""
        return {"name": self.name, **self._arguments}
