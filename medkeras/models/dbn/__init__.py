"""Deep belief networks: RBMs stacked, unrolled, and sampled."""

from medkeras.models.dbn.belief_network import DBN
from medkeras.models.dbn.gaussian_hidden_rbm import GaussianHiddenRBM

__all__ = ["DBN", "GaussianHiddenRBM"]
