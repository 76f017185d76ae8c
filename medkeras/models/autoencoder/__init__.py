"""Autoencoders: networks whose output is to be their input.

Every one of them has an `encoder` and a `decoder`, and `fit(x)` needs no
target: it is the input.
"""

from medkeras.models.autoencoder.autoencoder import Autoencoder
from medkeras.models.autoencoder.builders import (
    convolutional_autoencoder,
    dense_autoencoder,
)
from medkeras.models.autoencoder.contractive import ContractiveAutoencoder
from medkeras.models.autoencoder.denoising import (
    DenoisingAutoencoder,
    corrupted,
)
from medkeras.models.autoencoder.sparse import (
    SparseAutoencoder,
    k_sparse_autoencoder,
    l1_sparse_autoencoder,
)
from medkeras.models.autoencoder.stacked import StackedAutoencoder
from medkeras.models.autoencoder.variational import VariationalAutoencoder

__all__ = [
    "Autoencoder",
    "ContractiveAutoencoder",
    "DenoisingAutoencoder",
    "SparseAutoencoder",
    "StackedAutoencoder",
    "VariationalAutoencoder",
    "convolutional_autoencoder",
    "corrupted",
    "dense_autoencoder",
    "k_sparse_autoencoder",
    "l1_sparse_autoencoder",
]
