"""Level 5: what in the input a prediction hangs on; arrays, no pictures."""

from medkeras.explain.motifs import filter_table, motif_table
from medkeras.explain.occlusion import occlusion

__all__ = ["filter_table", "motif_table", "occlusion"]
