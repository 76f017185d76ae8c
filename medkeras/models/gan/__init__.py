"""Generative adversarial networks: generator and discriminator in training.

The classes hold two networks and the rule by which they train; for images,
`dcgan_generator` and `dcgan_discriminator` make both.
"""

from medkeras.models.gan.conditional import ConditionalGAN
from medkeras.models.gan.dcgan import dcgan_discriminator, dcgan_generator
from medkeras.models.gan.gan import GAN
from medkeras.models.gan.wasserstein import WassersteinGAN

__all__ = [
    "GAN",
    "ConditionalGAN",
    "WassersteinGAN",
    "dcgan_discriminator",
    "dcgan_generator",
]
