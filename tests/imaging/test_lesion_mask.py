"""Lesions drawn by formula are found where they were drawn."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from medkeras.imaging.lesion_mask import lesion_masks
from medkeras.utils.errors import UsageError

DRAWN = runpy.run_path(str(Path(__file__).with_name("lesion_pictures.py")))
SIDE = DRAWN["SIDE"]
picture = DRAWN["picture"]
places = DRAWN["places"]
disc = DRAWN["disc"]


def test_the_mask_is_the_drawn_lesion():
    ellipse = (places()[0] / 12) ** 2 + (places()[1] / 25) ** 2 < 1
    for drawn in (disc(20), disc(14, y=5, x=-6), ellipse):
        (mask,) = lesion_masks(picture(drawn)[None])
        overlap = (mask & drawn).sum() / (mask | drawn).sum()
        assert overlap > 0.9


def test_a_speck_at_the_edge_is_not_the_lesion_and_a_hole_is_filled():
    ring = disc(20) & ~disc(4)
    (mask,) = lesion_masks(picture(ring | disc(6, y=-28, x=-28))[None])
    assert mask[SIDE // 2, SIDE // 2]
    assert not mask[: SIDE // 4, : SIDE // 4].any()


def test_the_middle_counts_more_than_size():
    corner = disc(30, y=-38, x=-38)
    middle = disc(11, y=4)
    assert corner.sum() > middle.sum()
    (mask,) = lesion_masks(picture(corner | middle)[None])
    assert mask[middle].mean() > 0.9 and mask[corner].mean() < 0.1


def test_without_a_lesion_the_middle_disc_is_taken():
    (mask,) = lesion_masks(picture(disc(0))[None])
    assert mask.mean() == pytest.approx(np.pi / 16, abs=0.01)


@pytest.mark.parametrize(
    "images", [np.ones((2, 8, 8, 1)), np.full((1, 8, 8, 3), 200), np.ones(3)]
)
def test_other_pictures_are_refused(images):
    with pytest.raises(UsageError, match="images"):
        lesion_masks(images)
