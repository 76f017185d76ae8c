"""Augmented films: moved by whole pixels, within 0..1, each its own way."""

import numpy as np
import pytest

from medkeras.imaging.augmentation import augment_films
from medkeras.utils.errors import UsageError


def test_a_film_is_moved_and_stretched_within_its_bounds():
    rng = np.random.default_rng(0)
    film = np.full((40, 9, 7, 1), 0.5)
    film[:, 4, 3] = 0.7
    changed = augment_films(film, rng)
    assert changed.shape == film.shape
    assert changed.min() >= 0 and changed.max() <= 1
    brightest = changed.reshape(40, -1).argmax(axis=1)
    rows, columns = np.unravel_index(brightest, (9, 7))
    assert set(rows) == {2, 3, 4, 5, 6}
    assert set(columns) == {1, 2, 3, 4, 5}
    heights = np.ptp(changed.reshape(40, -1), axis=1) / 0.2
    assert 0.8 <= heights.min() < 0.9 < 1.1 < heights.max() <= 1.2
    base = np.median(changed.reshape(40, -1), axis=1) - 0.5
    assert -0.11 < base.min() < -0.05 < 0.05 < base.max() < 0.11


def test_another_generator_gives_other_films():
    x = np.random.default_rng(0).uniform(size=(3, 8, 8, 1))
    one = augment_films(x, np.random.default_rng(1))
    assert np.array_equal(one, augment_films(x, np.random.default_rng(1)))
    assert not np.array_equal(one, augment_films(x, np.random.default_rng(2)))


@pytest.mark.parametrize("shape", [(8, 8), (3, 8, 8), (3, 8, 8, 3)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(UsageError, match="height, width, 1"):
        augment_films(np.zeros(shape), np.random.default_rng(0))
