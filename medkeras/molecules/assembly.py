"""Made-up molecules of the size of drugs: rings, linkers, side groups.

They are valid, and nobody has made most of them. Which rings and linkers a
molecule has is known, so that a program can plant what depends on them.
"""

from typing import NamedTuple

import numpy as np

from medkeras.molecules.reading import canonical_smiles
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole

# The first atom is bound to what stands before, {} to what comes next.
RINGS = (
    "c1ccc({})cc1",
    "c1cccc({})c1",
    "c1ccc({})nc1",
    "c1cnc({})nc1",
    "c1csc({})n1",
    "c1cc({})on1",
    "c1ccc({})o1",
    "c1ccc({})s1",
    "C1CCN({})CC1",
    "C1CCC({})CC1",
    "N1CCN({})CC1",
    "c1ccc2c(c1)cc({})[nH]2",
)
LINKERS = ("", "C", "CC", "C(=O)N", "NC(=O)", "CN", "CO", "S(=O)(=O)")
# Each as it is written before a ring, and behind one.
GROUPS = (
    ("C", "C"),
    ("CC", "CC"),
    ("CC(C)", "C(C)C"),
    ("OC", "CO"),
    ("COC", "COC"),
    ("N#C", "C#N"),
    ("OC(=O)", "C(=O)O"),
    ("NC(=O)", "C(N)=O"),
    ("CC(=O)", "C(C)=O"),
    ("FC(F)(F)", "C(F)(F)F"),
    ("NC", "CN"),
    ("FCC", "CCF"),
)


class AssembledMolecules(NamedTuple):
    """Made-up molecules and what they were made of.

    Attributes:
        smiles: canonical SMILES, all different.
        rings: (molecules, 2), numbers of the rings; -1 for no second one.
        linker: (molecules,), number of the linker; -1 without one.
        groups: (molecules, 2), numbers of the side groups.

    Example:
        >>> from medkeras.molecules.assembly import AssembledMolecules
        >>> AssembledMolecules._fields
        ('smiles', 'rings', 'linker', 'groups')

    Chapter: 3.4.3
    """

    smiles: list[str]
    rings: np.ndarray
    linker: np.ndarray
    groups: np.ndarray


def assemble_molecules(
    num_molecules: int = 1000, seed: int = 0
) -> AssembledMolecules:
    """Draw molecules of one or two rings with two side groups.

    A few skeletons are common and most are rare, as in real collections: the
    number of a ring is drawn with a chance that falls with it.

    Args:
        num_molecules: how many different ones, up to 20,000.
        seed: of all draws.

    Returns:
        SMILES and parts of each molecule.

    Raises:
        UsageError: sizes out of range.

    Example:
        >>> from medkeras.molecules import assemble_molecules
        >>> drawn = assemble_molecules(3, seed=1)
        >>> len(drawn.smiles), drawn.rings.shape
        (3, (3, 2))

    Chapter: 3.4.3
    """
    check_whole("num_molecules", num_molecules, 1, 20_000)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    chances = 1 / np.arange(1, len(RINGS) + 1)
    chances /= chances.sum()
    found = {}
    while len(found) < num_molecules:
        first, second = rng.choice(len(RINGS), size=2, p=chances)
        linker = rng.integers(len(LINKERS))
        if rng.random() < 0.2:
            second = linker = -1
        groups = rng.integers(len(GROUPS), size=2)
        parts = (int(first), int(second), int(linker), *map(int, groups))
        found.setdefault(canonical_smiles(assembled(*parts)), parts)
    parts = np.array(list(found.values()))
    return AssembledMolecules(
        list(found), parts[:, :2], parts[:, 2], parts[:, 3:]
    )


def assembled(
    first: int, second: int, linker: int, before: int, behind: int
) -> str:
    """Write the SMILES of a molecule from the numbers of its parts.

    Args:
        first: number of a ring.
        second: number of another, or -1.
        linker: number of what joins them, or -1.
        before: number of the first ring's side group.
        behind: number of the last ring's side group.

    Returns:
        A SMILES, not canonical.

    Raises:
        UsageError: numbers of no part; a second ring without a linker, or
            the other way round.

    Example:
        >>> from medkeras.molecules.assembly import assembled
        >>> assembled(0, 1, 3, 0, 5)
        'Cc1ccc(C(=O)Nc3cccc(C#N)c3)cc1'

    Chapter: 3.4.3
    """
    for name, number, least, parts in (
        ("first", first, 0, RINGS),
        ("second", second, -1, RINGS),
        ("linker", linker, -1, LINKERS),
        ("before", before, 0, GROUPS),
        ("behind", behind, 0, GROUPS),
    ):
        check_whole(name, number, least, len(parts) - 1)
    if (second < 0) != (linker < 0):
        raise UsageError(
            "`second` and `linker` must both be given, or both be -1. "
            f"Received: {second} and {linker}"
        )
    rest = GROUPS[behind][1]
    if second >= 0:
        # The first ring's numbers are still open: others are used within.
        other = RINGS[second].replace("2", "4").replace("1", "3")
        rest = LINKERS[linker] + other.format(rest)
    return GROUPS[before][0] + RINGS[first].format(rest)
