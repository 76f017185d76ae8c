"""From masks to places and contours."""

import numpy as np
import pytest

from medkeras.imaging.contours import area, polygon_to_mask
from medkeras.imaging.square_crops import SquareCrop
from medkeras.models.cardiac import stages
from medkeras.utils.errors import UsageError

CROP = SquareCrop((50.0, 60.0), (1.0, 1.0), 40.0, 40)
ROW, COLUMN = np.mgrid[:40, :40] - 19.5


def disc(radius, row=0, column=0):
    return np.clip(radius + 0.5 - np.hypot(ROW - row, COLUMN - column), 0, 1)


def test_the_centre_of_mass_is_that_of_the_strong_part():
    masks = np.stack([disc(5, 4, -3), disc(5, 4, -3) + 0.3])
    found = stages.centres_of_mass(masks)
    np.testing.assert_allclose(found, [[23.5, 16.5]] * 2, atol=0.05)


def test_a_mask_of_nothing_has_the_middle_as_its_centre():
    found = stages.centres_of_mass(np.zeros((1, 32, 32)))
    np.testing.assert_allclose(found, [[15.5, 15.5]])


def test_a_place_far_from_the_stack_is_replaced():
    centres = np.array([[10.0, 10], [12, 9], [11, 11], [60, 10]])
    found = stages.without_outliers(centres, np.ones((4, 2)))
    np.testing.assert_array_equal(found[:3], centres[:3])
    np.testing.assert_array_equal(found[3], [11.5, 10])
    # The same place is near where pixels are small.
    near = stages.without_outliers(centres, np.full((4, 2), 0.2))
    np.testing.assert_array_equal(near, centres)


def test_of_two_pieces_alike_the_larger_is_the_mask():
    both = np.maximum(disc(6, 0, 8), disc(3, 0, -8))
    assert stages.as_mask(both).sum() == (disc(6, 0, 8) > 0.5).sum()


def test_a_larger_piece_far_from_the_middle_is_not_the_mask():
    both = np.maximum(disc(4, 1, 1), disc(6, -13, -13))
    assert stages.as_mask(both).sum() == (disc(4, 1, 1) > 0.5).sum()


@pytest.mark.parametrize("faint", [0.4, 0.1])
def test_a_faint_answer_has_a_contour_too(faint):
    assert stages.as_mask(disc(6) * faint).sum() > 80
    assert stages.as_mask(np.zeros((40, 40))).sum() == 1


def test_the_edge_is_never_inside():
    mask = stages.as_mask(np.ones((40, 40)))
    assert not mask[0].any() and not mask[:, -1].any()


@pytest.mark.parametrize("outline", [True, False])
def test_contours_lie_where_the_disc_is(outline):
    if outline:
        phi = stages.as_level_set(disc(10, 3, -2), 40)
        found = stages.outline(phi, CROP)
    else:
        found = stages.border(disc(10, 3, -2), CROP)
    np.testing.assert_allclose(found.mean(axis=0), [53, 58], atol=0.3)
    assert area(found) == pytest.approx(np.pi * 100, rel=0.03)


def test_the_outline_is_that_of_one_piece():
    phi = np.minimum(
        np.hypot(ROW - 5, COLUMN - 5) - 7, np.hypot(ROW + 12, COLUMN + 12) - 3
    )
    found = stages.outline(phi, CROP)
    assert area(found) == pytest.approx(np.pi * 49, rel=0.05)


def test_a_contour_that_vanished_leaves_a_pixel():
    found = stages.outline(np.full((40, 40), 3.0), CROP)
    assert 0 < area(found) < 2


@pytest.mark.parametrize("way", ["outline", "border"])
def test_what_is_left_encloses_a_part_of_a_coarse_image(way):
    """Pixels of 3 mm, between which a point would fall."""
    crop = SquareCrop((50.5, 60.5), (3.0, 3.0), 40.0, 40)
    drawn = np.zeros((40, 40))
    drawn[20, 20] = 1
    given = {"outline": np.full((40, 40), 3.0), "border": drawn}
    found = getattr(stages, way)(given[way], crop)
    assert polygon_to_mask(found, (100, 100), 4).any()
    assert area(found) == pytest.approx(1)


def test_the_border_goes_around_papillary_muscles():
    dented = disc(10) * (1 - disc(2.5, 0, 9))
    found = stages.border(dented, CROP)
    assert area(found) == pytest.approx(np.pi * 100, rel=0.05)


@pytest.mark.parametrize(
    "probability, size",
    [
        (np.full((8, 8), np.nan), 16),
        (np.zeros((8, 9)), 16),
        (np.zeros(8), 16),
        (np.zeros((8, 8)), 0),
    ],
)
def test_no_level_set_of_nonsense(probability, size):
    with pytest.raises(UsageError):
        stages.as_level_set(probability, size)


def test_a_shape_too_faint_to_see_still_begins_somewhere():
    phi = stages.as_level_set(np.zeros((8, 8)), 16)
    assert (phi < 0).any() and (phi > 0).any()
