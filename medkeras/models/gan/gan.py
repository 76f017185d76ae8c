"""Two networks against each other: a generator and a discriminator."""

import keras
import numpy as np
import tensorflow as tf

from medkeras.layers.replicas import (
    gradient_share,
    mean_or_zero,
    per_replica,
    row_normal,
)
from medkeras.models.base import InputValidationMixin, build_optimizer
from medkeras.models.gan.validation import check_networks, first_shape
from medkeras.models.input_validation import Rules, unpack
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

RULES = ("non-saturating", "minimax")


@keras.saving.register_keras_serializable(package="medkeras")
class GAN(InputValidationMixin, keras.Model):
    """A generator that learns to pass as real before a discriminator.

        max_D  mean log D(x) + mean log(1 - D(G(z))),   z ~ N(0, I)

    The discriminator gives log-odds (no sigmoid), D = sigmoid of them. The
    generator lowers log(1 - D(G(z))) by the rule "minimax", or raises
    log D(G(z)) by the rule "non-saturating", which has a gradient left where
    the discriminator is sure. One call of the discriminator's optimizer,
    then one of the generator's, in each batch.

    Args:
        generator: built model, noise (rows, latent) to examples.
        discriminator: built model, examples to log-odds (rows, 1).
        rule: "non-saturating" or "minimax".
        seed: of the noise in training.

    Raises:
        UsageError: networks that do not fit each other, a discriminator
            whose end bounds its answers, or an unknown rule; on `fit`, NaN,
            examples of the wrong shape or kind, targets or sample weights;
            on `sample`, fewer than one example; on `evaluate`, always.

    Example:
        >>> import keras, numpy as np
        >>> from medkeras.models.gan import GAN
        >>> generator = keras.Sequential(
        ...     [keras.Input((3,)), keras.layers.Dense(2)])
        >>> discriminator = keras.Sequential(
        ...     [keras.Input((2,)), keras.layers.Dense(1)])
        >>> gan = GAN(generator, discriminator)
        >>> gan.compile("adam")
        >>> _ = gan.fit(np.ones((8, 2), "float32"), verbose=0)
        >>> gan.sample(5).shape
        (5, 2)

    Reference: Goodfellow et al. 2014, "Generative adversarial nets",
        doi:10.48550/arXiv.1406.2661.
    Chapter: 2.2.4
    """

    learns_from_targets = False
    _num_inputs = 1  # of either network

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        rule: str = "non-saturating",
        seed: int = 0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if rule not in RULES:
            raise UsageError(
                f"`rule` must be one of {', '.join(RULES)}. Received: {rule!r}"
            )
        self.generator, self.discriminator = generator, discriminator
        self.rule, self.seed = rule, seed
        self.discriminator_optimizer = None
        self.trackers = [
            keras.metrics.Mean(name="discriminator_loss"),
            keras.metrics.Mean(name="generator_loss"),
        ]
        check_networks(generator, discriminator, num_inputs=self._num_inputs)
        self.built = True

    @property
    def input_shape(self) -> tuple:
        """Shape of the examples that `fit` takes."""
        return first_shape(self.discriminator.input_shape)

    @property
    def latent_size(self) -> int:
        """Numbers of noise for one example."""
        return first_shape(self.generator.input_shape)[-1]

    @property
    def metrics(self) -> list:
        """The two mean losses."""
        return self.trackers

    def compile(
        self,
        optimizer="adam",
        loss=None,
        discriminator_optimizer=None,
        **kwargs,
    ):
        """Set the generator's optimizer, and the discriminator's.

        Without a second one, the discriminator gets a copy of the first. The
        losses are the rule's own: `loss` stays None.
        """
        if loss is not None:
            raise UsageError(
                "`loss` must be None, a GAN has its own. "
                f"Received: loss={loss!r}"
            )
        super().compile(optimizer=optimizer, loss=None, **kwargs)
        if discriminator_optimizer is None:
            discriminator_optimizer = self.optimizer
        self.discriminator_optimizer = _fresh(discriminator_optimizer)

    def rules_for(self, x) -> Rules:
        """Examples such as the discriminator reads."""
        return Rules([self.input_shape[1:]], weighted=False)

    def rules_for_inputs(self, x) -> Rules:
        """All that the discriminator reads."""
        return Rules([t.shape[1:] for t in self.discriminator.inputs])

    def fit(self, x=None, y=None, **kwargs):
        """Train on examples x, as keras.Model."""
        validation = kwargs.get("validation_data")
        if validation is not None or kwargs.get("validation_split"):
            self.evaluate()
        for optimizer, network in (
            (getattr(self, "optimizer", None), self.generator),
            (self.discriminator_optimizer, self.discriminator),
        ):
            build_optimizer(self, optimizer, network.trainable_variables)
        return super().fit(x, y, **kwargs)

    def evaluate(self, *args, **kwargs):
        """Refuse: how good a GAN is does not show in its losses."""
        raise UsageError(
            f"{type(self).__name__} must be judged by what it makes: compare "
            "`sample` with examples left out. Received: evaluate, or "
            "validation data"
        )

    test_on_batch = evaluate

    def call(self, x, training=False):
        """Log-odds that examples are real."""
        return self.discriminator(x, training=training)

    def train_step(self, data):
        """Let both networks learn from one batch, and report."""
        real, labels, _ = unpack(data)
        losses = self._train_both(tf.cast(real, "float32"), labels)
        rows = tf.cast(tf.shape(real)[0], "float32")
        for tracker, loss in zip(self.trackers, losses, strict=True):
            tracker.update_state(mean_or_zero(loss, rows), sample_weight=rows)
        return {tracker.name: tracker.result() for tracker in self.trackers}

    def sample(self, num_examples: int, seed: int = 0, labels=None):
        """Draw new examples.

        Args:
            num_examples: how many.
            seed: of the noise.
            labels: (num_examples,), for a conditional model only.

        Returns:
            NumPy array (num_examples, ...).
        """
        check_whole("num_examples", num_examples)
        noise = keras.random.normal((num_examples, self.latent_size), seed=seed)
        pieces = []
        for start in range(0, num_examples, 512):
            piece = slice(start, start + 512)
            asked = None if labels is None else labels[piece]
            made = self._generate(noise[piece], asked, training=False)
            pieces.append(keras.ops.convert_to_numpy(made))
        return np.concatenate(pieces)

    def _train_both(self, real, labels):
        """Improve the discriminator, then the generator; return both losses."""
        (loss,) = self._improve_discriminator(real, labels, draw=0)
        return loss, self._improve_generator(real, labels, draw=1)

    def _generate(self, noise, labels, training):
        made = self.generator(noise, training=training)
        return keras.ops.cast(made, "float32")

    def _judge(self, examples, labels, training):
        odds = self.discriminator(examples, training=training)
        return keras.ops.cast(odds, "float32")

    def _noise(self, rows, draw):
        return row_normal(
            (rows, self.latent_size),
            self.seed * 1000 + draw,
            self.optimizer.iterations,
        )

    def _improve_discriminator(self, real, labels, draw):
        rows = tf.shape(real)[0]
        noise = self._noise(rows, draw)
        with tf.GradientTape() as tape:
            fake = tf.stop_gradient(self._generate(noise, labels, True))
            losses = self._discriminator_losses(real, fake, labels, draw)
            share = per_replica(gradient_share(losses[0], rows))
        _step(self.discriminator_optimizer, tape, share, self.discriminator)
        return losses

    def _improve_generator(self, real, labels, draw):
        rows = tf.shape(real)[0]
        noise = self._noise(rows, draw)
        with tf.GradientTape() as tape:
            fake = self._generate(noise, labels, True)
            loss = self._generator_loss(self._judge(fake, labels, True))
            share = per_replica(gradient_share(loss, rows))
        _step(self.optimizer, tape, share, self.generator)
        return loss

    def _discriminator_losses(self, real, fake, labels, draw):
        """What the discriminator lowers; after it, what is only told."""
        real_odds = self._judge(real, labels, True)
        fake_odds = self._judge(fake, labels, True)
        # -log D(x) = softplus(-odds), -log(1 - D) = softplus(odds)
        return (
            tf.reduce_mean(
                tf.nn.softplus(-real_odds) + tf.nn.softplus(fake_odds)
            ),
        )

    def _generator_loss(self, fake_odds):
        if self.rule == "minimax":
            return -tf.reduce_mean(tf.nn.softplus(fake_odds))
        return tf.reduce_mean(tf.nn.softplus(-fake_odds))

    def get_config(self):
        """Both networks, rule and seed."""
        return {
            "name": self.name,
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(
                self.discriminator
            ),
            "rule": self.rule,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        """Build both networks, then the model."""
        config = dict(config)
        for part in ("generator", "discriminator"):
            config[part] = keras.saving.deserialize_keras_object(config[part])
        return cls(**config)

    def get_compile_config(self):
        """Both optimizers."""
        return {
            "optimizer": keras.optimizers.serialize(self.optimizer),
            "discriminator_optimizer": keras.optimizers.serialize(
                self.discriminator_optimizer
            ),
        }

    def compile_from_config(self, config):
        """Compile with both optimizers, ready to go on."""
        self.compile(
            keras.optimizers.deserialize(config["optimizer"]),
            discriminator_optimizer=keras.optimizers.deserialize(
                config["discriminator_optimizer"]
            ),
        )
        self.optimizer.build(self.generator.trainable_variables)
        self.discriminator_optimizer.build(
            self.discriminator.trainable_variables
        )


def _fresh(optimizer):
    """An optimizer of the same settings, without a past."""
    kept = keras.optimizers.serialize(keras.optimizers.get(optimizer))
    return keras.optimizers.deserialize(kept)


def _step(optimizer, tape, loss, network):
    variables = network.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables, strict=True))
