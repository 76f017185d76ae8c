"""Generative adversarial networks: a forger and an expert that learn by duel.

The classes hold two networks and the rule of the duel; `dcgan_generator` and
`dcgan_discriminator` are networks for images.
"""

from medkeras.models.gan.adversarial import GAN
from medkeras.models.gan.conditional import ConditionalGAN
from medkeras.models.gan.dcgan import dcgan_discriminator, dcgan_generator
from medkeras.models.gan.wasserstein import WassersteinGAN

__all__ = [
    "GAN",
    "ConditionalGAN",
    "WassersteinGAN",
    "dcgan_discriminator",
    "dcgan_generator",
]
