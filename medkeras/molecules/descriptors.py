"""Molecules as numbers: properties with a name, and fingerprints."""

from collections.abc import Sequence

import numpy as np
from rdkit import Chem
from rdkit.Chem import (
    Crippen,
    Descriptors,
    rdFingerprintGenerator,
    rdMolDescriptors,
)

from medkeras.molecules.reading import as_molecules
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_whole
from medkeras.utils.texts import texts_of


def _min_degree(molecule):
    """Fewest bonds to other heavy atoms that an atom has."""
    return min((atom.GetDegree() for atom in molecule.GetAtoms()), default=0)


FUNCTIONS = {
    "min_degree": _min_degree,
    "molecular_weight": Descriptors.MolWt,
    "h_bond_donors": rdMolDescriptors.CalcNumHBD,
    "rings": rdMolDescriptors.CalcNumRings,
    "rotatable_bonds": rdMolDescriptors.CalcNumRotatableBonds,
    "polar_surface_area": rdMolDescriptors.CalcTPSA,
    "h_bond_acceptors": rdMolDescriptors.CalcNumHBA,
    "heavy_atoms": Chem.Mol.GetNumHeavyAtoms,
    "aromatic_rings": rdMolDescriptors.CalcNumAromaticRings,
    "fraction_csp3": rdMolDescriptors.CalcFractionCSP3,
    "log_p": Crippen.MolLogP,
    "molar_refractivity": Crippen.MolMR,
}
# The columns that ESOL's table gives with each solubility.
ESOL_DESCRIPTORS = tuple(FUNCTIONS)[:6]
ALL_DESCRIPTORS = tuple(FUNCTIONS)


def molecular_descriptors(
    molecules: Sequence, names: Sequence[str] = ESOL_DESCRIPTORS
) -> np.ndarray:
    """Compute properties of molecules by RDKit.

    Weights are in dalton, surfaces in square ångström, `log_p` is Crippen's
    estimate of how a molecule parts between octanol and water.

    Args:
        molecules: SMILES, or RDKit's molecules.
        names: of the properties, of `ALL_DESCRIPTORS`.

    Returns:
        (molecules, names).

    Raises:
        UsageError: texts that are no molecule, or other names.

    Example:
        >>> from medkeras.molecules import molecular_descriptors
        >>> molecular_descriptors(["CCO"], ["h_bond_donors", "rings"])
        array([[1., 0.]])

    Reference: Delaney 2004, doi:10.1021/ci034243x; Wildman and Crippen 1999,
        doi:10.1021/ci990307l; Ertl et al. 2000, doi:10.1021/jm000942e.
    Chapter: 3.4.3
    """
    molecules = as_molecules("molecules", molecules)
    names = texts_of("names", names)
    unknown = [name for name in names if name not in FUNCTIONS]
    if unknown:
        raise UsageError(
            f"`names` must be of {', '.join(FUNCTIONS)}. Received: "
            f"{one_line(unknown[0])}"
        )
    values = np.empty((len(molecules), len(names)))
    for column, name in enumerate(names):
        values[:, column] = [FUNCTIONS[name](each) for each in molecules]
    return values


def morgan_fingerprints(
    molecules: Sequence, radius: int = 2, num_bits: int = 1024
) -> np.ndarray:
    """Mark which surroundings of atoms a molecule has.

    Each atom and its neighbours up to `radius` bonds away are hashed to a
    number, which sets one bit. With radius 2 this is called ECFP4. Several
    surroundings may share a bit.

    Args:
        molecules: SMILES, or RDKit's molecules.
        radius: bonds from an atom.
        num_bits: columns.

    Returns:
        (molecules, num_bits), 0 or 1, unsigned bytes.

    Raises:
        UsageError: texts that are no molecule, or sizes out of range.

    Example:
        >>> from medkeras.molecules import morgan_fingerprints
        >>> morgan_fingerprints(["CC", "CCO"]).sum(axis=1)
        array([2, 6], dtype=uint64)

    Reference: Rogers and Hahn 2010, doi:10.1021/ci100050t.
    Chapter: 3.4.3
    """
    molecules = as_molecules("molecules", molecules)
    check_whole("radius", radius, 0)
    check_whole("num_bits", num_bits)
    generator = rdFingerprintGenerator.GetMorganGenerator(
        radius=radius, fpSize=num_bits
    )
    bits = np.zeros((len(molecules), num_bits), np.uint8)
    for row, molecule in enumerate(molecules):
        bits[row] = generator.GetFingerprintAsNumPy(molecule)
    return bits


def tanimoto_matrix(
    first: np.ndarray, second: np.ndarray | None = None
) -> np.ndarray:
    """Compare fingerprints: bits that both have, of bits that either has.

    Args:
        first: (rows, bits), 0 or 1.
        second: (columns, bits); `first` again if None.

    Returns:
        (rows, columns), from 0 to 1; 1 where neither has a bit.

    Raises:
        UsageError: other values, or widths that differ.

    Example:
        >>> from medkeras.molecules import tanimoto_matrix
        >>> tanimoto_matrix([[1, 1, 0]], [[1, 0, 0], [1, 1, 0]])
        array([[0.5, 1. ]])

    Reference: Rogers and Tanimoto 1960, doi:10.1126/science.132.3434.1115.
    Chapter: 3.4.3
    """
    first = checked_bits("first", first)
    second = first if second is None else checked_bits("second", second)
    if first.shape[1] != second.shape[1]:
        raise UsageError(
            "`first` and `second` must have as many bits. Received: "
            f"{first.shape[1]} and {second.shape[1]}"
        )
    # Whole numbers below 2**24 are exact in 32 bits.
    both = (first @ second.T).astype(float)
    either = first.sum(axis=1)[:, None] + second.sum(axis=1) - both
    return np.where(either > 0, both / np.maximum(either, 1), 1.0)


def checked_bits(name: str, bits) -> np.ndarray:
    """Return bits as 32-bit floats, or refuse what is not 0 or 1."""
    bits = real_array(name, bits, ("molecules", "bits"), 0, 1, empty=True)
    if bits.dtype.kind == "f" and not np.isin(bits, (0, 1)).all():
        raise UsageError(f"`{name}` must be 0 or 1. Received: others")
    return bits.astype(np.float32)
