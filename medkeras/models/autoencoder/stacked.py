"""The stacked autoencoder: trained layer by layer, then as a whole."""

from collections.abc import Sequence

import keras

from medkeras.models.autoencoder.autoencoder import Autoencoder
from medkeras.models.autoencoder.builders import (
    check_sizes,
    decode,
    dense_autoencoder,
    encode,
)
from medkeras.models.autoencoder.denoising import DenoisingAutoencoder
from medkeras.utils.sizes import check_number, check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class StackedAutoencoder(Autoencoder):
    """Deep autoencoder with greedy pre-training.

    `pretrain(x)` trains one layer after the other: each is the code of a
    shallow (denoising) autoencoder of the layer below. `fine_tune(x)` then
    trains the unrolled network end to end.

    Args:
        input_shape: of one example.
        units: of the encoder's layers; the last is the size of the code.
        activation: of every layer, the code included, but the output.
        output_activation: of the output.
        noise: share of values masked while pre-training; 0 for none.

    Raises:
        UsageError: unknown sizes, or a share outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.autoencoder import StackedAutoencoder
        >>> model = StackedAutoencoder((6,), (4, 2))
        >>> x = np.random.default_rng(0).uniform(size=(20, 6))
        >>> len(model.pretrain(x, epochs=1))
        2

    Reference: Bengio et al. 2007, "Greedy layer-wise training of deep
        networks", NeurIPS 19; Vincent et al. 2010, "Stacked denoising
        autoencoders", JMLR 11, 3371-3408.
    Chapter: 2.2.1
    """

    def __init__(
        self,
        input_shape: tuple[int, ...],
        units: Sequence[int] = (128, 64, 16),
        activation: str = "sigmoid",
        output_activation: str = "linear",
        noise: float = 0.0,
        name: str = "stacked_autoencoder",
        **kwargs,
    ):
        check_sizes(input_shape, units)
        check_number("noise", noise, 0, 1)
        inputs = keras.Input(input_shape, name="input")
        features = encode(inputs, units[:-1], activation)
        code = keras.layers.Dense(units[-1], activation, name="code")
        outputs = decode(
            code(features), units[-2::-1], activation, input_shape,
            output_activation,
        )  # fmt: skip
        super().__init__(inputs, outputs, name=name, **kwargs)
        self._arguments = {
            "input_shape": tuple(input_shape),
            "units": tuple(units),
            "activation": activation,
            "output_activation": output_activation,
            "noise": noise,
        }

    def pretrain(
        self,
        x,
        epochs: int = 10,
        batch_size: int = 32,
        learning_rate: float = 1e-3,
        verbose: int = 0,
    ) -> list[float]:
        """Train the layers one by one, from the input inwards.

        Args:
            x: (rows, *input_shape).
            epochs: passes for each layer.
            batch_size: rows a step.
            learning_rate: Adam's.
            verbose: as in `fit`.

        Returns:
            Loss of each layer's autoencoder at the end.

        Raises:
            UsageError: no epochs, NaN, or rows of another shape.
        """
        check_whole("epochs", epochs)
        check_whole("batch_size", batch_size)
        check_number("learning_rate", learning_rate, 0)
        below = self._checked(x).reshape(len(x), -1)
        losses = []
        for depth in range(1, len(self._arguments["units"]) + 1):
            with self.distribute_strategy.scope():
                stage = self._stage(depth, below.shape[1:], learning_rate)
            history = stage.fit(
                below, batch_size=batch_size, epochs=epochs, verbose=verbose
            )
            losses.append(history.history["loss"][-1])
            there, back = self._layers_of(depth)
            there.set_weights(stage.get_layer("code").get_weights())
            back.set_weights(stage.get_layer("reconstruction").get_weights())
            below = keras.ops.convert_to_numpy(stage.encoder(below))
        return losses

    def fine_tune(self, x, **kwargs):
        """Train the unrolled network; compiles it if that is still to do.

        Args:
            x: (rows, *input_shape).
            **kwargs: of `fit`.

        Returns:
            The history of `fit`.
        """
        if not self.compiled:
            self.compile()
        return self.fit(x, **kwargs)

    def _stage(self, depth, shape, learning_rate):
        """Shallow autoencoder whose code is layer `depth` of the whole."""
        given = self._arguments
        last = "output_activation" if depth == 1 else "activation"
        stage = dense_autoencoder(
            shape, (given["units"][depth - 1],),
            code_activation=given["activation"], output_activation=given[last],
        )  # fmt: skip
        stage = DenoisingAutoencoder(stage, "mask", given["noise"], seed=depth)
        adam = keras.optimizers.Adam(learning_rate)
        stage.compile(adam, jit_compile=False)
        return stage

    def _layers_of(self, depth):
        """Layer `depth` of the encoder, and the one that undoes it."""
        deepest = depth == len(self._arguments["units"])
        there = "code" if deepest else f"encode_{depth}"
        back = "reconstruction" if depth == 1 else f"decode_{depth - 1}"
        return self.get_layer(there), self.get_layer(back)

    def get_config(self):
        """Arguments that make this model again."""
        return {"name": self.name, **self._arguments}
