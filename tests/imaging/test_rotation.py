"""Turned pictures: the square inside, right angles exactly, no corners."""

import numpy as np
import pytest

from medkeras.imaging.rotation import (
    inscribed_square,
    random_views,
    rotated_squares,
)
from medkeras.utils.errors import UsageError


def test_at_45_degrees_half_of_the_area_is_left():
    assert inscribed_square(7.0, 45.0) ** 2 == pytest.approx(49 / 2)
    assert inscribed_square(7.0, [0, 90, 180, 270]) == pytest.approx([7] * 4)
    # At 30 degrees by hand: 1 / (sqrt(3)/2 + 1/2).
    assert inscribed_square(1.0, 30.0) == pytest.approx(2 / (np.sqrt(3) + 1))


@pytest.mark.parametrize("degrees", [0, 10, 45, 70, 133, 271.5, -20])
def test_its_corners_touch_the_sides_and_none_is_outside(degrees):
    half = inscribed_square(2.0, degrees) / 2
    turn = np.radians(degrees)
    corners = half * np.array([(1, 1), (1, -1), (-1, 1), (-1, -1)])
    turned = corners @ [
        [np.cos(turn), -np.sin(turn)],
        [np.sin(turn), np.cos(turn)],
    ]
    assert np.abs(turned).max() == pytest.approx(1)


@pytest.mark.parametrize("side", [5, 8])
@pytest.mark.parametrize("quarter", range(4))
def test_right_angles_are_exact(side, quarter):
    images = np.random.default_rng(0).random((3, side, side, 2))
    turned = rotated_squares(images, [90.0 * quarter] * 3, side)
    expected = np.rot90(images, quarter, axes=(1, 2))
    np.testing.assert_allclose(turned, expected, atol=1e-5)


def test_every_picture_is_turned_by_its_own_angle():
    images = np.random.default_rng(0).random((2, 9, 9, 1))
    both = rotated_squares(images, [30, 200], 6)
    for row, angle in enumerate((30, 200)):
        alone = rotated_squares(images[row : row + 1], [angle], 6)
        np.testing.assert_array_equal(both[row], alone[0])


@pytest.mark.parametrize("degrees", [15.0, 45.0, 100.0])
def test_a_slope_of_brightness_turns_and_nothing_is_invented(degrees):
    """A plane is bilinear, so that its turn is known in every pixel."""
    side, size = 31, 20
    axis = np.arange(side) - (side - 1) / 2
    images = np.broadcast_to(axis, (side, side))[None, :, :, None]
    turned = rotated_squares(images, [degrees], size)[0, :, :, 0]
    half = inscribed_square(side, degrees) / 2
    steps = ((np.arange(size) + 0.5) / size * 2 - 1) * half
    turn = np.radians(degrees)
    plane = steps * np.cos(turn) - steps[:, None] * np.sin(turn)
    np.testing.assert_allclose(turned, plane, atol=0.51)  # edges are clipped
    inner = slice(2, -2)
    np.testing.assert_allclose(
        turned[inner, inner], plane[inner, inner], atol=1e-4
    )


def test_views_are_turned_at_random_and_half_are_mirrored():
    ramp = np.broadcast_to(np.linspace(0, 1, 12), (200, 12, 12))[..., None]
    views = random_views(ramp, np.random.default_rng(0), 8)
    again = random_views(ramp, np.random.default_rng(0), 8)
    np.testing.assert_array_equal(views, again)
    assert len(np.unique(views, axis=0)) == 200
    # A picture bright in one corner shows which way round it is.
    corner = np.zeros((400, 9, 9, 1))
    corner[:, :3, :] = 1.0
    corner[:, :, :3] += 0.5
    views = random_views(corner, np.random.default_rng(1), 7)[..., 0]
    turned_only = rotated_squares(
        corner, np.random.default_rng(1).uniform(0, 360, 400), 7
    )[..., 0]
    same = np.isclose(views, turned_only).all(axis=(1, 2))
    assert 0.4 < same.mean() < 0.6
    np.testing.assert_allclose(views[~same], turned_only[~same, ::-1])


def test_one_pixel_and_one_picture_are_no_exception():
    assert rotated_squares(np.ones((1, 1, 1, 3)), [33], 4).shape == (1, 4, 4, 3)
    assert (rotated_squares(np.ones((1, 1, 1, 3)), [33], 4) == 1).all()


@pytest.mark.parametrize(
    ("shape", "degrees", "size", "message"),
    [
        ((2, 4, 5, 3), [1, 2], 4, "side, side"),
        ((4, 4, 3), [1, 2], 4, "side, side"),
        ((2, 4, 4, 3), [1], 4, "each of 2 pictures"),
        ((2, 4, 4, 3), [1, np.inf], 4, "degrees"),
        ((2, 4, 4, 3), [1, 2], 0, "size"),
    ],
)
def test_what_cannot_be_turned_is_refused(shape, degrees, size, message):
    with pytest.raises(UsageError, match=message):
        rotated_squares(np.ones(shape), degrees, size)
    with pytest.raises(UsageError, match="side"):
        inscribed_square(0, 45)
