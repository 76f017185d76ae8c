"""A GAN of labelled examples."""

import keras

from medkeras.models.gan.gan import GAN
from medkeras.models.input_validation import Rules, check_labels
from medkeras.utils.sizes import check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class ConditionalGAN(GAN):
    """A GAN whose two networks both read the label of the example.

    The discriminator has to ask not only whether an example looks real, but
    whether it is one of its label.

    Args:
        generator: built model of [noise (rows, latent), labels (rows,)].
        discriminator: built model of [examples, labels (rows,)], to log-odds.
        num_classes: labels are whole numbers from 0 below it.
        rule: "non-saturating" or "minimax".
        seed: of the noise in training.

    Raises:
        UsageError: as `GAN`, or `num_classes` below 1, or networks that do
            not read labels; on `fit` and `sample`, labels that are missing,
            not whole, or unknown.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.gan import ConditionalGAN
        >>> from medkeras.models.gan import dcgan_discriminator
        >>> from medkeras.models.gan import dcgan_generator
        >>> gan = ConditionalGAN(
        ...     dcgan_generator(4, (8, 8, 1), 4, num_classes=3),
        ...     dcgan_discriminator((8, 8, 1), 4, num_classes=3), 3)
        >>> gan.compile("adam")
        >>> x, y = np.ones((6, 8, 8, 1), "float32"), np.arange(6) % 3
        >>> _ = gan.fit(x, y, verbose=0)
        >>> gan.sample(2, labels=np.array([0, 2])).shape
        (2, 8, 8, 1)

    Reference: Mirza and Osindero 2014, "Conditional generative adversarial
        nets", doi:10.48550/arXiv.1411.1784.
    Chapter: 2.2.4
    """

    _num_inputs = 2

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        num_classes: int,
        rule: str = "non-saturating",
        seed: int = 0,
        **kwargs,
    ):
        super().__init__(generator, discriminator, rule, seed, **kwargs)
        check_whole("num_classes", num_classes)
        self.num_classes = num_classes

    def rules_for(self, x) -> Rules:
        """Examples and their labels."""
        return super().rules_for(x)._replace(num_classes=self.num_classes)

    def call(self, x, training=False):
        """Log-odds that examples are real, from [examples, labels]."""
        return self.discriminator(x, training=training)

    def sample(self, num_examples: int, seed: int = 0, labels=None):
        """Draw examples of the labels asked for, as `GAN.sample`."""
        check_whole("num_examples", num_examples)
        check_labels("labels", labels, num_examples, self.num_classes)
        labels = keras.ops.convert_to_tensor(labels, "int32")
        return super().sample(num_examples, seed, labels)

    def _generate(self, noise, labels, training):
        made = self.generator([noise, labels], training=training)
        return keras.ops.cast(made, "float32")

    def _judge(self, examples, labels, training):
        odds = self.discriminator([examples, labels], training=training)
        return keras.ops.cast(odds, "float32")

    def get_config(self):
        """As GAN, and the number of classes."""
        return super().get_config() | {"num_classes": self.num_classes}
