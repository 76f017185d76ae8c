"""Phantom of brain slices in three sequences, with and without a lesion.

A head is an ellipsoid: scalp, skull, grey matter, white matter, and the
ventricles, spaces in the middle that hold water. Three sequences show them
with other greys, as magnetic resonance does: before contrast medium, FLAIR
(water dark, lesions bright), after contrast medium. A lesion is an ellipsoid
in one hemisphere, bright in FLAIR; in half of the heads that have one its
core takes up contrast medium. What misleads: white matter is brighter beside
the ventricles, brightness and its drift differ from head to head, and the
folds of a head are its own, so that neighbouring slices know each other.
"""

import numpy as np

SIZE = 64  # pixels
SLICES = 12  # of a head, from the base up
LESION_SHARE = 0.75  # of the heads
SITES = ("A", "B")
# Greys of the three sequences: before contrast medium, FLAIR, after.
SCALP = (0.75, 0.55, 0.80)
GREY = (0.42, 0.45, 0.47)
WHITE = (0.55, 0.38, 0.58)
WATER = (0.12, 0.08, 0.12)
LESION = (0.38, 0.75, 0.42)
CORE = (0.36, 0.62, 0.95)


def patients(
    num_patients: int, seed: int, lesion_share: float = LESION_SHARE
) -> dict[str, np.ndarray]:
    """Draw all slices of some made-up heads.

    Args:
        num_patients: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.
        lesion_share: share of the heads that have a lesion, 0 to 1.

    Returns:
        `image` (slices, SIZE, SIZE, 3), uint8; `mask` (slices, SIZE, SIZE),
        1 in the lesion; `label` (1: lesion in the slice); `slice` (1, 2,
        ...); `position` from 0 at the base to 1; `site`; `patient` (0, 1,
        ...).

    Raises:
        ValueError: `num_patients` is no whole number of at least 1, or
            `lesion_share` is no share.

    Example:
        >>> from medkeras_datasets.brain_tumour import phantom
        >>> drawn = phantom.patients(1, seed=0)
        >>> drawn["image"].shape, drawn["mask"].shape
        ((12, 64, 64, 3), (12, 64, 64))

    Chapter: 3.1.5
    """
    whole = isinstance(num_patients, int | np.integer)
    if not whole or num_patients < 1:
        raise ValueError(
            "`num_patients` must be a whole number of at least 1. Received: "
            f"{num_patients!r}"
        )
    if not 0 <= lesion_share <= 1:
        raise ValueError(
            f"`lesion_share` must be from 0 to 1. Received: {lesion_share!r}"
        )
    rng = np.random.default_rng(seed)
    with_lesion = _dealt(rng, num_patients, lesion_share)
    drawn = {"image": [], "mask": []}
    for lesion in with_lesion:
        image, mask = _head(rng, lesion)
        drawn["image"].append(image)
        drawn["mask"].append(mask)
    drawn = {name: np.concatenate(parts) for name, parts in drawn.items()}
    numbers = np.arange(SLICES)
    sites = np.array(SITES, object)[rng.integers(2, size=num_patients)]
    return {
        **drawn,
        "label": drawn["mask"].any(axis=(1, 2)).astype(np.int64),
        "slice": np.tile(numbers + 1, num_patients),
        "position": np.tile(
            (numbers / (SLICES - 1)).astype(np.float32), num_patients
        ),
        "site": np.repeat(sites, SLICES),
        "patient": np.repeat(np.arange(num_patients), SLICES),
    }


def _dealt(rng, count, share):
    """That share of the heads, rounded, in a random order."""
    return rng.permutation(np.arange(count) < round(share * count))


