"""What all autoencoders share: a code inside, and the input as the target."""

import keras

from medkeras.models.base import Model
from medkeras.models.input_validation import Rules, check_batch, unpack
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError


@keras.saving.register_keras_serializable(package="medkeras")
class Autoencoder(Model):
    """A functional model that learns to give its input back.

    Its layer named "code" is the narrow place. `fit(x)` and `evaluate(x)`
    take the input as the target where none is given, and `compile` the mean
    squared error where no loss is named.

    Args:
        inputs: as keras.Model.
        outputs: as keras.Model, shaped like the inputs.

    Raises:
        UsageError: outputs of another shape, or no layer named "code"; from
            `fit`, `evaluate` and `predict`: rows or targets of another size,
            text, NaN, or no rows.

    Example:
        >>> import keras
        >>> from medkeras.models.autoencoder import Autoencoder
        >>> inputs = keras.Input((4,))
        >>> code = keras.layers.Dense(2, name="code")(inputs)
        >>> model = Autoencoder(inputs, keras.layers.Dense(4)(code))
        >>> model.encoder.output_shape, model.decoder.output_shape
        ((None, 2), (None, 4))

    Chapter: 2.2.1
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        has_code = any(layer.name == "code" for layer in self.layers)
        if self.input_shape != self.output_shape or not has_code:
            raise UsageError(
                "an autoencoder's output must be shaped like its input, and "
                'a layer be named "code". Received: '
                f"{self.input_shape}, {self.output_shape}, code: {has_code}"
            )

    @property
    def encoder(self) -> keras.Model:
        """Model from the input to the code; it shares the weights."""
        return keras.Model(self.input, self.get_layer("code").output)

    @property
    def decoder(self) -> keras.Model:
        """Model from the code to the output; it shares the weights."""
        return keras.Model(self.get_layer("code").output, self.output)

    def compile(self, optimizer="adam", loss=None, *args, **kwargs):
        """As keras.Model; the loss is the mean squared error by default."""
        super().compile(optimizer, loss or "mse", *args, **kwargs)

    def compile_from_config(self, config):
        """Compile as before saving; Keras asks for this beside `compile`."""
        self.compile(**keras.saving.deserialize_keras_object(config))
        self.optimizer.build(self.trainable_variables)

    def rules_for(self, x) -> Rules:
        """Rows, and targets, of the size of the input."""
        sizes = [self.input_shape[1:]]
        return Rules(sizes, targets=sizes)

    def train_step(self, data):
        """As keras.Model, towards the input where there is no target."""
        return super().train_step(_with_target(data))

    def test_step(self, data):
        """As keras.Model, against the input where there is no target."""
        return super().test_step(_with_target(data))

    def compute_loss(self, x=None, y=None, *args, **kwargs):
        """As Model; Keras also asks for it before the first step."""
        return super().compute_loss(x, x if y is None else y, *args, **kwargs)

    def compute_metrics(self, x, y, *args, **kwargs):
        """As keras.Model; asked for likewise where there are replicas."""
        return super().compute_metrics(
            x, x if y is None else y, *args, **kwargs
        )

    def _checked(self, x):
        """Rows of the right size as an array."""
        x = real_array("x", x)
        check_batch(self.rules_for(x), x)
        return x


def _with_target(data):
    x, y, weight = unpack(data)
    return x, x if y is None else y, weight
