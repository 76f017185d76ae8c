"""Deep belief networks: machines stacked, unrolled, and sampled."""

from medkeras.models.dbn.belief_network import DBN
from medkeras.models.dbn.code_layer import CodeRBM

__all__ = ["DBN", "CodeRBM"]
