"""Polygons and masks, there and back."""

import numpy as np
import pytest
from skimage import draw

from medkeras.imaging.contours import (
    area,
    mask_to_polygon,
    polygon_to_mask,
    resample,
)
from medkeras.utils.errors import UsageError

ELLIPSE = np.stack(
    [
        20.3 + 9 * np.sin(np.linspace(0, 2 * np.pi, 200, endpoint=False)),
        24.8 + 13 * np.cos(np.linspace(0, 2 * np.pi, 200, endpoint=False)),
    ],
    axis=1,
)


def test_shares_of_the_pixels_add_up_to_the_area():
    shares = polygon_to_mask(ELLIPSE, (41, 53), subpixels=16)
    assert shares.sum() == pytest.approx(area(ELLIPSE), rel=2e-3)
    assert area(ELLIPSE) == pytest.approx(np.pi * 9 * 13, rel=1e-3)
    rows, columns = np.indices(shares.shape)
    centre = [(shares * axis).sum() / shares.sum() for axis in (rows, columns)]
    assert centre == pytest.approx([20.3, 24.8], abs=0.02)


def test_a_polygon_comes_back_from_its_mask():
    back = mask_to_polygon(polygon_to_mask(ELLIPSE, (41, 53), 16))
    assert area(back) == pytest.approx(area(ELLIPSE), rel=1e-2)
    even = resample(back, 500)
    assert even.mean(axis=0) == pytest.approx([20.3, 24.8], abs=0.1)


def test_the_largest_of_several_contours_is_returned():
    mask = np.zeros((30, 30))
    mask[2:5, 2:5], mask[10:25, 10:25] = 1, 1
    assert mask_to_polygon(mask).min() > 9


def test_a_polygon_beyond_the_edge_is_cut_off():
    square = [[-5, -5], [-5, 4.5], [4.5, 4.5], [4.5, -5]]
    assert polygon_to_mask(square, (10, 12)).sum() == 25


def test_points_of_a_circle_are_set_evenly():
    points = resample(ELLIPSE, 50)
    steps = np.hypot(*(points - np.roll(points, 1, axis=0)).T)
    assert np.ptp(steps) < 0.02 * steps.mean()
    assert area(ELLIPSE[::-1]) == area(ELLIPSE)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: polygon_to_mask([[1, 1]], (9, 9)), "three or more"),
        (lambda: polygon_to_mask(ELLIPSE + 100, (9, 9)), "enclose a part"),
        (lambda: polygon_to_mask(ELLIPSE * np.nan, (9, 9)), "finite"),
        (lambda: mask_to_polygon(np.zeros((9, 9))), "both sides of 0.5"),
        (lambda: mask_to_polygon(np.eye(9)[:, ::-1] * 0 + (np.arange(9) > 4)),
         "closed contour"),
        (lambda: resample([[1, 1]] * 5, 4), "more than one place"),
        (lambda: mask_to_polygon([[0, 1, 0]]), "two rows"),
        (lambda: mask_to_polygon(np.eye(9), "half"), "`level`"),
        (lambda: resample(ELLIPSE, 2), "count"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line(call, message):
    with pytest.raises(UsageError, match=message) as error:
        call()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("seed", range(8))
def test_shares_are_those_of_scikit_image(seed):
    """A star with a random number of points, partly beyond the image."""
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 40)))
    reach = rng.uniform(2, 30, turn.size)[:, None]
    star = 20 + reach * np.stack([np.sin(turn), np.cos(turn)], axis=1)
    shape, fine = (40, 33), 4
    asked = draw.polygon2mask(
        (shape[0] * fine, shape[1] * fine), (star + 0.5) * fine - 0.5
    )
    shares = asked.reshape(shape[0], fine, shape[1], fine).mean(axis=(1, 3))
    np.testing.assert_allclose(polygon_to_mask(star, shape, fine), shares)
