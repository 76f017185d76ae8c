"""Could a chemist make it, and does it look like a drug? Two scores."""

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from rdkit.Chem import QED, RDConfig

from medkeras.molecules.reading import as_molecules
from medkeras.utils.errors import DataError


def synthetic_accessibility(molecules: Sequence) -> np.ndarray:
    """Estimate how hard molecules are to make: 1 easy, 10 hard.

    Pieces that are common among a million known compounds count for, large
    rings, bridges, handedness and size against. It looks at the molecule
    only, and knows no route.

    Args:
        molecules: SMILES, or RDKit's molecules.

    Returns:
        (molecules,), about 1 to 10.

    Raises:
        UsageError: texts that are no molecule.
        DataError: an installation of RDKit without its folder Contrib.

    Example:
        >>> from medkeras.molecules import synthetic_accessibility
        >>> aspirin, caged = "CC(=O)Oc1ccccc1C(=O)O", "C12C3C4C1C5C2C3C45"
        >>> easy, hard = synthetic_accessibility([aspirin, caged])
        >>> bool(easy < 2 < 3 < hard)
        True

    Reference: Ertl and Schuffenhauer 2009, doi:10.1186/1758-2946-1-8.
    Chapter: 3.4.3
    """
    molecules = as_molecules("molecules", molecules)
    score = _scorer().calculateScore
    return np.array([score(each) for each in molecules], float)


def drug_likeness(molecules: Sequence) -> np.ndarray:
    """Compare eight properties with those of oral drugs: QED.

    Args:
        molecules: SMILES, or RDKit's molecules.

    Returns:
        (molecules,), from 0 to 1; higher is more like a drug.

    Raises:
        UsageError: texts that are no molecule.

    Example:
        >>> from medkeras.molecules import drug_likeness
        >>> drug_likeness(["CC(=O)Oc1ccccc1C(=O)O", "C"]).round(2)
        array([0.55, 0.36])

    Reference: Bickerton et al. 2012, doi:10.1038/nchem.1243.
    Chapter: 3.4.3
    """
    molecules = as_molecules("molecules", molecules)
    return np.array([QED.qed(each) for each in molecules], float)


@cache
def _scorer():
    """Load RDKit's own module, which stands outside its package."""
    path = Path(RDConfig.RDContribDir) / "SA_Score" / "sascorer.py"
    if not path.exists():
        raise DataError(
            "the synthetic accessibility score needs RDKit's Contrib folder. "
            f"Expected: SA_Score/{path.name}; found: none"
        )
    spec = importlib.util.spec_from_file_location("sascorer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
