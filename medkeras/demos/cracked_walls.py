"""Photographs of concrete walls, drawn by a program: some have a crack."""

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

from medkeras.utils.sizes import check_seed, check_whole

PHOTOGRAPHS = 2  # of each wall
LARGER = 3
SMALLEST = 16
NUM_PORES = (6, 14)  # small holes that air leaves in concrete


def cracked_walls(
    num_walls: int, size: int = 28, seed: int = 0
) -> dict[str, np.ndarray]:
    """Draw two photographs of each of some walls, half of them cracked.

    A phantom: it says nothing about buildings. A crack is a thin dark line
    that wanders; where it begins and where it runs is drawn at random, so no
    single place of the picture can tell. Stains, dark pores and, in some
    walls of both kinds, one straight joint lie beside it.

    Args:
        num_walls: at least 2; every second one is cracked.
        size: height and width of a photograph in pixels, 16 or more.
        seed: of all draws; the same seed gives the same photographs.

    Returns:
        `image` (photographs, size, size, 1), float32, 0 black to 1 white;
        `label` (photographs,), 1 where the wall is cracked; `wall`
        (photographs,), which wall it is.

    Raises:
        UsageError: numbers that are not whole, or too small.

    Example:
        >>> from medkeras.demos.cracked_walls import cracked_walls
        >>> drawn = cracked_walls(2)
        >>> drawn["image"].shape, drawn["label"].tolist()
        ((4, 28, 28, 1), [0, 0, 1, 1])

    Chapter: 1
    """
    check_whole("num_walls", num_walls, least=2)
    check_whole("size", size, least=SMALLEST)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    labels = np.arange(num_walls) % 2
    photographs = []
    for label in labels:
        concrete = _concrete(rng, size)
        if label:
            concrete = concrete - rng.uniform(0.2, 0.4) * _crack(rng, size)
        for _ in range(PHOTOGRAPHS):
            photographs.append(_photograph(rng, concrete))
    return {
        "image": np.stack(photographs)[..., None].astype(np.float32),
        "label": np.repeat(labels, PHOTOGRAPHS),
        "wall": np.repeat(np.arange(num_walls), PHOTOGRAPHS),
    }


def _concrete(rng, size):
    """Grey with stains and pores, and in some walls a straight joint."""
    stains = gaussian_filter(rng.normal(size=(size, size)), size / 6)
    wall = rng.uniform(0.55, 0.75) + 0.06 * stains / stains.std()
    pores = np.zeros((size, size))
    places = rng.integers(0, size, (rng.integers(*NUM_PORES), 2))
    pores[tuple(places.T)] = rng.uniform(0.15, 0.35, len(places))
    wall = wall - pores
    if rng.random() < 0.3:
        place = rng.integers(size // 5, size - size // 5)
        if rng.random() < 0.5:
            wall[place] -= 0.12
        else:
            wall[:, place] -= 0.12
    return wall


def _crack(rng, size):
    """A line from edge to edge that wanders, 1 where it is: (size, size)."""
    steps = np.linspace(0, size - 1, size)
    wander = np.cumsum(rng.normal(0, 0.6, size))
    ends = rng.uniform(0.1, 0.9, 2) * size
    across = np.linspace(*ends, size) + wander - wander.mean()
    path = np.stack([steps, across], axis=1)
    if rng.random() < 0.5:
        path = path[:, ::-1]
    points = [tuple(point) for point in (LARGER * (path + 0.5)).tolist()]
    sheet = Image.new("L", (LARGER * size, LARGER * size), 0)
    ImageDraw.Draw(sheet).line(points, 255, LARGER)
    small = sheet.resize((size, size), Image.Resampling.BOX)
    return np.asarray(small, float) / 255


def _photograph(rng, wall):
    """The wall in a light of its own, with the camera's noise."""
    light = rng.uniform(-0.08, 0.08)
    noise = rng.normal(0, 0.03, wall.shape)
    return np.clip(wall + light + noise, 0, 1)
