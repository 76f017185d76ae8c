"""Shifts of domain: films as another machine or hand might take them."""

import numpy as np
from scipy import ndimage

from medkeras.imaging.augmentation import check_films

EDGE = {"order": 1, "mode": "nearest"}  # interpolation, and what lies outside


def shifted_domains(
    x: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Seven changed copies of a set of films, one kind of change each.

    Args:
        x: grey values from 0 to 1, (films, height, width, 1).
        rng: random generator.

    Returns:
        Films of the same shape by the name of the change: contrast,
        exposure, gamma, position, size, blur and noise.

    Raises:
        UsageError: another shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.domain_shift import shifted_domains
        >>> list(shifted_domains(np.zeros((2, 8, 8, 1)),
        ...                      np.random.default_rng(0)))[:3]
        ['contrast', 'exposure', 'gamma']

    Reference: Hendrycks and Dietterich 2019, "Benchmarking neural network
        robustness to common corruptions and perturbations",
        doi:10.48550/arXiv.1903.12261.
    Chapter: 2.1.1
    """
    check_films(x)
    one = (len(x), 1, 1, 1)
    mean = x.mean(axis=(1, 2, 3), keepdims=True)
    steps = rng.integers(-3, 4, (len(x), 2))
    scales = rng.uniform(0.87, 1.15, (len(x), 1)) * [1, 1]
    changed = {
        "contrast": mean + (x - mean) * rng.choice([0.6, 1.5], one),
        "exposure": x + rng.choice([-0.15, 0.15], one),
        "gamma": x ** rng.choice([0.65, 1.5], one),
        "position": _moved(x, steps),
        "size": _scaled(x, scales),
        "blur": ndimage.gaussian_filter(x, (0, 0.8, 0.8, 0)),
        "noise": x + rng.normal(0, 0.05, x.shape),
    }
    return {name: np.clip(films, 0, 1) for name, films in changed.items()}


def _moved(x, steps):
    films = [
        ndimage.shift(film, (*step, 0), **EDGE)
        for film, step in zip(x, steps, strict=True)
    ]
    return np.reshape(films, x.shape)


def _scaled(x, scales):
    """Larger or smaller about the middle of the film."""
    middle = (np.array(x.shape[1:3]) - 1) / 2
    films = [
        ndimage.affine_transform(
            film[..., 0], scale, middle * (1 - scale), **EDGE
        )
        for film, scale in zip(x, scales, strict=True)
    ]
    return np.reshape(films, x.shape)
