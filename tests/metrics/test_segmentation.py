"""Overlaps and distances against libraries and hand calculations."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, jaccard_score

from medkeras.metrics.segmentation import (
    average_perpendicular_distance,
    conformity,
    dice,
    hausdorff,
    jaccard,
    percent_good_contours,
)
from medkeras.utils.errors import UsageError


def circle(radius, points=720, centre=(0.0, 0.0)):
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return radius * np.stack([np.sin(turn), np.cos(turn)], 1) + centre


def test_overlaps_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    masks = rng.random((2, 5, 33, 37)) < 0.3
    for ours, theirs in ((dice, f1_score), (jaccard, jaccard_score)):
        expected = [theirs(b.ravel(), a.ravel()) for a, b in zip(*masks)]  # noqa: B905
        np.testing.assert_allclose(ours(*masks), expected, atol=1e-12)
        assert ours(masks[0][1], masks[1][1]) == pytest.approx(expected[1])


def test_empty_masks_have_no_overlap_and_one_empty_has_none_right():
    empty, full = np.zeros((4, 4)), np.ones((4, 4))
    assert np.isnan(dice(empty, empty)) and np.isnan(jaccard(empty, empty))
    assert dice(empty, full) == jaccard(empty, full) == 0


def test_conformity_is_right_less_wrong_over_right():
    rng = np.random.default_rng(1)
    one, other = rng.random((2, 20, 20)) < 0.5
    right, wrong = (one & other).sum(), (one ^ other).sum()
    found = conformity(dice(one, other))
    assert found == pytest.approx((right - wrong) / right)
    assert found == pytest.approx(1 - wrong / right)
    assert conformity([2 / 3, 1.0]) == pytest.approx([0.0, 1.0])


def test_circles_around_one_point_are_apart_by_their_radii():
    assert average_perpendicular_distance(
        circle(20), circle(17.5)
    ) == pytest.approx(2.5, abs=1e-3)
    assert hausdorff(circle(20), circle(17.5)) == pytest.approx(2.5, abs=1e-3)


def test_a_distance_goes_to_the_edge_and_not_only_to_its_corners():
    square = [[0, 0], [0, 100], [100, 100], [100, 0]]
    inside = [[2, 50], [50, 98], [98, 50]]
    assert average_perpendicular_distance(inside, square) == 2.0
    assert average_perpendicular_distance(square, inside) > 20
    assert hausdorff(inside, square) == hausdorff(square, inside)


def test_one_stray_corner_decides_the_hausdorff_distance():
    stray = circle(20)
    stray[0] *= 1.5
    assert hausdorff(stray, circle(20)) == pytest.approx(10, abs=1e-3)
    assert average_perpendicular_distance(stray, circle(20)) < 0.1


def test_good_contours_are_counted_below_the_limit_only():
    assert percent_good_contours([4.999, 5.0, 80.0, 6.0]) == 25.0
    assert percent_good_contours([4.0, 6.0], limit=3.0) == 0.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dice(np.ones((3, 3)), np.ones((3, 4))), "one shape"),
        (lambda: dice(np.full((3, 3), 2), np.ones((3, 3))), "0 and 1"),
        (lambda: jaccard([1, 0], [1, 0]), "height, width"),
        (lambda: conformity(1.2), r"lie in \[0, 1\]"),
        (lambda: hausdorff([[0, 0], [1, 1]], circle(1)), "three points"),
        (lambda: hausdorff(circle(1), circle(np.nan)), "finite"),
        (lambda: conformity(0.0), "above 0"),
        (lambda: conformity([0.5, np.nan]), "finite"),
        (lambda: percent_good_contours([]), "1 or more"),
        (lambda: percent_good_contours([-1.0]), "none negative"),
    ],
)
def test_bad_input_is_one_clear_line(call, message):
    with pytest.raises(UsageError, match=message) as error:
        call()
    assert "\n" not in str(error.value)
