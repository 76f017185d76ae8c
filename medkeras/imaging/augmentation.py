"""Augmentation of films: moved a little, with other contrast and exposure."""

import numpy as np

from medkeras.utils.errors import UsageError

MOST_PIXELS = 2  # a film is moved by at most this, up, down or across


def augment_films(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Move, stretch in contrast and lighten each film, all at random.

    Films are not mirrored: the heart has a side.

    Args:
        x: grey values from 0 to 1, (films, height, width, 1).
        rng: random generator.

    Returns:
        Films of the same shape: moved by up to two pixels (edges repeated),
        contrast times 0.8 to 1.2, exposure plus or minus 0.1, cut to 0..1.

    Raises:
        UsageError: another shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.augmentation import augment_films
        >>> films = np.zeros((3, 8, 6, 1))
        >>> augment_films(films, np.random.default_rng(0)).shape
        (3, 8, 6, 1)

    Reference: Shorten and Khoshgoftaar 2019, "A survey on image data
        augmentation for deep learning", doi:10.1186/s40537-019-0197-0.
    Chapter: 2.1.1
    """
    check_films(x)
    count, height, width = x.shape[:3]
    largest = 2 * MOST_PIXELS + 1
    shifts = rng.integers(0, largest, (2, count, 1))
    rows = shifts[0] + np.arange(height)
    columns = shifts[1] + np.arange(width)
    edges = ((0, 0), (MOST_PIXELS,) * 2, (MOST_PIXELS,) * 2, (0, 0))
    film = np.arange(count)[:, None, None]
    moved = np.pad(x, edges, "edge")[film, rows[:, :, None], columns[:, None]]
    contrast = rng.uniform(0.8, 1.2, (count, 1, 1, 1))
    exposure = rng.uniform(-0.1, 0.1, (count, 1, 1, 1))
    mean = moved.mean(axis=(1, 2, 3), keepdims=True)
    changed = contrast * (moved - mean)
    changed += mean  # in place: films are many, and each copy takes its time
    changed += exposure
    return np.clip(changed, 0, 1, out=changed)


def check_films(x) -> None:
    """Refuse what is not (films, height, width, 1)."""
    if np.ndim(x) != 4 or np.shape(x)[-1] != 1:
        raise UsageError(
            "`x` must be (films, height, width, 1). Received: shape "
            f"{np.shape(x)}"
        )
