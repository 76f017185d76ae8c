"""Level 1: molecules as text, graphs and fingerprints; NumPy and RDKit."""

from medkeras.molecules.assembly import assemble_molecules
from medkeras.molecules.enumeration import enumerate_molecules
from medkeras.molecules.reading import (
    canonical_smiles,
    largest_fragment,
    randomized_smiles,
    read_molecule,
    read_molecules,
    valid_smiles,
)
from medkeras.molecules.smiles_tokens import (
    SmilesVocabulary,
    detokenize_smiles,
    tokenize_smiles,
)

__all__ = [
    "SmilesVocabulary",
    "assemble_molecules",
    "canonical_smiles",
    "detokenize_smiles",
    "enumerate_molecules",
    "largest_fragment",
    "randomized_smiles",
    "read_molecule",
    "read_molecules",
    "tokenize_smiles",
    "valid_smiles",
]
