"""Level 2: what a network is asked to make small.

Importing this registers all of them for `keras.models.load_model`; for whole
models import `medkeras.models`.
"""

from medkeras.losses import center_point, multitask, overlap

__all__ = ["center_point", "multitask", "overlap"]
