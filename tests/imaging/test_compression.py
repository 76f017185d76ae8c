"""Films as JPEG: each comes back in its own place, for a price in bits."""

import numpy as np
import pytest

from medkeras.imaging.compression import jpeg_round_trip
from medkeras.utils.errors import UsageError


@pytest.fixture
def films():
    """19 films of 27 x 13 pixels, each of its own grey, darker below."""
    grey = np.linspace(0.2, 0.9, 19)[:, None, None, None]
    fall = np.linspace(1, 0.7, 27)[:, None, None]
    return grey * fall * np.ones((19, 27, 13, 1))


@pytest.mark.parametrize("across", [1, 4, 16, 40])
def test_each_film_comes_back_in_its_place(films, across):
    _, back = jpeg_round_trip(films, 95, across)
    assert back.shape == films.shape
    assert np.abs(back - films).max() < 0.02


def test_more_bits_buy_less_error():
    noise = np.random.default_rng(0).random((20, 28, 28, 1))
    bits, errors = [], []
    for quality in (5, 30, 90):
        cost, back = jpeg_round_trip(noise, quality)
        bits.append(cost)
        errors.append(np.mean((back - noise) ** 2))
    assert bits == sorted(bits) and errors == sorted(errors, reverse=True)


def test_one_header_for_all(films):
    alone, _ = jpeg_round_trip(films[:1], 20, across=1)
    together, _ = jpeg_round_trip(films, 20)
    assert together < alone / 2


def test_values_beyond_white_do_not_turn_black(films):
    _, back = jpeg_round_trip(films + 1, 90)
    assert back.min() > 0.95


@pytest.mark.parametrize("quality", [0, 96, 2.5])
def test_quality_is_checked(films, quality):
    with pytest.raises(UsageError, match="quality"):
        jpeg_round_trip(films, quality)
