"""A GAN whose discriminator measures a distance: WGAN-GP."""

import keras
import tensorflow as tf

from medkeras.layers.replicas import row_uniform
from medkeras.models.gan.gan import GAN
from medkeras.utils.sizes import check_number, check_whole


@keras.saving.register_keras_serializable(package="medkeras")
class WassersteinGAN(GAN):
    """A GAN with a critic whose slope is held near one (WGAN-GP).

        max_f  mean f(x) - mean f(G(z)) - λ mean (|∇ f(x̂)| - 1)²

    where x̂ lies at a random place between a real and a made example. The
    first difference estimates the Wasserstein-1 distance, how far the mass
    of one distribution must be carried to give the other, and it has a slope
    everywhere; it is reported as the critic saw it just before its last
    update. The critic has no batch normalisation: the penalty is about
    one example at a time. Each batch serves `n_critic` updates of the critic
    with fresh noise, then one of the generator (the paper takes a fresh
    batch for each; here a batch stays whole on any number of replicas).

    Args:
        generator: built model, noise (rows, latent) to examples.
        discriminator: the critic, examples to one number (rows, 1).
        n_critic: updates of the critic for one of the generator.
        penalty: λ.
        seed: of the noise in training.

    Raises:
        UsageError: as `GAN`, or `n_critic` below 1, or a negative penalty.

    Example:
        >>> import keras, numpy as np
        >>> from medkeras.models.gan import WassersteinGAN
        >>> generator = keras.Sequential(
        ...     [keras.Input((3,)), keras.layers.Dense(2)])
        >>> critic = keras.Sequential(
        ...     [keras.Input((2,)), keras.layers.Dense(1)])
        >>> gan = WassersteinGAN(generator, critic, n_critic=2)
        >>> gan.compile("adam")
        >>> history = gan.fit(np.ones((8, 2), "float32"), verbose=0).history
        >>> sorted(history)
        ['discriminator_loss', 'distance', 'generator_loss']

    Reference: Gulrajani et al. 2017, "Improved training of Wasserstein
        GANs", doi:10.48550/arXiv.1704.00028.
    Chapter: 2.2.4
    """

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        n_critic: int = 5,
        penalty: float = 10.0,
        seed: int = 0,
        **kwargs,
    ):
        super().__init__(generator, discriminator, seed=seed, **kwargs)
        check_whole("n_critic", n_critic)
        check_number("penalty", penalty, 0)
        self.n_critic, self.penalty = n_critic, penalty
        self.trackers.append(keras.metrics.Mean(name="distance"))

    def _train_both(self, real, labels):
        """Improve the critic n_critic times, then the generator once."""
        for draw in range(self.n_critic):
            loss, distance = self._improve_discriminator(real, labels, draw)
        return loss, self._improve_generator(real, labels, draw + 1), distance

    def _discriminator_losses(self, real, fake, labels, draw):
        on_real = self._judge(real, labels, True)
        on_fake = self._judge(fake, labels, True)
        distance = tf.reduce_mean(on_real) - tf.reduce_mean(on_fake)
        steepness = self._steepness(real, fake, labels, draw)
        return self.penalty * steepness - distance, distance

    def _generator_loss(self, fake_odds):
        return -tf.reduce_mean(fake_odds)

    def _steepness(self, real, fake, labels, draw):
        """Mean squared deviation of the critic's slope from one."""
        rows, rank = tf.shape(real)[0], len(real.shape)
        place = row_uniform(
            (rows, *[1] * (rank - 1)),
            self.seed * 1000 + 500 + draw,
            self.optimizer.iterations,
        )
        between = real + place * (fake - real)
        with tf.GradientTape() as tape:
            tape.watch(between)
            score = self._judge(between, labels, True)
        slope = tape.gradient(score, between)
        squared = tf.reduce_sum(slope**2, axis=list(range(1, rank)))
        return tf.reduce_mean((tf.sqrt(squared + 1e-12) - 1) ** 2)

    def get_config(self):
        """As GAN, without a rule, with n_critic and penalty."""
        config = super().get_config()
        del config["rule"]
        return config | {"n_critic": self.n_critic, "penalty": self.penalty}
