"""Drawn lesions for the tests of what looks at them."""

import numpy as np

SKIN, BROWN, BLACK = (0.9, 0.75, 0.68), (0.45, 0.28, 0.18), (0.05, 0.04, 0.04)
SIDE = 75


def picture(inside, color=BROWN):
    """Skin with a lesion of one color where `inside` holds."""
    image = np.tile(np.array(SKIN), (SIDE, SIDE, 1))
    image[inside] = color
    return image


def places():
    """Rows and columns of all pixels, from the middle."""
    axis = np.arange(SIDE) - (SIDE - 1) / 2
    return np.meshgrid(axis, axis, indexing="ij")


def disc(radius, y=0, x=0):
    """Where a round lesion lies."""
    rows, columns = places()
    return np.hypot(rows - y, columns - x) < radius
