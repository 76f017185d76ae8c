"""All small molecules that a few rules allow, one atom at a time.

The method of the GDB databases in small: begin with one atom, add an atom at
each free place with each bond, close rings, leave out what chemists hold for
unstable, and keep each molecule once.
"""

from rdkit import Chem, rdBase

from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_whole

BONDS = {1: Chem.BondType.SINGLE, 2: Chem.BondType.DOUBLE}
BONDS[3] = Chem.BondType.TRIPLE
VALENCE = {"C": 4, "N": 3, "O": 2, "F": 1}
LARGEST_RING = 6
# What is left out, with the reason.
UNSTABLE = tuple(
    Chem.MolFromSmarts(pattern)
    for pattern in (
        "[N,O,F]~[N,O,F]",  # weak bonds; those of aromatic rings are allowed
        "C=C=*",  # cumulated double bonds
        "[r]#*",  # a triple bond in a ring
        "[C;r3,r4]=*",  # strained rings with a double bond
        "[c,n,o;r3,r4]",  # and those that RDKit calls aromatic
        "[OX2H,NX3H2]C=[C,N]",  # enols and their kin turn into ketones
        "[N,O;!$(NC=O);!$(OC=O)][CX4][N,O,F]",  # fall apart in water
        "[CX3H2]=[N,O]",  # formaldehyde and its imine
        "N=C(C)C",  # imines, split by water
    )
)


def enumerate_molecules(
    max_atoms: int = 6, elements: str = "CNOF", max_rings: int = 2
) -> list[str]:
    """List all small molecules that the rules of this module allow.

    They are grown: an atom is added to each molecule of one atom less, and
    rings of three to six atoms are closed. Molecules that can only be reached
    through one that the rules leave out are missing.

    Args:
        max_atoms: heavy atoms of the largest; each more multiplies the list
            and the time by about five.
        elements: which of C, N, O and F.
        max_rings: rings of a molecule, at most.

    Returns:
        Canonical SMILES, small molecules first, in alphabetical order.

    Raises:
        UsageError: other elements, more than 9 atoms, or sizes below 1 or 0.

    Example:
        >>> from medkeras.molecules import enumerate_molecules
        >>> enumerate_molecules(3, "CO")[:6]
        ['C', 'O', 'C#C', 'C=C', 'CC', 'CO']

    Reference: Fink and Reymond 2007, doi:10.1021/ci600423u (GDB-11).
    Chapter: 3.4.3
    """
    check_whole("max_atoms", max_atoms, 1, 9)
    check_whole("max_rings", max_rings, 0)
    is_text = isinstance(elements, str) and elements
    if not is_text or not set(elements) <= VALENCE.keys():
        raise UsageError(
            f"`elements` must be of {', '.join(VALENCE)}. Received: "
            f"{one_line(elements)}"
        )
    elements = sorted(set(elements))
    level = {symbol: Chem.MolFromSmiles(symbol) for symbol in elements}
    found = sorted(level)
    with rdBase.BlockLogs():
        for _ in range(1, max_atoms):
            level = _next_level(level, elements, max_rings)
            found += sorted(level)
    return found


def _next_level(level, elements, max_rings):
    """Molecules with one atom more, by their SMILES."""
    larger = {}
    for molecule in level.values():
        for grown in _with_an_atom(molecule, elements):
            _keep(larger, grown)
    newest = larger
    for _ in range(max_rings):
        closed = {}
        for molecule in newest.values():
            if num_rings(molecule) < max_rings:
                for grown in _with_a_ring(molecule):
                    _keep(closed, grown)
        newest = {name: m for name, m in closed.items() if name not in larger}
        larger.update(newest)
    return larger


def _with_an_atom(molecule, elements):
    """Add each element to each atom that has a hydrogen to give."""
    for atom in molecule.GetAtoms():
        for symbol in elements:
            most = min(atom.GetTotalNumHs(), VALENCE[symbol], 3)
            for order in range(1, most + 1):
                larger = Chem.RWMol(molecule)
                new = larger.AddAtom(Chem.Atom(symbol))
                larger.AddBond(atom.GetIdx(), new, BONDS[order])
                yield _freed(larger, atom.GetIdx())


def _with_a_ring(molecule):
    """Bind each pair of atoms with hydrogens that would make a small ring."""
    free = [a.GetIdx() for a in molecule.GetAtoms() if a.GetTotalNumHs()]
    steps = Chem.GetDistanceMatrix(molecule)
    for first in free:
        for second in free:
            if first < second and 2 <= steps[first, second] < LARGEST_RING:
                larger = Chem.RWMol(molecule)
                larger.AddBond(first, second, BONDS[1])
                yield _freed(larger, first, second)


def num_rings(molecule: Chem.Mol) -> int:
    """Bonds that can be cut before a molecule falls apart."""
    return molecule.GetNumBonds() - molecule.GetNumAtoms() + 1


def _freed(molecule, *places):
    """Let RDKit count the hydrogens of changed atoms anew."""
    for place in places:
        molecule.GetAtomWithIdx(place).SetNumExplicitHs(0)
    return molecule


def _keep(molecules, grown):
    """Add a molecule if it is possible, stable and new."""
    if Chem.SanitizeMol(grown, catchErrors=True):
        return
    name = Chem.MolToSmiles(grown)
    if name in molecules:
        return
    if not any(grown.HasSubstructMatch(each) for each in UNSTABLE):
        molecules[name] = Chem.MolFromSmiles(name)
