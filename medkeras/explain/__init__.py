"""Level 5: what in the input a prediction hangs on; arrays, no pictures."""

from medkeras.explain.occlusion import occlusion

__all__ = ["occlusion"]
