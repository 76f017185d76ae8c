"""Restricted Boltzmann machines, and what their likelihood is."""

from medkeras.models.rbm.partition import LogPartition
from medkeras.models.rbm.rbm import RBM
from medkeras.models.rbm.tempered import TemperedRBM

__all__ = ["RBM", "LogPartition", "TemperedRBM"]
