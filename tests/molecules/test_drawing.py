"""Formulas as pictures: oxygen red, nitrogen blue, hydrocarbons black."""

import numpy as np
import pytest

from medkeras.molecules import draw_molecule
from medkeras.utils.errors import UsageError


def colours(picture):
    """Pixels that are clearly red, blue, and dark."""
    red, green, blue = np.moveaxis(picture, -1, 0)
    reddish = (red - np.maximum(green, blue) > 0.5).sum()
    bluish = (blue - np.maximum(red, green) > 0.5).sum()
    return reddish, bluish, (picture.max(axis=-1) < 0.3).sum()


def test_atoms_have_their_colours():
    red, blue, dark = colours(draw_molecule("c1ccccc1"))
    assert (red, blue) == (0, 0)
    assert dark > 50
    assert colours(draw_molecule("OCCO"))[0] > 20
    assert colours(draw_molecule("NCCN"))[1] > 20


@pytest.mark.parametrize("size", [50, 133])
def test_shape_and_range(size):
    picture = draw_molecule("CCO", size)
    assert picture.shape == (size, size, 3)
    assert picture.min() >= 0
    assert picture.max() == 1
    corner = picture[0, 0]
    assert corner.tolist() == [1, 1, 1]


def test_wrong_arguments():
    with pytest.raises(UsageError, match="grammar"):
        draw_molecule("C(")
    with pytest.raises(UsageError, match="size"):
        draw_molecule("C", size=10)
