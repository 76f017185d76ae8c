"""Examples for the networks of the ventricle."""

import numpy as np
import pytest

from medkeras.imaging.contours import polygon_to_mask, shares_inside
from medkeras.models.cardiac import crops
from medkeras.models.cardiac.crops import (
    SQUARE,
    Draws,
    chest_crops,
    chests,
    square_crops,
    squares,
)
from medkeras.utils.errors import UsageError

TURN = np.linspace(0, 2 * np.pi, 60, endpoint=False)
CONTOUR = np.stack([40 + 8 * np.sin(TURN), 52 + 8 * np.cos(TURN)], axis=1)
DISC = polygon_to_mask(CONTOUR, (96, 96))[None]
SPACING = np.array([[2.0, 2.0]])
STILL = Draws(0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("make", [chest_crops, square_crops])
def test_what_is_drawn_as_cavity_is_bright(make):
    """Image and mask are moved, turned, mirrored and stretched alike."""
    draws = Draws(away=10.0, grey=0.0)
    rng = np.random.default_rng(0)
    x, y = make(DISC, [CONTOUR], SPACING, 12, 48, draws, rng)
    assert x.shape == (12, 48, 48, 1) and y.shape == (12, 48, 48)
    assert np.abs(x[..., 0] - y).mean() < 0.01
    centres = [np.argwhere(one > 0.5).mean(axis=0) for one in y]
    assert np.std(centres, axis=0).min() > 0.5


def test_draws_of_nothing_give_the_square_itself():
    rng = np.random.default_rng(1)
    x, y = square_crops(DISC, [CONTOUR], SPACING, 1, 64, STILL, rng)
    cut, _ = squares(DISC, CONTOUR.mean(axis=0)[None], SPACING, 64)
    np.testing.assert_allclose(x[0, ::-1], cut[0], atol=0.02)
    assert (y[0] > 0.5).sum() * (SQUARE / 64) ** 2 == pytest.approx(
        np.pi * 16**2, rel=0.05
    )


FOUR = np.concatenate([DISC, 2 * DISC, DISC**2 / 3, 1 - DISC])


def drawn(rows, seed=0, copies=2, contour=CONTOUR, draws=None):
    """Examples of some of four slices, one after the other."""
    given = FOUR[rows], [contour] * len(rows), np.repeat(SPACING, len(rows), 0)
    rng = np.random.default_rng(seed)
    x, y = square_crops(*given, copies, 16, draws or Draws(), rng)
    return x.reshape(copies, -1, 16, 16), y.reshape(copies, -1, 16, 16)


def test_examples_of_a_slice_do_not_depend_on_the_others():
    all_of_them, some = drawn([0, 1, 2, 3]), drawn([3, 1])
    for whole, part in zip(all_of_them, some, strict=True):
        np.testing.assert_array_equal(whole[:, [3, 1]], part)
    assert np.ptp(all_of_them[0], axis=0).max() > 0.1  # copies differ


def test_what_a_slice_was_drawn_with_decides_its_examples():
    first = drawn([0])[1]
    for other in (
        drawn([0], seed=1),
        drawn([0], contour=CONTOUR + 1),
        drawn([0], draws=Draws(turn=0.1)),
    ):
        assert np.abs(first - other[1]).max() > 0.1
    np.testing.assert_array_equal(first, drawn([0])[1])


def test_slices_are_drawn_once(monkeypatch):
    monkeypatch.setattr(crops, "_kept", {})
    cuts, cut = [], crops.SquareCrop.cut
    monkeypatch.setattr(
        crops.SquareCrop,
        "cut",
        lambda self, *given: cuts.append(1) or cut(self, *given),
    )
    drawn([0, 1])
    x, _ = drawn([1, 0])
    assert len(cuts) == 4
    x[:] = 0  # whoever is given them may change them
    assert drawn([1, 0])[0].any()
    drawn([1, 2])
    assert len(cuts) == 6
    monkeypatch.setattr(crops, "MOST", 3)
    drawn([3])
    assert len(crops._kept) == 1


def test_a_cavity_that_has_left_the_image_is_an_empty_mask():
    draws = Draws(away=2000.0)
    rng = np.random.default_rng(0)
    _, y = chest_crops(DISC, [CONTOUR], SPACING, 20, 32, draws, rng)
    assert (y.sum(axis=(1, 2)) == 0).sum() > 10


def test_each_image_is_windowed_by_itself():
    images = np.concatenate([DISC, 1000 * DISC + 5])
    cut, places = chests(images, np.repeat(SPACING, 2, axis=0), 32)
    np.testing.assert_allclose(cut[0], cut[1], atol=1e-5)
    assert cut.max() <= 1 and len(places) == 2


DRAW = {"copies": 1, "size": 8, "draws": STILL, "rng": None}


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: chests(DISC[:0], SPACING[:0], 8), "`images`"),
        (lambda: chests(DISC, SPACING[:0], 8), "`spacings`"),
        (lambda: squares(DISC, [[1, 2, 3]], SPACING, 8), "`centres`"),
        (lambda: squares(DISC, [], SPACING, 8), "`centres`"),
        (lambda: squares(DISC, [[np.nan, 1]], SPACING, 8), "`centres`"),
        (lambda: chest_crops(DISC, None, SPACING, **DRAW), "`contours`"),
        (lambda: square_crops(DISC, [], SPACING, **DRAW), "`contours`"),
        (
            lambda: square_crops(
                DISC, [CONTOUR], SPACING, **DRAW | {"copies": 0}
            ),
            "`copies`",
        ),
    ],
)
def test_bad_input_is_one_clear_line(call, message):
    with pytest.raises(UsageError, match=message) as error:
        call()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("place", [(-30, 40), (40, -30), (-30, -30), (200, 40)])
def test_a_cavity_beyond_any_edge_is_an_empty_mask(place):
    contour = CONTOUR - CONTOUR.mean(axis=0) + place
    assert not shares_inside(contour, 96, 96, 4).any()


def test_a_cavity_across_a_corner_is_seen_in_part():
    contour = CONTOUR - CONTOUR.mean(axis=0)
    quarter = shares_inside(contour + 1.5, 96, 96, 4).sum()
    assert quarter == pytest.approx(np.pi * 64 / 4 + 2 * 2 * 8 + 4, rel=0.05)
