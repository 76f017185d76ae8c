"""The published way on the phantom, with networks that hardly learn."""

import numpy as np
import pytest
from medkeras_datasets.sunnybrook import phantom
from scipy import ndimage

from medkeras.imaging.contours import polygon_to_mask
from medkeras.imaging.square_crops import SquareCrop
from medkeras.metrics.segmentation import dice
from medkeras.models.cardiac import Localization, LVSegmenter
from medkeras.models.cardiac.crops import SQUARE
from medkeras.models.cardiac.segmenter import SIZE
from medkeras.utils.errors import UsageError

WHOLE = phantom.patients(2, seed=1)
DRAWN = {name: values[::3] for name, values in WHOLE.items()}
SPACINGS = np.full((len(DRAWN["image"]), 2), phantom.SPACING)
CENTRES = DRAWN["contour"].mean(axis=1)


def wrong_shapes():
    """What a network might draw: the cavity, blurred, moved, too large."""
    rng = np.random.default_rng(0)
    drawn = []
    for contour, centre in zip(DRAWN["contour"], CENTRES, strict=True):
        crop = SquareCrop(tuple(centre), SPACINGS[0], SQUARE, SIZE)
        moved = centre + rng.normal(0, 0.8, 2)
        larger = moved + (contour - centre) * rng.uniform(0.9, 1.15)
        mask = polygon_to_mask(crop.to_crop(larger), (SIZE, SIZE))
        drawn.append(ndimage.gaussian_filter(mask, 1.0))
    return np.stack(drawn)


def overlap(alphas):
    contours = LVSegmenter().deform(
        DRAWN["image"], SPACINGS, CENTRES, wrong_shapes(), alphas
    )
    found, truth = (
        np.stack([polygon_to_mask(one, (256, 256), 4) >= 0.5 for one in group])
        for group in (contours, DRAWN["contour"])
    )
    return dice(found, truth).mean()


def test_shape_and_image_together_are_best():
    """What figure 8 of the paper claims, on the phantom."""
    shape_only = overlap((1e-9, 0.0, 0.0))
    chan_vese = overlap((1.0, 0.5, 0.0))
    integrated = overlap((1.0, 0.5, 0.25))
    assert integrated > shape_only + 0.005
    assert integrated > chan_vese + 0.005


@pytest.fixture(scope="module")
def fitted():
    rows = slice(0, 7)
    given = DRAWN["image"][rows], DRAWN["contour"][rows], SPACINGS[rows]
    place = Localization("published", num_filters=2, copies=1, epochs=1)
    return LVSegmenter(place, units=(4,), copies=1, epochs=1).fit(*given)


def test_a_stack_goes_through_all_stages(fitted):
    rows = DRAWN["patient"] == 1
    found = fitted.segment(
        DRAWN["image"][rows], SPACINGS[0], phantom.THICKNESS,
        DRAWN["is_systole"][rows], DRAWN["location"][rows],
    )  # fmt: skip
    assert found.masks.shape == DRAWN["image"][rows].shape
    assert found.masks.any(axis=(1, 2)).all()
    assert found.probabilities.shape == (rows.sum(), SIZE, SIZE)
    assert found.edv > 0 and np.isfinite(found.ejection_fraction)


def test_the_network_for_small_contours_draws_where_both_draw_little(fitted):
    small = np.full((2, SIZE, SIZE), 0.1, np.float32)
    small[:, 30:34, 30:34] = 1

    class Fixed:
        def __init__(self, answer):
            self.answer = answer

        def __call__(self, cut):
            return np.repeat(self.answer[:1], len(cut), axis=0)

    large = np.where(small > 0.5, 0.8, 0.0).astype(np.float32)
    segmenter = LVSegmenter()
    segmenter.networks_ = [Fixed(large), Fixed(small)]
    given = DRAWN["image"][:1], SPACINGS[:1], CENTRES[:1]
    pixel = (SQUARE / SIZE) ** 2
    drawn = (large[0].sum() + small[0].sum()) / 2 * pixel
    for limit, answer in ((drawn + 1, small), (drawn - 1, large)):
        segmenter.limit_ = limit
        np.testing.assert_array_equal(
            segmenter.infer_shapes(*given), answer[:1]
        )


def test_without_a_fit_the_line_says_so():
    with pytest.raises(UsageError, match="`fit` must come first"):
        LVSegmenter().infer_shapes(DRAWN["image"], SPACINGS, CENTRES)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"contrast": 0}, "`contrast`"),
        ({"units": (0,)}, "`units`"),
        ({"alphas": (1, 2)}, "`alphas`"),
        ({"alphas": "abc"}, "`alphas`"),
        ({"alphas": (1, 2, np.nan)}, "`alphas`"),
    ],
)
def test_impossible_settings_are_refused(options, message):
    with pytest.raises(UsageError, match=message):
        LVSegmenter(**options)


SHAPES = np.zeros((len(CENTRES), SIZE, SIZE))


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"centres": CENTRES[:1]}, "`centres`"),
        ({"centres": None}, "`centres`"),
        ({"shapes": SHAPES[:1]}, "`shapes`"),
        ({"shapes": SHAPES[0]}, "`shapes`"),
        ({"shapes": SHAPES * np.nan}, "`shapes`"),
        ({"shapes": "text"}, "`shapes`"),
        ({"alphas": (1.0, 0.5)}, "`alphas`"),
    ],
)
def test_a_contour_does_not_begin_from_nonsense(changes, message):
    given = {"centres": CENTRES, "shapes": SHAPES} | changes
    with pytest.raises(UsageError, match=message):
        LVSegmenter().deform(DRAWN["image"], SPACINGS, **given)


def test_without_any_force_the_shape_stays():
    shapes = SHAPES[:1].copy()
    shapes[0, 20:40, 25:45] = 1
    given = DRAWN["image"][:1], SPACINGS[:1], CENTRES[:1], shapes
    (contour,) = LVSegmenter().deform(*given, alphas=(0.0, 0.0, 0.0))
    crop = SquareCrop(CENTRES[0], SPACINGS[0], SQUARE, SIZE)
    wide = np.ptp(crop.to_crop(contour), axis=0)
    np.testing.assert_allclose(wide, 20, atol=1)
