"""Numbers that describe a lesion: form, border, colors, texture.

They follow the dermatologist's ABCD: asymmetry, border, color, diameter.
"""

import itertools
from collections.abc import Mapping

import numpy as np
from scipy import ndimage
from skimage.color import rgb2lab

from medkeras.imaging.color_constancy import colors
from medkeras.imaging.lesion_mask import masks_of, middle_distance
from medkeras.utils.arrays import check_one_length
from medkeras.utils.errors import UsageError

CHANNELS = ("L", "a", "b")  # of CIELAB: light, red to green, yellow to blue
QUANTILES = (0.05, 0.25, 0.75, 0.95)
# The six colors that dermatologists count, in CIELAB (values set by hand).
SIX_COLORS = {
    "white": (100, 0, 0), "red": (50, 45, 30), "dark brown": (30, 15, 20),
    "light brown": (65, 15, 30), "blue-grey": (50, -5, -10),
    "black": (10, 0, 0),
}  # fmt: skip
PRESENT = 0.03  # share of the lesion from which a color counts as there
SCALES = (0.7, 1.5, 3.0)  # of the slopes of brightness, pixels of 75
RINGS = (0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.5)


def lesion_features(images: np.ndarray) -> dict[str, np.ndarray]:
    """Describe the lesion of each picture by numbers with names.

    Args:
        images: (images, side, side, 3), values from 0 to 1; best after
            `shades_of_gray`.

    Returns:
        Columns (images,) by name: form ("area", "flip along", ...), colors
        of the lesion and of the skin around it in CIELAB, shares of the six
        dermatoscopic colors, slopes of brightness, patterns of neighbours,
        and mean colors of rings around the middle.

    Raises:
        UsageError: other than three channels, or values outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.lesion_features import lesion_features
        >>> image = np.full((1, 20, 20, 3), 0.8)
        >>> image[0, 5:15, 5:15] = [0.4, 0.2, 0.1]
        >>> found = lesion_features(image)
        >>> float(found["area"][0]), bool(found["contrast L"][0] < 0)
        (0.25, True)

    Reference: the rule of ABCD: Stolz et al. 1994; Nachbar et al. 1994,
        doi:10.1016/S0190-9622(94)70061-3.
    Chapter: 3.1.4
    """
    lab = rgb2lab(colors("images", images).astype(np.float32))
    masks = masks_of(lab)
    found = _form(masks) | _colors(lab, masks)
    found |= _six_colors(lab, masks) | _slopes(lab[..., 0], masks)
    return found | _patterns(lab[..., 0], masks) | _rings(lab)


