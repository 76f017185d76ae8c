"""The variational autoencoder: a code that can be drawn, too."""

import math
from collections.abc import Sequence

import keras
import numpy as np

from medkeras.layers.gaussian_code import GaussianCode
from medkeras.models.autoencoder.autoencoder import Autoencoder
from medkeras.models.autoencoder.builders import check_sizes, decode, encode
from medkeras.utils.sizes import check_positive, check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class VariationalAutoencoder(Autoencoder):
    """A model of the data, p(x) = ∫ N(x; decoder(z), σ²) N(z; 0, 1) dz.

    The encoder gives a Gaussian q(z | x). Training raises a lower bound of
    log p(x), the evidence lower bound (ELBO):

        E_q[log p(x | z)] - KL(q(z | x) ‖ N(0, 1)).

    The loss is mean squared error + (2 σ² / D) KL: the negative bound, D
    numbers an example, scaled by 2 σ² / D and without its constant.

    Args:
        input_shape: of one example.
        units: of the encoder's layers before the code; the decoder has them
            in reverse.
        code_size: numbers of a code.
        noise: σ, standard deviation around the decoder's answer.
        activation: of the layers between.
        output_activation: of the output.
        seed: a whole number for the noise in training.

    Raises:
        UsageError: unknown sizes, or noise that is not positive.

    Example:
        >>> from medkeras.models.autoencoder import VariationalAutoencoder
        >>> model = VariationalAutoencoder((6,), (4,), code_size=2)
        >>> model.sample(3).shape
        (3, 6)

    Reference: Kingma and Welling 2014, doi:10.48550/arXiv.1312.6114.
    Chapter: 2.2.1
    """

    def __init__(
        self,
        input_shape: tuple[int, ...],
        units: Sequence[int] = (128,),
        code_size: int = 8,
        noise: float = 1.0,
        activation: str = "relu",
        output_activation: str = "linear",
        seed: int = 0,
        name: str = "variational_autoencoder",
        **kwargs,
    ):
        check_sizes(input_shape, (*units, code_size))
        check_positive("noise", noise)
        weight = 2 * noise**2 / math.prod(input_shape)
        inputs = keras.Input(input_shape, name="input")
        features = encode(inputs, units, activation)
        code = GaussianCode(code_size, weight, seed, name="code")(features)
        outputs = decode(
            code, units[::-1], activation, input_shape, output_activation
        )
        super().__init__(inputs, outputs, name=name, **kwargs)
        self._arguments = {
            "input_shape": tuple(input_shape),
            "units": tuple(units),
            "code_size": code_size,
            "noise": noise,
            "activation": activation,
            "output_activation": output_activation,
            "seed": seed,
        }

    def distribution(self, x):
        """Mean and log variance of the codes of x.

        Args:
            x: (rows, *input_shape).

        Returns:
            Two arrays (rows, code_size).
        """
        code = self.get_layer("code")
        features = keras.Model(self.input, code.input)(
            self._checked(x), training=False
        )
        return tuple(
            keras.ops.convert_to_numpy(part)
            for part in code.distribution(features)
        )

    def elbo(self, x, draws: int = 10, seed: int = 0):
        """Evidence lower bound of each row, in nats.

        Args:
            x: (rows, *input_shape).
            draws: codes drawn for each row.
            seed: of the draws.

        Returns:
            (rows,).

        Raises:
            UsageError: no draws, NaN, or rows of another shape.
        """
        check_whole("draws", draws)
        mean, log_variance = self.distribution(x)
        divergence = self.get_layer("code").divergence(mean, log_variance)
        rng, decoder = np.random.default_rng(seed), self.decoder
        flat, total = np.reshape(x, (len(x), -1)), 0.0
        for _ in range(draws):
            noise = rng.normal(size=mean.shape)
            codes = mean + np.exp(log_variance / 2) * noise
            answers = _numpy(decoder(codes.astype("float32"), training=False))
            total = total + self._log_likelihood(flat, answers)
        return total / draws - _numpy(divergence)

    def sample(self, n: int, seed: int = 0):
        """Draw codes from N(0, 1) and decode them.

        Args:
            n: how many.
            seed: of the draw.

        Returns:
            (n, *input_shape), means of the pixels, without their noise.
        """
        check_whole("n", n)
        shape = (n, self._arguments["code_size"])
        codes = np.random.default_rng(seed).normal(size=shape)
        return _numpy(self.decoder(codes.astype("float32"), training=False))

    def _log_likelihood(self, flat, answers):
        variance = self._arguments["noise"] ** 2
        errors = (flat - answers.reshape(flat.shape)) ** 2 / variance
        return -0.5 * np.sum(errors + np.log(2 * np.pi * variance), axis=1)

    def get_config(self):
        """Arguments that make this model again."""
        return {"name": self.name, **self._arguments}


def _numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)
