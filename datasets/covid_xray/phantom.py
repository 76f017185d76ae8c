"""Phantom of chest films collected from several web pages and one archive.

Each made-up patient has one to three films. Without finding the lungs are
dark; another pneumonia is one large opacity in one lung; COVID-19 is several
small patches in both lungs, low and near the ribs. What a collection does is
drawn, too: each source has its own contrast, frame and marker in a corner of
the film, and where `confounded` is true the finding depends on the source. A
classifier may then read the marker and never look at a lung. Where it is
false, every source has every finding alike, and all sources look the same.
"""

from typing import NamedTuple

import numpy as np

SIZE = 64  # pixels
NONE, OTHER, COVID = 0, 1, 2


class Source(NamedTuple):
    """How films of one place look."""

    name: str
    collection: str  # "web" or "archive"
    contrast: float  # 1 keeps the differences of brightness
    exposure: float  # added to the brightness
    marker: tuple  # row, column, height, width in parts of the film; or ()
    frame: int  # dark pixels along the upper and lower edge
    aspect: float  # width / height of the picture before it was squeezed


SOURCES = (
    Source("archive", "archive", 1.0, 0.00, (0.04, 0.82, 0.06, 0.12), 0, 1.0),
    Source("atlas-a", "web", 0.8, 0.06, (0.88, 0.80, 0.06, 0.14), 0, 1.2),
    Source("atlas-b", "web", 0.9, -0.04, (0.04, 0.06, 0.10, 0.06), 0, 1.1),
    Source("atlas-c", "web", 0.8, 0.04, (0.86, 0.06, 0.05, 0.16), 2, 1.3),
)
PLAIN = Source("", "web", 0.9, 0.0, (), 0, 1.1)
# Share of each source among the patients of a label, where confounded.
SHARES = {
    NONE: (0.95, 0.00, 0.00, 0.05),
    OTHER: (0.45, 0.08, 0.47, 0.00),
    COVID: (0.00, 0.44, 0.08, 0.48),
}
LUNGS = ((0.50, 0.29, 0.30, 0.15), (0.50, 0.71, 0.30, 0.15))
PORTABLE = {NONE: 0.6, OTHER: 0.5, COVID: 0.7}  # share of AP films


def films(
    num_patients: int, seed: int, confounded: bool = True
) -> dict[str, np.ndarray]:
    """Draw all films of some made-up patients, a third of each finding.

    Args:
        num_patients: whole number of at least 1.
        seed: of all draws; the same seed gives the same bytes.
        confounded: whether sources differ in looks and findings.

    Returns:
        `image` (films, SIZE, SIZE), uint8; `label` (0 none, 1 other
        pneumonia, 2 COVID-19); `source`, `collection` and `view`, text;
        `boxes` (films, 2, 4), upper, left, lower and right edge of each lung
        in pixels; `lung_mask` (films, SIZE, SIZE), 0 or 1; `aspect`;
        `patient` (0, 1, ...).

    Raises:
        ValueError: `num_patients` is no whole number of at least 1.

    Example:
        >>> from medkeras_datasets.covid_xray import phantom
        >>> drawn = phantom.films(6, seed=0)
        >>> drawn["image"].shape[1:], sorted(set(drawn["label"].tolist()))
        ((64, 64), [0, 1, 2])

    Chapter: 3.1.6
    """
    whole = isinstance(num_patients, int | np.integer)
    if not whole or num_patients < 1:
        raise ValueError(
            "`num_patients` must be a whole number of at least 1. Received: "
            f"{num_patients!r}"
        )
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(num_patients) % 3)
    rows = []
    for patient, label in enumerate(labels.tolist()):
        rows += _patient(rng, patient, label, confounded)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _patient(rng, patient, label, confounded) -> list[dict]:
    shares = SHARES[label] if confounded else (0.25,) * len(SOURCES)
    source = SOURCES[rng.choice(len(SOURCES), p=shares)]
    look = source if confounded else PLAIN
    body = _Body(*rng.normal(0, 0.02, 2), rng.uniform(0.9, 1.06))
    air = rng.uniform(0.30, 0.42)
    ribs = rng.uniform(0, 1, 2)
    spots = _spots(rng, label, body)
    view = "AP" if rng.random() < PORTABLE[label] else "PA"
    rows = []
    for _ in range(rng.integers(1, 4)):
        place = body._replace(down=body.down + rng.normal(0, 0.012))
        lungs = [_lung(place, shape) for shape in LUNGS]
        image = _anatomy(lungs, place, air, ribs)
        for row, column, radius, strength in spots:
            glow = rng.uniform(0.7, 1.2) * strength
            image = image + glow * _spot(row, column, radius) * sum(lungs)
        rows.append(
            {
                "image": _expose(rng, image, look),
                "label": label,
                "source": source.name,
                "collection": source.collection,
                "view": view,
                "boxes": np.array([_box(place, shape) for shape in LUNGS]),
                "lung_mask": (sum(lungs) > 0.5).astype(np.uint8),
                "aspect": np.float32(look.aspect),
                "patient": patient,
            }
        )
    return rows


