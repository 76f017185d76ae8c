"""Molecules once each, and without their handedness."""

from collections.abc import Iterable, Sequence

import numpy as np
from rdkit import Chem

from medkeras.molecules.reading import as_molecules, read_molecules
from medkeras.molecules.smiles_tokens import tokenize_many
from medkeras.utils.arrays import as_array, check_one_length, real_array
from medkeras.utils.sizes import check_whole


def rows_once(molecule: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Find one row of each molecule; leave out those with unlike values.

    Args:
        molecule: (rows,), equal where the molecule is the same.
        values: (rows, tasks), what was measured; NaN for not measured.

    Returns:
        Places of the rows kept, rising.

    Raises:
        UsageError: lengths that differ, other shapes.

    Example:
        >>> from medkeras.molecules import rows_once
        >>> rows_once([7, 8, 7, 9, 9], [[1.0], [0.0], [1.0], [0.0], [1.0]])
        array([0, 1])

    Chapter: 3.4.3
    """
    molecule = as_array("molecule", molecule)
    values = real_array("values", values, ("rows", "tasks"), missing=True)
    check_one_length(molecule=molecule, values=values)
    rows_of = {}
    for row, name in enumerate(molecule.tolist()):
        rows_of.setdefault(name, []).append(row)
    kept = []
    for rows in rows_of.values():
        first = np.broadcast_to(values[rows[0]], values[rows].shape)
        if np.array_equal(first, values[rows], equal_nan=True):
            kept.append(rows[0])
    return np.array(sorted(kept), int)


def flat_smiles(molecules: Sequence) -> list[str]:
    """Write molecules without handedness: mirror images become one text.

    Args:
        molecules: SMILES, or RDKit's molecules.

    Returns:
        Canonical SMILES without marks of handedness, in the same order.

    Raises:
        UsageError: texts that are no molecule.

    Example:
        >>> from medkeras.molecules import flat_smiles
        >>> flat_smiles(["C[C@H](N)C(=O)O", "C/C=C/C"])
        ['CC(N)C(=O)O', 'CC=CC']

    Chapter: 3.4.3
    """
    molecules = as_molecules("molecules", molecules)
    return [Chem.MolToSmiles(each, isomericSmiles=False) for each in molecules]


def short_flat_smiles(smiles: Iterable[str], num_tokens: int) -> list[str]:
    """Molecules of few tokens, without handedness, each once.

    Args:
        smiles: texts; those that are no molecule are left out.
        num_tokens: of the longest.

    Returns:
        As `flat_smiles`, in the order of their first coming.

    Raises:
        UsageError: no list of texts, signs that no SMILES has, no number.

    Example:
        >>> from medkeras.molecules import short_flat_smiles
        >>> short_flat_smiles(["OCC", "C(C)O", "CCCCCCCCC"], num_tokens=4)
        ['CCO']

    Chapter: 3.4.3
    """
    check_whole("num_tokens", num_tokens)
    flat = list(dict.fromkeys(flat_smiles(read_molecules(smiles).molecules)))
    sizes = map(len, tokenize_many(flat))
    pairs = zip(flat, sizes, strict=True)
    return [text for text, size in pairs if size <= num_tokens]
