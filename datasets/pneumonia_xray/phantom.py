"""Phantom of a chest film: lungs, ribs, heart, and an opacity of known place.

On a chest film air is dark and water is bright. Where pneumonia fills the air
spaces of a part of the lung with fluid, as bacterial ones often do, that part
shows as an opacity: a bright patch with soft edges. (Viral pneumonia tends to
be diffuse; the phantom has none.) The phantom draws two lung fields, the
heart between them, ribs and diaphragm, and in some films one opacity inside a
lung. Films come from several made-up sites, whose exposure, contrast, noise,
positioning and share of ill patients differ.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Site(NamedTuple):
    """How films of one place look, and how many of its patients are ill."""

    prevalence: float  # share of films with an opacity
    contrast: float  # 1 keeps the differences of brightness
    exposure: float  # added to the brightness of every film
    noise: float  # standard deviation, in parts of the grey scale
    shift: float  # of the patient downwards, in parts of the height


SITES = (
    Site(0.65, 1.00, 0.00, 0.020, 0.00),
    Site(0.50, 0.85, 0.05, 0.030, 0.02),
    Site(0.35, 0.75, 0.12, 0.040, -0.04),
)
STRENGTH = (0.16, 0.34)  # brightness that an opacity adds at its centre
RADIUS = (0.05, 0.10)  # standard deviation of an opacity, parts of the height
LUNGS = ((0.50, 0.29, 0.30, 0.16), (0.50, 0.71, 0.30, 0.15))


def films(
    num_patients: int,
    seed: int,
    sites: Sequence[int] = (0, 1),
    size: int = 28,
) -> dict[str, np.ndarray]:
    """Draw one chest film for each of some made-up patients.

    Args:
        num_patients: films to draw, in equal parts from the sites.
        seed: seed of all draws; the same seed gives the same bytes.
        sites: numbers of the sites, 0 to 2.
        size: height and width of a film, pixels.

    Returns:
        `image` (patients, size, size, 1), uint8; `clean`, the same as
        float32 in [0, 1] before exposure and noise; `healthy`, the clean
        film without its opacity; `label` (1: opacity); `site`; `row`,
        `column`, `radius` of the opacity in pixels, NaN where there is
        none (the radius is the standard deviation of a Gaussian); `patient`
        (0, 1, ...).

    Raises:
        ValueError: no patients, films too small to hold a rib, no site, or
            one that does not exist.

    Example:
        >>> from medkeras_datasets.pneumonia_xray import phantom
        >>> drawn = phantom.films(4, seed=0)
        >>> drawn["image"].shape, drawn["site"].tolist()
        ((4, 28, 28, 1), [0, 1, 0, 1])

    Chapter: 2.1.1
    """
    _check(num_patients, sites, size)
    rng = np.random.default_rng(seed)
    site = np.resize(np.asarray(sites), num_patients)
    label = _labels(rng, site)
    shift = np.array([SITES[s].shift for s in site])
    where = _positions(rng, shift)
    healthy = _anatomy(rng, where, size)
    place = _places(rng, where)
    strength = rng.uniform(*STRENGTH, num_patients) * label
    clean = healthy + strength[:, None, None] * _spots(*place, size)
    ill = label == 1
    row, column, radius = (np.where(ill, v * size, np.nan) for v in place)
    return {
        "image": _expose(rng, clean, site)[..., None],
        "clean": clean[..., None].astype(np.float32),
        "healthy": healthy[..., None].astype(np.float32),
        "label": label,
        "site": site.astype(np.int64),
        # Places count from the upper edge; pixel 0 has its centre at 0.
        "row": (row - 0.5).astype(np.float32),
        "column": (column - 0.5).astype(np.float32),
        "radius": radius.astype(np.float32),
        "patient": np.arange(num_patients, dtype=np.int64),
    }


def _check(num_patients, sites, size):
    known = range(len(SITES))
    whole = all(isinstance(n, int | np.integer) for n in (num_patients, size))
    good = whole and num_patients >= 1 and size >= 16
    if not good or not len(sites) or not set(sites) <= set(known):
        raise ValueError(
            "`num_patients` and `size` must be whole numbers of at least 1 "
            f"and 16, `sites` numbers from 0 to {len(SITES) - 1}. "
            f"Received: {num_patients}, {size}, {tuple(sites)}"
        )


def _labels(rng, site) -> np.ndarray:
    """Each site's share of ill patients, rounded, in random order."""
    label = np.zeros(len(site), np.int64)
    for number in np.unique(site):
        here = rng.permutation(np.flatnonzero(site == number))
        label[here[: round(SITES[number].prevalence * len(here))]] = 1
    return label