class _Body(NamedTuple):
    """Where a patient lies on the film, and how large."""

    down: float
    across: float
    scale: float


def _grid():
    centre = (np.arange(SIZE) + 0.5) / SIZE
    return centre[:, None], centre[None, :]


def _middle(body, shape):
    """Row, column and half axes of a lung, in parts of the film."""
    row, column, tall, wide = shape
    column = 0.5 + (column - 0.5) * body.scale + body.across
    return row + body.down, column, tall * body.scale, wide * body.scale


def _lung(body, shape):
    row, column, tall, wide = _middle(body, shape)
    y, x = _grid()
    away = np.sqrt(((y - row) / tall) ** 2 + ((x - column) / wide) ** 2)
    return 1 / (1 + np.exp((away - 1) / 0.05))


def _box(body, shape):
    row, column, tall, wide = _middle(body, shape)
    edges = (row - tall, column - wide, row + tall, column + wide)
    return np.clip(np.array(edges) * SIZE, 0, SIZE).astype(np.float32)


def _spot(row, column, radius):
    y, x = _grid()
    return np.exp(-((y - row) ** 2 + (x - column) ** 2) / (2 * radius**2))


def _spots(rng, label, body) -> list[tuple]:
    """Row, column, radius and strength of each opacity."""
    if label == NONE:
        return []
    if label == OTHER:
        row, column, tall, wide = _middle(body, LUNGS[rng.integers(2)])
        row += rng.uniform(-0.6, 0.5) * tall
        column += rng.uniform(-0.4, 0.4) * wide
        return [(row, column, rng.uniform(0.06, 0.10), rng.uniform(0.2, 0.34))]
    spots = []
    for side, shape in zip((-1, 1), LUNGS, strict=True):
        row, column, tall, wide = _middle(body, shape)
        for _ in range(rng.integers(1, 4)):
            low = row + rng.uniform(-0.1, 0.75) * tall
            outer = column + side * rng.uniform(0.3, 0.8) * wide
            radius, strength = rng.uniform(0.03, 0.05), rng.uniform(0.15, 0.28)
            spots.append((low, outer, radius, strength))
    return spots


def _anatomy(lungs, body, air, ribs):
    """A film without finding: tissue, lungs, ribs, heart, diaphragm."""
    both = sum(lungs)
    film = 0.66 - air * both
    y, x = _grid()
    arch = y + (0.2 + 0.15 * ribs[0]) * np.abs(x - 0.5 - body.across)
    film = film + 0.05 * both * np.cos(2 * np.pi * (arch * 7 + ribs[1]))
    film = film + 0.24 * _lung(body, (0.62, 0.56, 0.17, 0.14)) * both
    dome = 0.8 + body.down - 0.06 * np.cos(4 * np.pi * (x - 0.25))
    return film + 0.2 * both / (1 + np.exp((dome - y) / 0.02))


def _expose(rng, image, look: Source):
    """What the source shows: contrast, exposure, noise, marker; uint8."""
    own = rng.normal(0, 0.04)
    image = 0.5 + look.contrast * (image - 0.5) + look.exposure + own
    image = image + 0.03 * rng.standard_normal(image.shape)
    if look.marker:
        row, column, tall, wide = (round(SIZE * part) for part in look.marker)
        image[row : row + tall, column : column + wide] = 0.95
    if look.frame:
        image[: look.frame] = image[-look.frame :] = 0.0
    return np.round(255 * np.clip(image, 0, 1)).astype(np.uint8)