def feature_table(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Put the columns of `lesion_features` side by side.

    Args:
        columns: (rows,) each, by name.

    Returns:
        (rows, columns), in the order of the names.

    Raises:
        UsageError: no columns, or columns of different lengths.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.lesion_features import feature_table
        >>> feature_table({"area": np.ones(3), "off centre": np.zeros(3)}).shape
        (3, 2)

    Chapter: 3.1.4
    """
    if not columns:
        raise UsageError("`columns` must hold a column. Received: none")
    check_one_length(**columns)
    return np.stack(list(columns.values()), axis=1)


def _form(masks):
    """Size and symmetry: the mask mirrored along its axes, how much is off?"""
    rows = [_form_of(mask) for mask in masks]
    names = (
        "area", "elongation", "compactness", "off centre", "flip along",
        "flip across",
    )  # fmt: skip
    return dict(zip(names, np.array(rows).reshape(-1, 6).T, strict=True))


def _form_of(mask):
    side = len(mask)
    places = np.argwhere(mask).astype(float)
    middle = places.mean(axis=0)
    spread, axes = np.linalg.eigh(
        np.cov((places - middle).T) + 1e-9 * np.eye(2)
    )
    border = (mask & ~ndimage.binary_erosion(mask)).sum()
    flips = []
    for axis in axes.T:
        # Mirror each pixel at the axis; which of them fall outside?
        along = (places - middle) @ axis
        mirrored = places - 2 * along[:, None] * axis
        y, x = np.clip(np.rint(mirrored).astype(int), 0, side - 1).T
        flips.append(1 - mask[y, x].mean())
    off = np.linalg.norm(middle - (side - 1) / 2) / side
    return (
        mask.mean(),
        np.sqrt(spread[1] / max(spread[0], 1e-9)),
        border**2 / (4 * np.pi * len(places)),
        off,
        *flips,
    )


def _colors(lab, masks):
    """Mean, spread and quantiles inside and outside, and their contrast."""
    found, means = {}, {}
    for name, where in (("lesion", masks), ("skin", ~masks)):
        mean, spread = _mean_and_spread(lab, where)
        means[name] = mean
        found |= _named(f"{name} mean", mean) | _named(f"{name} spread", spread)
        for level in QUANTILES:
            found |= _named(f"{name} {level:.0%}", np.zeros_like(mean))
        for row, mask in enumerate(where):
            pixels = lab[row][mask] if mask.any() else mean[row : row + 1]
            ordered = np.sort(pixels, axis=0)
            for level in QUANTILES:
                place = int(level * (len(ordered) - 1))
                for number, channel in enumerate(CHANNELS):
                    key = f"{name} {level:.0%} {channel}"
                    found[key][row] = ordered[place, number]
    return found | _named("contrast", means["lesion"] - means["skin"])


def _six_colors(lab, masks):
    """Share of the lesion nearest to each of the six; how many there are."""
    gaps = [
        ((lab - np.array(color)) ** 2).sum(axis=-1)
        for color in SIX_COLORS.values()
    ]
    nearest = np.argmin(gaps, axis=0)
    shares = {
        f"share {name}": _share((nearest == number) & masks, masks)
        for number, name in enumerate(SIX_COLORS)
    }
    there = sum(share > PRESENT for share in shares.values())
    return shares | {"number of colors": there.astype(float)}


def _slopes(light, masks):
    """How steep the brightness is: in the lesion, outside, at its border."""
    inner = ndimage.binary_erosion(masks, np.ones((1, 5, 5), bool))
    found = {}
    for scale in SCALES:
        wide = scale * light.shape[1] / 75
        down, across = (
            ndimage.gaussian_filter(light, (0, wide, wide), order=order)
            for order in ((0, 1, 0), (0, 0, 1))
        )
        steep = np.hypot(down, across)[..., None]
        for name, where in (
            ("lesion", masks), ("skin", ~masks), ("border", masks & ~inner),
        ):  # fmt: skip
            mean, spread = _mean_and_spread(steep, where)
            found[f"slope {scale} {name}"] = mean[:, 0]
            if name == "border":
                found[f"slope {scale} border spread"] = spread[:, 0]
    return found


def _patterns(light, masks):
    """Local binary patterns: how many of eight neighbours are brighter.

    Uniform ones, with two changes at most around the circle, by their number
    of brighter neighbours; all others together.
    """
    found = {}
    for reach in (1, 2):
        code = _binary_patterns(light, reach)
        for name, where in (("lesion", masks), ("skin", ~masks)):
            for number in range(10):
                share = _share((code == number) & where, where)
                found[f"pattern {reach} {number} {name}"] = share
    return found


def _binary_patterns(light, reach):
    padded = np.pad(light, ((0, 0), (reach,) * 2, (reach,) * 2), "edge")
    side = light.shape[1]
    around = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))
    brighter = np.stack(
        [
            padded[:, reach * y :, reach * x :][:, :side, :side] >= light
            for y, x in around
        ]
    )
    changes = (brighter != np.roll(brighter, 1, axis=0)).sum(axis=0)
    return np.where(changes <= 2, brighter.sum(axis=0), 9)


def _rings(lab):
    """Mean and spread of the color in rings around the middle."""
    away, found = middle_distance(lab.shape[1]), {}
    for low, high in itertools.pairwise(RINGS):
        ring = lab[:, (away >= low) & (away < high)]
        if ring.shape[1]:
            found |= _named(f"ring {low} mean", ring.mean(axis=1))
            found |= _named(f"ring {low} spread", ring.std(axis=1))
    return found


def _mean_and_spread(values, where):
    """Over the pixels of each mask, (images, channels); 0 where it is empty."""
    weights = where[..., None] / np.maximum(
        where.sum(axis=(1, 2))[:, None, None, None], 1
    )
    mean = (values * weights).sum(axis=(1, 2))
    square = ((values - mean[:, None, None]) ** 2 * weights).sum(axis=(1, 2))
    return mean, np.sqrt(square)


def _share(part, whole):
    return part.sum(axis=(1, 2)) / np.maximum(whole.sum(axis=(1, 2)), 1)


def _named(name, values):
    return {
        f"{name} {channel}": values[:, number].copy()
        for number, channel in enumerate(CHANNELS)
    }