def _positions(rng, shift):
    """Where and how large each patient lies: down, across, scale."""
    count = len(shift)
    return (
        shift + rng.normal(0, 0.02, count),
        rng.normal(0, 0.02, count),
        rng.uniform(0.9, 1.08, count),
    )


def _grid(size: int):
    """Rows and columns of the pixels' centres, in parts of the height."""
    centre = (np.arange(size) + 0.5) / size
    return centre[None, :, None], centre[None, None, :]


def _ellipse(down, across, scale, shape, size: int) -> np.ndarray:
    """Soft-edged ellipse, 1 inside; shape: row, column, half axes."""
    row, column, tall, wide = shape
    y, x = _grid(size)
    y0 = (row + down)[:, None, None]
    x0 = (0.5 + (column - 0.5) * scale + across)[:, None, None]
    tall, wide = (tall * scale)[:, None, None], (wide * scale)[:, None, None]
    distance = np.sqrt(((y - y0) / tall) ** 2 + ((x - x0) / wide) ** 2)
    return 1 / (1 + np.exp((distance - 1) / 0.07))


def _anatomy(rng, where, size: int) -> np.ndarray:
    """A healthy film: tissue, lungs, ribs, vessels, heart, diaphragm."""
    down, across, _ = where
    count = len(down)
    lungs = sum(_ellipse(*where, shape, size) for shape in LUNGS)
    air = rng.uniform(0.30, 0.42, count)[:, None, None]
    film = 0.66 - air * lungs
    y, x = _grid(size)
    slope = rng.uniform(0.2, 0.35, count)[:, None, None]
    phase = rng.uniform(0, 1, count)[:, None, None]
    arch = y + slope * np.abs(x - 0.5 - across[:, None, None])
    film = film + 0.05 * lungs * np.cos(2 * np.pi * (arch * 7 + phase))
    film = film + lungs * _vessels(rng, where, size)
    heart = np.array([0.62, 0.56, 0.17, 0.14])  # to the patient's left
    film = film + 0.24 * _ellipse(*where, heart, size) * lungs
    bottom = 0.80 + down + rng.normal(0, 0.02, count)
    dome = 0.06 * np.cos(4 * np.pi * (x - 0.25))
    below = 1 / (1 + np.exp((bottom[:, None, None] - dome - y) / 0.02))
    return np.clip(film + 0.2 * below * lungs, 0, 1)


def _vessels(rng, where, size: int) -> np.ndarray:
    """Bright vessels around each lung's root; everybody has them."""
    down, across, scale = where
    film = 0
    for side in (-1, 1):
        for _ in range(3):
            row = 0.5 + down + rng.normal(0, 0.05, len(down))
            reach = rng.uniform(0.08, 0.2, len(down))
            column = 0.5 + across + side * reach * scale
            width = rng.uniform(0.02, 0.045, len(down))
            glow = rng.uniform(0.02, 0.10, len(down))[:, None, None]
            film = film + glow * _spots(row, column, width, size)
    return film


def _places(rng, where):
    """Row, column and radius of an opacity, inside a lung field."""
    down, across, scale = where
    count = len(down)
    lung = np.array(LUNGS)[rng.integers(0, 2, count)]
    angle = rng.uniform(0, 2 * np.pi, count)
    reach = 0.75 * np.sqrt(rng.uniform(0, 1, count))  # even over the area
    row = lung[:, 0] + down + reach * np.sin(angle) * lung[:, 2] * scale
    centre = 0.5 + (lung[:, 1] - 0.5) * scale + across
    column = centre + reach * np.cos(angle) * lung[:, 3] * scale
    return row, column, rng.uniform(*RADIUS, count)


def _spots(row, column, radius, size: int) -> np.ndarray:
    """Gaussian spots of height 1, (patients, size, size)."""
    y, x = _grid(size)
    across = (y - row[:, None, None]) ** 2 + (x - column[:, None, None]) ** 2
    return np.exp(-across / (2 * radius[:, None, None] ** 2))


def _expose(rng, clean: np.ndarray, site) -> np.ndarray:
    """What the site's machine shows: contrast, exposure, noise; uint8."""
    contrast, exposure, noise = (
        np.array([getattr(SITES[s], name) for s in site])[:, None, None]
        for name in ("contrast", "exposure", "noise")
    )
    own = rng.normal(0, 0.05, len(clean))[:, None, None]  # of this film
    seen = 0.5 + contrast * (clean - 0.5) + exposure + own
    seen = seen + noise * rng.standard_normal(clean.shape)
    return np.round(255 * np.clip(seen, 0, 1)).astype(np.uint8)
