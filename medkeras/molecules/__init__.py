"""Level 1: molecules as text, graphs and fingerprints; NumPy and RDKit."""

from medkeras.molecules.applicability import coverage_curve, nearest_similarity
from medkeras.molecules.assembly import assemble_molecules
from medkeras.molecules.descriptors import (
    ALL_DESCRIPTORS,
    ESOL_DESCRIPTORS,
    molecular_descriptors,
    morgan_fingerprints,
    tanimoto_matrix,
)
from medkeras.molecules.drawing import draw_molecule
from medkeras.molecules.enumeration import enumerate_molecules
from medkeras.molecules.proteins import encode_proteins, spectrum_kernel
from medkeras.molecules.reading import (
    canonical_smiles,
    largest_fragment,
    randomized_smiles,
    read_molecule,
    read_molecules,
    valid_smiles,
)
from medkeras.molecules.repeats import (
    flat_smiles,
    rows_once,
    short_flat_smiles,
)
from medkeras.molecules.scaffolds import (
    murcko_scaffolds,
    scaffold_groups,
    scaffold_split,
)
from medkeras.molecules.selfies_strings import (
    random_selfies,
    selfies_of,
    smiles_of_selfies,
)
from medkeras.molecules.smiles_tokens import (
    SmilesVocabulary,
    detokenize_smiles,
    tokenize_smiles,
)
from medkeras.molecules.synthesis import drug_likeness, synthetic_accessibility

__all__ = [
    "ALL_DESCRIPTORS",
    "ESOL_DESCRIPTORS",
    "SmilesVocabulary",
    "assemble_molecules",
    "canonical_smiles",
    "coverage_curve",
    "detokenize_smiles",
    "draw_molecule",
    "drug_likeness",
    "encode_proteins",
    "enumerate_molecules",
    "flat_smiles",
    "largest_fragment",
    "molecular_descriptors",
    "morgan_fingerprints",
    "murcko_scaffolds",
    "nearest_similarity",
    "random_selfies",
    "randomized_smiles",
    "read_molecule",
    "read_molecules",
    "rows_once",
    "scaffold_groups",
    "scaffold_split",
    "selfies_of",
    "short_flat_smiles",
    "smiles_of_selfies",
    "spectrum_kernel",
    "synthetic_accessibility",
    "tanimoto_matrix",
    "tokenize_smiles",
    "valid_smiles",
]