def _head(rng, has_lesion):
    """Slices and masks of one head."""
    z, row, column = np.meshgrid(
        np.linspace(-0.75, 0.92, SLICES),
        *[np.linspace(-1, 1, SIZE)] * 2,
        indexing="ij",
    )
    tall, wide = rng.uniform(0.82, 0.92), rng.uniform(0.66, 0.78)
    row = row - rng.uniform(-0.05, 0.05)
    column = column - rng.uniform(-0.05, 0.05)
    away = np.sqrt((row / tall) ** 2 + (column / wide) ** 2 + z**2)
    folds = _waves(rng, (row, column, z), 7, 12)
    layers = [
        (away < 1.0, SCALP),
        (away < 0.93, WATER),  # the skull gives no signal
        (away < 0.87, GREY),
        (away + 0.10 * folds < 0.72, WHITE),
        (_ventricles(rng, row, column, z), WATER),
    ]
    image = np.zeros((*z.shape, 3))
    for inside, greys in layers:
        image[inside] = greys
    _brighten_caps(rng, image, row, column, z)
    mask = np.zeros(z.shape, bool)
    if has_lesion:
        mask = _add_lesion(rng, image, (row, column, z), (tall, wide), away)
    return _as_scanned(rng, image, (row, column, z)), mask.astype(np.uint8)


def _waves(rng, axes, frequency, count):
    """A sum of plane waves of random direction, of variance 1."""
    total = 0
    for _ in range(count):
        way = rng.normal(size=3)
        way *= frequency * rng.uniform(0.6, 1.4) / np.linalg.norm(way)
        phase = rng.uniform(0, 2 * np.pi)
        along = sum(w * x for w, x in zip(way, axes, strict=True))
        total = total + np.cos(along + phase)
    return total * np.sqrt(2 / count)


def _ventricles(rng, row, column, z):
    """One to each side of the middle, neither at the base nor at the top."""
    size = rng.uniform(0.7, 1.3)
    beside = (np.abs(column) - 0.12) / (0.08 * size)
    return beside**2 + (row / (0.35 * size)) ** 2 + ((z - 0.1) / 0.4) ** 2 < 1


def _brighten_caps(rng, image, row, column, z):
    """White matter near the ventricles, in FLAIR: bright, and no lesion."""
    far = (np.abs(column) - 0.12) ** 2 + (np.abs(row) - 0.35) ** 2
    near = np.exp(-(far + (z - 0.1) ** 2) / 0.02)
    image[..., 1] += rng.uniform(0.05, 0.25) * near * (image[..., 1] > 0.2)


def _add_lesion(rng, image, axes, reach, away):
    """Draw an ellipsoid and its core; return where it is."""
    row, column, z = axes
    tall, wide = reach
    side = rng.choice([-1, 1])
    centre = (
        tall * rng.uniform(-0.45, 0.45),
        side * wide * rng.uniform(0.25, 0.55),
        rng.uniform(-0.2, 0.6),
    )
    radii = rng.uniform([0.15, 0.15, 0.20], [0.40, 0.32, 0.55])
    shares = [
        ((x - c) / r) ** 2
        for x, c, r in zip((row, column, z), centre, radii, strict=True)
    ]
    inside = 1 + 0.2 * _waves(rng, axes, 5, 6) - np.sqrt(sum(shares))
    inside[away >= 0.86] = -1
    share = np.clip(4 * inside, 0, 1)[..., None]
    strength = rng.uniform(0.5, 1.0)
    shown = image * (1 - strength) + np.array(LESION) * strength
    image[:] = image * (1 - share) + shown * share
    if rng.random() < 0.5:
        image[inside > 0.5] = CORE
    return inside > 0.1


def _as_scanned(rng, image, axes):
    """Gain, drift of the brightness and noise, as 8 bits."""
    gain = rng.uniform(0.7, 1.15, size=3)
    drift = 1 + 0.12 * _waves(rng, axes, 1.5, 3)[..., None]
    noisy = image * gain * drift + 0.03 * rng.normal(size=image.shape)
    return np.round(255 * np.clip(noisy, 0, 1)).astype(np.uint8)
