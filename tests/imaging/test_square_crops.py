"""Squares cut from images: places there and back, turns, sizes in mm."""

import numpy as np
import pytest

from medkeras.imaging.square_crops import SquareCrop
from medkeras.utils.errors import UsageError

RNG = np.random.default_rng(0)


def test_points_come_back():
    crop = SquareCrop((20.5, 31.0), (1.25, 1.5), 50.0, 64, angle=0.7)
    points = RNG.uniform(0, 60, (7, 2))
    np.testing.assert_allclose(crop.to_image(crop.to_crop(points)), points)


def test_the_centre_is_the_middle_and_the_side_is_in_mm():
    crop = SquareCrop((20, 30), (2.0, 0.5), 40.0, 20)
    np.testing.assert_allclose(crop.to_crop([20, 30]), [9.5, 9.5])
    # A step of one image row is 2 mm, one pixel of the crop.
    np.testing.assert_allclose(crop.to_crop([21, 34]), [10.5, 10.5])


def test_a_turn_by_a_right_angle_is_numpys():
    image = RNG.random((9, 9)).astype(np.float32)
    crop = SquareCrop((4, 4), (1, 1), 9, 9)
    np.testing.assert_allclose(crop.cut(image), image, atol=1e-6)
    turned = crop._replace(angle=np.pi / 2).cut(image)
    np.testing.assert_allclose(turned, np.rot90(image, -1), atol=1e-6)


def test_what_is_cut_lies_where_the_points_say():
    image = np.zeros((40, 40))
    image[12, 25] = 1
    crop = SquareCrop((15, 22), (1.3, 1.3), 26.0, 20, angle=0.4)
    bright = np.unravel_index(crop.cut(image).argmax(), (20, 20))
    assert np.abs(crop.to_crop([12, 25]) - bright).max() <= 0.75


def test_beyond_the_image_its_edge_goes_on_or_a_value():
    image = np.full((5, 5), 3.0)
    crop = SquareCrop((0, 0), (1, 1), 5, 5)
    assert (crop.cut(image) == 3).all()
    assert crop.cut(image, beyond=0)[0, 0] == 0


def test_fine_lines_are_smoothed_before_they_are_skipped():
    stripes = np.tile([0.0, 1.0], (64, 32))
    reduced = SquareCrop((31.5, 31.5), (1, 1), 64, 16).cut(stripes)
    assert np.ptp(reduced[4:-4, 4:-4]) < 0.2


@pytest.mark.parametrize(
    "change, message",
    [
        ({"size": 0}, "`size`"),
        ({"side": 0}, "`side`"),
        ({"angle": np.nan}, "`angle`"),
        ({"spacing": (1, 0)}, "`spacing`"),
        ({"centre": (1, 2, 3)}, "`centre`"),
    ],
)
def test_bad_input_is_one_clear_line(change, message):
    crop = SquareCrop((2, 2), (1, 1), 3, 3)._replace(**change)
    with pytest.raises(UsageError, match=message):
        crop.cut(np.zeros((5, 5)))
