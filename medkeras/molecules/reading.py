"""Molecules read from SMILES by RDKit; what is unreadable is counted."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from rdkit import Chem, rdBase

from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.texts import texts_of


class ReadMolecules(NamedTuple):
    """What could be read of a list of SMILES.

    Attributes:
        molecules: RDKit's molecules, of the valid texts only.
        canonical: their canonical SMILES: one molecule, one text.
        valid: (texts,), True where a text is a molecule.
        note: how many are none, and why the first is none; "" if all are.

    Example:
        >>> from medkeras.molecules import read_molecules
        >>> found = read_molecules(["OCC", "C(C"])
        >>> found.canonical, found.valid.tolist()
        (['CCO'], [True, False])

    Chapter: 3.4.3
    """

    molecules: list[Chem.Mol]
    canonical: list[str]
    valid: np.ndarray
    note: str


def read_molecule(smiles: str) -> Chem.Mol:
    """Read one molecule, or say in one line why the text is none.

    An empty text is refused; RDKit takes it for a molecule without atoms.
    Blanks at the ends are left out.

    Args:
        smiles: a SMILES.

    Returns:
        RDKit's molecule.

    Raises:
        UsageError: no text, wrong grammar, an atom with too many bonds, an
            aromatic ring without alternating bonds.

    Example:
        >>> from medkeras.molecules import read_molecule
        >>> read_molecule("c1ccccc1").GetNumAtoms()
        6

    Chapter: 3.4.3
    """
    if not isinstance(smiles, str):
        raise UsageError(
            f"`smiles` must be a text. Received: {one_line(smiles)}"
        )
    with rdBase.BlockLogs():
        molecule = _read(smiles)
    if molecule is None:
        raise UsageError(
            "`smiles` must be a molecule. Received: "
            f"{one_line(smiles)}, {why_invalid(smiles)}"
        )
    return molecule


def read_molecules(smiles: Iterable[str]) -> ReadMolecules:
    """Read many molecules; what is none is counted, not dropped in silence.

    Args:
        smiles: texts.

    Returns:
        Molecules, canonical SMILES, a mask of the valid ones, and a note.

    Raises:
        UsageError: no list of texts.

    Example:
        >>> from medkeras.molecules import read_molecules
        >>> print(read_molecules(["CO", "C(C)(C)(C)(C)C"]).note)
        1 of 2 SMILES are no molecule (first at place 1: ...)

    Chapter: 3.4.3
    """
    smiles = texts_of("smiles", smiles)
    with rdBase.BlockLogs():
        found = [_read(text) for text in smiles]
    valid = np.array([molecule is not None for molecule in found], bool)
    molecules = [found[place] for place in np.flatnonzero(valid)]
    note = ""
    if not valid.all():
        first = int(valid.argmin())
        note = (
            f"{(~valid).sum()} of {len(smiles)} SMILES are no molecule (first "
            f"at place {first}: {why_invalid(smiles[first])})"
        )
    canonical = [Chem.MolToSmiles(molecule) for molecule in molecules]
    return ReadMolecules(molecules, canonical, valid, note)


def valid_smiles(smiles: Iterable[str]) -> np.ndarray:
    """Say which texts are molecules.

    Args:
        smiles: texts.

    Returns:
        (texts,), True for a molecule.

    Raises:
        UsageError: no list of texts.

    Example:
        >>> from medkeras.molecules import valid_smiles
        >>> valid_smiles(["C1CC1", "C1CC", ""])
        array([ True, False, False])

    Chapter: 3.4.3
    """
    smiles = texts_of("smiles", smiles)
    with rdBase.BlockLogs():
        found = [_read(text) is not None for text in smiles]
    return np.array(found, bool)


def canonical_smiles(smiles: str) -> str:
    """Write a molecule in the one way that RDKit has for it.

    Args:
        smiles: a SMILES; a molecule has many.

    Returns:
        The canonical one.

    Raises:
        UsageError: no molecule.

    Example:
        >>> from medkeras.molecules import canonical_smiles
        >>> canonical_smiles("OCC") == canonical_smiles("C(O)C")
        True

    Chapter: 3.4.3
    """
    return Chem.MolToSmiles(read_molecule(smiles))


def randomized_smiles(smiles: str, rng: np.random.Generator) -> str:
    """Write a molecule from a random atom on, in a random order.

    Args:
        smiles: a SMILES.
        rng: of the draws.

    Returns:
        Another SMILES of the same molecule.

    Raises:
        UsageError: no molecule.

    Example:
        >>> import numpy as np
        >>> from medkeras.molecules import canonical_smiles, randomized_smiles
        >>> other = randomized_smiles("CCO", np.random.default_rng(0))
        >>> canonical_smiles(other)
        'CCO'

    Reference: Bjerrum 2017, doi:10.48550/arXiv.1703.07076.
    Chapter: 3.4.3
    """
    molecule = read_molecule(smiles)
    order = rng.permutation(molecule.GetNumAtoms()).tolist()
    turned = Chem.RenumberAtoms(molecule, order)
    return Chem.MolToSmiles(turned, canonical=False)


def largest_fragment(smiles: str) -> str:
    """Leave out salts: keep the part with the most heavy atoms.

    Args:
        smiles: a SMILES, parts separated by dots.

    Returns:
        The canonical SMILES of the largest part; of several equal ones the
        first in the alphabet. Charges stay.

    Raises:
        UsageError: no molecule.

    Example:
        >>> from medkeras.molecules import largest_fragment
        >>> largest_fragment("CC(=O)[O-].[Na+]")
        'CC(=O)[O-]'

    Chapter: 3.4.3
    """
    parts = Chem.GetMolFrags(read_molecule(smiles), asMols=True)
    named = [
        (-part.GetNumHeavyAtoms(), Chem.MolToSmiles(part)) for part in parts
    ]
    return min(named)[1]


def as_molecules(name: str, molecules) -> list[Chem.Mol]:
    """Return RDKit's molecules of a list of them, or of SMILES, all valid.

    Args:
        name: of the argument.
        molecules: RDKit's molecules, or SMILES.

    Returns:
        RDKit's molecules.

    Raises:
        UsageError: no list, or texts that are no molecule; they are counted.

    Example:
        >>> from medkeras.molecules.reading import as_molecules
        >>> len(as_molecules("molecules", ["CO", "C"]))
        2

    Chapter: 3.4.3
    """
    is_list = isinstance(molecules, Iterable)
    is_list = is_list and not isinstance(molecules, str | bytes)
    molecules = list(molecules) if is_list else molecules
    if is_list and all(isinstance(each, Chem.Mol) for each in molecules):
        return molecules
    found = read_molecules(texts_of(name, molecules))
    if found.note:
        raise UsageError(f"`{name}` must be molecules. Received: {found.note}")
    return found.molecules


def why_invalid(smiles: str) -> str:
    """Say in a few words why a text is no molecule."""
    smiles = smiles.strip()
    if not smiles:
        return "an empty text"
    if any(map(str.isspace, smiles)):
        return "a blank within it"
    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(smiles, sanitize=False)
        if molecule is None:
            return "which is not the grammar of SMILES"
        problems = Chem.DetectChemistryProblems(molecule)
    if not problems:
        return "which RDKit refuses"
    return problems[0].Message().split("\n")[0]


def _read(smiles):
    smiles = smiles.strip()
    # A blank ends a SMILES: RDKit takes what follows for its name.
    if not smiles or any(map(str.isspace, smiles)):
        return None
    return Chem.MolFromSmiles(smiles)
