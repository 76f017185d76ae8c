"""The color of the light is found and taken out."""

import numpy as np
import pytest

from medkeras.imaging.color_constancy import shades_of_gray
from medkeras.utils.errors import UsageError


@pytest.fixture
def grey():
    """Pictures without color, so that all of it comes from the light."""
    values = np.random.default_rng(0).uniform(0.1, 0.6, (3, 9, 9, 1))
    return np.repeat(values, 3, axis=-1)


@pytest.mark.parametrize("power", [1, 6.0])
def test_a_coloured_light_is_taken_out(grey, power):
    light = np.array([1.2, 1.0, 0.7])
    found = shades_of_gray(grey * light, power)
    np.testing.assert_allclose(np.ptp(found, axis=-1), 0, atol=1e-12)


def test_under_white_light_nothing_changes(grey):
    np.testing.assert_allclose(shades_of_gray(grey), grey, atol=1e-12)


def test_each_picture_has_its_own_light(grey):
    lights = np.array([[1.2, 1, 0.7], [0.8, 1, 1.2], [1, 1, 1]])
    lit = grey * lights[:, None, None]
    alone = [shades_of_gray(lit[row : row + 1])[0] for row in range(3)]
    np.testing.assert_array_equal(shades_of_gray(lit), alone)


def test_power_1_takes_the_mean_to_be_grey():
    images = np.random.default_rng(0).uniform(0, 0.5, (2, 8, 8, 3))
    means = shades_of_gray(images, 1).mean(axis=(1, 2))
    np.testing.assert_allclose(np.ptp(means, axis=-1), 0, atol=1e-12)


def test_black_stays_black():
    assert (shades_of_gray(np.zeros((1, 4, 4, 3))) == 0).all()


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.ones((1, 4, 4, 1)), "three channels"),
        (np.full((1, 4, 4, 3), 255), r"\[0, 1\]"),
        (np.ones((4, 4, 3)), "side, side"),
    ],
)
def test_other_pictures_are_refused(images, message):
    with pytest.raises(UsageError, match=message):
        shades_of_gray(images)
