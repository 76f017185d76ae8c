"""Lesions drawn by a program: 30 diseases, known factors, a skin tone.

Every number is drawn; no patient was photographed. What makes a disease is
its form (asymmetry, border), its colours and its diameter; a lesion of a
disease varies around these. Dark skin lessens the contrast of a lesion, and
is rare in training, as it is in the collections of real pictures.
"""

import numpy as np
from medkeras_datasets.ham10000.diseases import (
    CLASSES,
    MALIGNANT,
    PHANTOM_LEAVES,
)

SIZE = 75  # pixels of a side
LIGHT = np.array([0.93, 0.76, 0.68])
DARK = np.array([0.36, 0.23, 0.17])
# Colour of a lesion, of its second colour, and asymmetry, border, diameter.
LOOKS = {
    "akiec": ((0.78, 0.42, 0.38), (0.92, 0.80, 0.70), 0.35, 0.30, 0.45),
    "bcc": ((0.86, 0.55, 0.52), (0.38, 0.42, 0.56), 0.40, 0.25, 0.50),
    "bkl": ((0.58, 0.40, 0.26), (0.74, 0.58, 0.38), 0.25, 0.35, 0.55),
    "df": ((0.66, 0.46, 0.40), (0.90, 0.82, 0.78), 0.12, 0.12, 0.40),
    "mel": ((0.30, 0.19, 0.15), (0.44, 0.36, 0.46), 0.55, 0.45, 0.60),
    "nv": ((0.50, 0.32, 0.22), (0.40, 0.25, 0.17), 0.15, 0.15, 0.42),
    "vasc": ((0.70, 0.16, 0.24), (0.48, 0.10, 0.26), 0.15, 0.15, 0.40),
}
# How common the seven are among lesions, not so unequal as in life.
SHARES = {
    "akiec": 0.08, "bcc": 0.10, "bkl": 0.15, "df": 0.06, "mel": 0.17,
    "nv": 0.36, "vasc": 0.08,
}  # fmt: skip
SITES = ("back", "face", "lower extremity", "trunk", "upper extremity")
MOST_PHOTOS = 3


def diseases() -> dict[str, np.ndarray]:
    """Mean look of the 30 diseases, drawn once around that of their kind."""
    rng = np.random.default_rng(30)
    looks = {name: [] for name in ("first", "second", "shape")}
    for above, _ in PHANTOM_LEAVES:
        first, second, *shape = LOOKS[above]
        looks["first"].append(first + rng.normal(0, 0.07, 3))
        looks["second"].append(second + rng.normal(0, 0.07, 3))
        looks["shape"].append(shape + rng.normal(0, 0.09, 3))
    looks = {key: np.clip(each, 0.05, 0.95) for key, each in looks.items()}
    for colours in (looks["first"], looks["second"]):  # skin is never green
        colours[:, 1] = np.minimum(colours[:, 1], 0.9 * colours[:, 0])
    return looks


def lesions(count: int, seed: int, dark: float = 0.1) -> dict[str, np.ndarray]:
    """Draw lesions with one to three pictures each.

    Args:
        count: number of lesions.
        seed: seed of the one draw.
        dark: share of them on dark skin.

    Returns:
        Columns of one length, a row a picture; `lesion` counts from 0.

    Raises:
        ValueError: no whole number of lesions.
    """
    whole = isinstance(count, int | np.integer) and not isinstance(count, bool)
    if not whole or count < 1:
        raise ValueError(
            f"`count` must be a whole number, at least 1. Received: {count!r}"
        )
    rng = np.random.default_rng(seed)
    leaf = _leaves(count, rng)
    looks = diseases()
    shape = looks["shape"][leaf] + rng.normal(0, 0.05, (count, 3))
    rare = rng.random(count) < dark
    tone = np.where(
        rare, rng.uniform(0.7, 1, count), rng.uniform(0, 0.3, count)
    )
    facts = {
        "disease": leaf,
        "asymmetry": np.clip(shape[:, 0], 0, 1),
        "border": np.clip(shape[:, 1], 0, 1),
        "diameter": np.clip(shape[:, 2], 0.2, 0.8),
        "tone": tone,
        **_person(leaf, rng),
    }
    facts["first"], facts["second"] = (
        np.clip(looks[name][leaf] + rng.normal(0, 0.04, (count, 3)), 0, 1)
        for name in ("first", "second")
    )
    photos = rng.choice(np.arange(1, MOST_PHOTOS + 1), count, p=(0.7, 0.2, 0.1))
    owner = np.repeat(np.arange(count), photos)
    columns = {name: facts[name][owner] for name in facts}
    columns["image"], columns["mask"] = _draw(columns, owner, rng)
    for name in ("first", "second"):
        del columns[name]
    columns["label"] = np.array(
        [CLASSES.index(PHANTOM_LEAVES[each][0]) for each in columns["disease"]]
    )
    columns["lesion"] = owner
    return columns


