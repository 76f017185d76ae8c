"""Convolutional deep belief networks: shared filters, pooled by chance."""

from medkeras.models.convolutional_dbn.convolutional_dbn import (
    ConvolutionalDBN,
)
from medkeras.models.convolutional_dbn.convolutional_rbm import (
    ConvolutionalRBM,
)

__all__ = ["ConvolutionalDBN", "ConvolutionalRBM"]
