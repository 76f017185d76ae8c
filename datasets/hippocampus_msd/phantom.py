"""Made-up hippocampi in a box of brain, whose volume is known.

The hippocampus is drawn as a bent tube that is thick in front (its head,
the anterior part) and thin behind (body and tail, the posterior part). White
matter around it is brighter, water in a cleft along it darker, and in front of
it lies a body of its own brightness, the amygdala: brightness alone cannot say
where the one ends and the other begins. A head has two sides, turned to look
alike as those of the real set are; both are seen by one scanner.
"""

import numpy as np

SHAPE = (48, 64, 48)  # voxels of 1 mm: right, forward, up
POINTS = 24  # of the tube's middle line
GREY, WHITE, WATER = 110.0, 165.0, 45.0
BORDER = 0.55  # of the middle line: in front of it is the anterior part


def heads(num_heads: int, seed: int) -> dict[str, np.ndarray]:
    """Draw both sides of some made-up heads.

    Args:
        num_heads: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.

    Returns:
        `image` (volumes, 48, 64, 48), uint8; `label` of the same shape (0
        around, 1 anterior, 2 posterior); `head` (0, 1, ...), two volumes of
        each, one after the other.

    Raises:
        ValueError: `num_heads` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.hippocampus_msd import phantom
        >>> phantom.heads(2, seed=0)["head"].tolist()
        [0, 0, 1, 1]

    Chapter: 3.1.2
    """
    if not isinstance(num_heads, int | np.integer) or num_heads < 1:
        raise ValueError(
            "`num_heads` must be a whole number of at least 1. Received: "
            f"{num_heads!r}"
        )
    rng = np.random.default_rng(seed)
    images, labels = [], []
    for _ in range(num_heads):
        size, bend, contrast = rng.normal([1.0, 1.0, 1.0], [0.05, 0.2, 0.12])
        for _ in range(2):
            own = size + rng.normal(0, 0.02)
            place = rng.normal(0, 1.5, 3)
            image, label = _side(rng, own, bend, contrast, place)
            images.append(image)
            labels.append(label)
    return {
        "image": np.stack(images),
        "label": np.stack(labels),
        "head": np.repeat(np.arange(num_heads), 2),
    }


def _side(rng, size, bend, contrast, place):
    """One hippocampus with what is around it."""
    along = np.linspace(0, 1, POINTS)
    middle = size * np.stack(
        [
            5 * bend * (along - 0.5) ** 2 - 1,
            38 * (along - 0.5),
            6 * bend * np.sin(np.pi * along) - 4,
        ],
        axis=1,
    )
    radius = size * (3.4 + 3.2 * along**2)
    depth, nearest = _depth(middle + place, radius)
    inside = depth > 0
    label = np.where(inside, np.where(along[nearest] > BORDER, 1, 2), 0)
    front = _distance(middle[-1] + place + [0, 9, 5]) < 8 * size
    beside = _axis(0) - place[0] > 1
    cleft = (np.abs(depth + 1.5) < 1.2) & beside
    image = np.full(SHAPE, WHITE)
    image[cleft] = WATER
    image[front] = GREY + 12
    image[inside] = GREY
    return _scanned(rng, image, contrast), label.astype(np.uint8)


def _axis(number):
    """Places along an axis from the middle of the box, mm."""
    places = np.arange(SHAPE[number]) - SHAPE[number] / 2
    return places.reshape([-1 if axis == number else 1 for axis in range(3)])


def _distance(point):
    """Of every voxel from a point, mm."""
    squares = [(_axis(axis) - point[axis]) ** 2 for axis in range(3)]
    return np.sqrt(squares[0] + squares[1] + squares[2])


def _depth(middle, radius):
    """How deep in the tube a voxel lies, and beside which point."""
    depth = np.full(SHAPE, -np.inf)
    nearest = np.zeros(SHAPE, int)
    for number, (point, reach) in enumerate(zip(middle, radius, strict=True)):
        here = reach - _distance(point)
        closer = here > depth
        depth[closer], nearest[closer] = here[closer], number
    return depth, nearest


def _scanned(rng, image, contrast):
    """Blurred by half a voxel, uneven, noisy."""
    for axis in range(3):
        ends = np.roll(image, 1, axis) + np.roll(image, -1, axis)
        image = 0.7 * image + 0.15 * ends
    slope = sum(rng.normal(0, 0.003) * _axis(axis) for axis in range(3))
    image = (image - GREY) * contrast * (1 + slope) + GREY
    image = image + rng.normal(0, 10, SHAPE)
    return np.clip(np.round(image), 0, 255).astype(np.uint8)
