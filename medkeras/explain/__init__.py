"""Level 5: what in the input a prediction hangs on; arrays, no pictures."""

from medkeras.explain.motifs import filter_table, motif_table
from medkeras.explain.mutagenesis import (
    in_silico_mutagenesis,
    variant_effects,
)
from medkeras.explain.occlusion import occlusion

__all__ = [
    "filter_table",
    "in_silico_mutagenesis",
    "motif_table",
    "occlusion",
    "variant_effects",
]
