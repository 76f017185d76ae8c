"""Level 2: DNA as arrays, words and motifs; NumPy and SciPy only."""

from medkeras.genome.homology import sequence_clusters
from medkeras.genome.jaspar import read_jaspar
from medkeras.genome.k_mers import kmer_counts
from medkeras.genome.motif_similarity import motif_similarity
from medkeras.genome.motif_simulator import planted_motifs, planted_variant
from medkeras.genome.negatives import with_shuffles
from medkeras.genome.position_weights import (
    detector_counts,
    information_content,
    letter_probabilities,
    log_odds_scan,
    position_weights,
)
from medkeras.genome.sequences import (
    gc_content,
    letters_of,
    one_hot,
    reverse_complement,
)

__all__ = [
    "detector_counts",
    "gc_content",
    "information_content",
    "kmer_counts",
    "letter_probabilities",
    "letters_of",
    "log_odds_scan",
    "motif_similarity",
    "one_hot",
    "planted_motifs",
    "planted_variant",
    "position_weights",
    "read_jaspar",
    "reverse_complement",
    "sequence_clusters",
    "with_shuffles",
]