def _leaves(count, rng):
    """A disease for each lesion, by the shares of the seven."""
    above = [name for name, _ in PHANTOM_LEAVES]
    share = np.array([SHARES[name] / above.count(name) for name in above])
    return rng.choice(len(above), count, p=share / share.sum())


def _person(leaf, rng):
    """Age, sex, site, and how the diagnosis was confirmed: that leaks."""
    kind = np.array([PHANTOM_LEAVES[each][0] for each in leaf], dtype=object)
    ill = np.isin(kind, MALIGNANT)
    count = len(leaf)
    age = 5 * np.round(rng.normal(np.where(ill, 62, 50), 14, count) / 5)
    ways = np.where(rng.random(count) < 0.5, "histo", "consensus")
    ways = np.where(
        (kind == "nv") & (rng.random(count) < 0.6), "follow_up", ways
    )
    return {
        "age": np.clip(age, 0, 85),
        "sex": rng.choice(["female", "male"], count).astype(object),
        "site": rng.choice(SITES, count).astype(object),
        "dx_type": np.where(ill, "histo", ways).astype(object),
    }


def _draw(facts, owner, rng):
    """Pictures (rows, SIZE, SIZE, 3) and masks of lesions on skin."""
    waves = rng.normal(size=(owner.max() + 1, 2, 5))  # the outline, a lesion
    blobs = rng.uniform(-0.5, 0.5, (owner.max() + 1, 4, 2))
    images, masks = [], []
    axis = (np.arange(SIZE) - (SIZE - 1) / 2) / (SIZE / 2)
    for row, lesion in enumerate(owner):
        turn, moved = rng.uniform(0, 2 * np.pi), rng.normal(0, 0.06, 2)
        y, x = np.meshgrid(axis - moved[0], axis - moved[1], indexing="ij")
        along = x * np.cos(turn) + y * np.sin(turn)
        across = y * np.cos(turn) - x * np.sin(turn)
        one = {name: values[row] for name, values in facts.items()}
        inside, place = _outline(one, along, across, waves[lesion])
        colour = _colours(one, place, blobs[lesion], rng)
        images.append(_photo(one, inside, colour, rng))
        masks.append(inside > 0.5)
    return np.stack(images), np.stack(masks).astype(np.uint8)


def _outline(one, along, across, waves):
    """How far each pixel is in the lesion, 0 to 1, and where in it."""
    stretch = 1 + 0.5 * one["asymmetry"]
    along, across = along / stretch, across * stretch
    angle = np.arctan2(across, along)
    radius = np.full(angle.shape, one["diameter"] / 1.3)
    # An odd wave makes the halves unequal; short ones roughen the border.
    radius = radius * (1 + 0.3 * one["asymmetry"] * np.cos(angle + waves[0, 0]))
    for wave in range(1, 5):
        rough = 0.12 * one["border"] * waves[0, wave]
        radius = radius * (
            1 + rough * np.cos((wave + 3) * angle + waves[1, wave])
        )
    away = np.hypot(along, across)
    soft = 0.03 + 0.08 * (1 - one["border"])
    inside = 1 / (1 + np.exp(np.clip((away - radius) / soft * 2, -30, 30)))
    return inside, np.stack([along, across], axis=-1)


def _colours(one, place, blobs, rng):
    """Colour of the lesion at each pixel: the second one lies in blobs."""
    near = np.zeros(place.shape[:2])
    for blob in blobs:
        gap = ((place - one["diameter"] * blob) ** 2).sum(axis=-1)
        near = np.maximum(near, np.exp(-gap / 0.02))
    share = (near * (0.3 + one["asymmetry"]))[..., None].clip(0, 1)
    return one["first"] * (1 - share) + one["second"] * share


def _photo(one, inside, colour, rng):
    """Skin with the lesion on it, under a light of its own, with noise."""
    skin = LIGHT + one["tone"] * (DARK - LIGHT)
    contrast = 0.95 - 0.45 * one["tone"]
    cover = (inside * contrast)[..., None]
    picture = (
        skin * (1 - cover) + colour * (0.4 + 0.6 * (1 - one["tone"])) * cover
    )
    light = rng.normal(1, 0.05) * rng.normal(1, 0.03, 3)
    grain = rng.normal(0, 0.02, picture.shape)
    return np.round(255 * np.clip(picture * light + grain, 0, 1)).astype(
        np.uint8
    )
