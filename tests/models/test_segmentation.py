"""Contours measured: masks, areas, volumes, the alignment."""

import numpy as np
import pytest
from medkeras_datasets.sunnybrook import phantom

from medkeras.models.cardiac import measure
from medkeras.utils.errors import UsageError

DRAWN = phantom.patients(1, seed=3)
SPACING = (phantom.SPACING, phantom.SPACING)


def measured(**changes):
    given = {
        "images": DRAWN["image"],
        "spacings": SPACING,
        "contours": DRAWN["contour"],
        "thickness": phantom.THICKNESS,
        "is_systole": DRAWN["is_systole"],
    }
    return measure(**(given | changes))


def test_the_phantoms_volumes_and_ejection_fraction_come_out():
    found, volumes = measured(), DRAWN["volume"]
    edv, esv = (volumes[DRAWN["is_systole"] == phase][0] for phase in (0, 1))
    assert found.edv == pytest.approx(edv, rel=0.01)
    assert found.esv == pytest.approx(esv, rel=0.01)
    assert found.ejection_fraction == pytest.approx(1 - esv / edv, abs=0.01)


def test_masks_have_the_areas_of_their_contours():
    found = measured()
    pixels = found.masks.sum(axis=(1, 2)) * phantom.SPACING**2
    np.testing.assert_allclose(pixels, found.areas, rtol=0.05)


def test_without_phases_there_are_no_volumes():
    found = measured(is_systole=None)
    assert np.isnan([found.edv, found.esv, found.ejection_fraction]).all()


def test_a_phase_that_was_not_drawn_has_no_volume():
    found = measured(is_systole=np.zeros(len(DRAWN["contour"]), int))
    assert found.edv > 0
    assert np.isnan([found.esv, found.ejection_fraction]).all()


def test_breath_is_taken_out_of_the_contours_in_mm():
    moves = np.random.default_rng(0).normal(0, 4, (len(DRAWN["contour"]), 1, 2))
    still = measured()
    moved = measured(
        contours=DRAWN["contour"] + moves, places=DRAWN["location"]
    )
    away = [
        np.linalg.norm((one - other).mean(axis=0))
        for one, other in zip(moved.contours_mm, still.contours_mm, strict=True)
    ]
    assert np.mean(away) < np.linalg.norm(moves * SPACING, axis=2).mean()


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"contours": DRAWN["contour"][:-1]}, "one a slice"),
        ({"contours": None}, "one a slice"),
        ({"contours": DRAWN["contour"] + 500}, "a place on the image"),
        ({"spacings": (1.0, 0.0)}, "`spacings`"),
        ({"is_systole": DRAWN["is_systole"] + 1}, "`is_systole`"),
        ({"places": [1.0]}, "places"),
        ({"thickness": -8}, "`thickness`"),
        ({"images": DRAWN["image"] * np.nan}, "`images`"),
    ],
)
def test_bad_input_is_one_clear_line(changes, message):
    with pytest.raises(UsageError, match=message):
        measured(**changes)
