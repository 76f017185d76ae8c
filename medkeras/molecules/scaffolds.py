"""What is left of molecules without side chains, and splits by it."""

from collections.abc import Sequence

import numpy as np
from rdkit import Chem
from rdkit.Chem.Scaffolds import MurckoScaffold

from medkeras.molecules.reading import as_molecules
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_seed
from medkeras.utils.texts import texts_of


def murcko_scaffolds(molecules: Sequence) -> list[str]:
    """Keep rings and what links them.

    Args:
        molecules: SMILES, or RDKit's molecules.

    Returns:
        Canonical SMILES of the scaffolds, without handedness; "" for a
        molecule without a ring.

    Raises:
        UsageError: texts that are no molecule.

    Example:
        >>> from medkeras.molecules import murcko_scaffolds
        >>> murcko_scaffolds(["CCc1ccccc1", "Oc1ccccc1", "CCO"])
        ['c1ccccc1', 'c1ccccc1', '']

    Reference: Bemis and Murcko 1996, doi:10.1021/jm9602928.
    Chapter: 3.4.3
    """
    found = []
    for molecule in as_molecules("molecules", molecules):
        flat = Chem.Mol(molecule)
        Chem.RemoveStereochemistry(flat)
        scaffold = MurckoScaffold.GetScaffoldForMol(flat)
        found.append(Chem.MolToSmiles(scaffold))
    return found


def scaffold_groups(molecules: Sequence) -> np.ndarray:
    """Number the scaffolds, in the order in which they come.

    All molecules without a ring are one group, as in DeepChem.

    Args:
        molecules: SMILES, or RDKit's molecules.

    Returns:
        (molecules,), whole numbers from 0.

    Raises:
        UsageError: texts that are no molecule.

    Example:
        >>> from medkeras.molecules import scaffold_groups
        >>> scaffold_groups(["CCc1ccccc1", "CCO", "Oc1ccccc1", "CC"])
        array([0, 1, 0, 1])

    Chapter: 3.4.3
    """
    numbers = {}
    scaffolds = murcko_scaffolds(molecules)
    return np.array(
        [numbers.setdefault(s, len(numbers)) for s in scaffolds], int
    )


def scaffold_split(
    scaffolds: Sequence,
    test_share: float = 0.2,
    rare_last: bool = False,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Part molecules so that no scaffold stands on both sides.

    Scaffolds are drawn at random for the test, those that still fit; or the
    test gets the rarest ones, which asks more of a model: there it meets
    single molecules that resemble nothing in training.

    Args:
        scaffolds: (molecules,), texts or numbers, equal where shared.
        test_share: of the molecules, for the test, at most.
        rare_last: whether common scaffolds go to training, rare ones to the
            test (DeepChem's order), instead of a draw.
        seed: of the draw; equally rare scaffolds are drawn, too.

    Returns:
        Rows of the training and of the test, in their order.

    Raises:
        UsageError: fewer than two scaffolds, a share that is not between 0
            and 1, or one so small that no scaffold fits.

    Example:
        >>> from medkeras.molecules import scaffold_split
        >>> train, test = scaffold_split(["a", "b", "a", "a", "b"], 0.4)
        >>> train.tolist(), test.tolist()
        ([0, 2, 3], [1, 4])

    Reference: Wu et al. 2018, doi:10.1039/C7SC02664A (MoleculeNet).
    Chapter: 3.4.3
    """
    check_number("test_share", test_share, 0, 1)
    check_seed(seed)
    groups = _numbered(scaffolds)
    sizes = np.bincount(groups)
    order = np.random.default_rng(seed).permutation(len(sizes))
    if rare_last:
        order = order[np.argsort(sizes[order], kind="stable")]
    room = int(test_share * len(groups) + 1e-9)
    chosen = np.zeros(len(sizes), bool)
    for group in order:
        if sizes[group] <= room:
            chosen[group] = True
            room -= sizes[group]
        elif rare_last:
            break  # all that follow are as common or more
    if not chosen.any() or chosen.all():
        raise UsageError(
            "`test_share` must leave scaffolds for both sides. Received: "
            f"{test_share} of {len(groups)} molecules with {len(sizes)} "
            "scaffolds"
        )
    is_test = chosen[groups]
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def _numbered(scaffolds):
    array = np.asarray(scaffolds)
    if array.dtype.kind not in "iu":
        array = np.asarray(texts_of("scaffolds", scaffolds), str)
    if array.ndim != 1 or len(array) < 2:
        raise UsageError(
            "`scaffolds` must be one of each molecule, of two or more. "
            f"Received: shape {array.shape}"
        )
    return np.unique(array, return_inverse=True)[1].reshape(-1)
