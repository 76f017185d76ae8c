"""Structural formulas as pictures."""

from io import BytesIO

import numpy as np
from PIL import Image
from rdkit.Chem.Draw import rdMolDraw2D

from medkeras.molecules.reading import read_molecule
from medkeras.utils.sizes import check_whole


def draw_molecule(smiles: str, size: int = 200) -> np.ndarray:
    """Draw a molecule's structural formula, for `visualize.pictures`.

    Args:
        smiles: a SMILES.
        size: height and width in pixels.

    Returns:
        (size, size, 3) red, green and blue from 0 to 1, on white.

    Raises:
        UsageError: no molecule, or a size below 50.

    Example:
        >>> from medkeras.molecules import draw_molecule
        >>> picture = draw_molecule("CC(=O)Oc1ccccc1C(=O)O")
        >>> picture.shape, float(picture.max())
        ((200, 200, 3), 1.0)

    Chapter: 3.4.3
    """
    check_whole("size", size, 50)
    molecule = read_molecule(smiles)
    drawer = rdMolDraw2D.MolDraw2DCairo(size, size)
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, molecule)
    drawer.FinishDrawing()
    with Image.open(BytesIO(drawer.GetDrawingText())) as picture:
        return np.asarray(picture.convert("RGB"), dtype=float) / 255
