"""What both segmenters share."""

import numpy as np
import pytest
from medkeras_datasets.sunnybrook import phantom

from medkeras.models.cardiac import Localization, LVSegmenter, UNetSegmenter
from medkeras.utils.errors import UsageError

DRAWN = phantom.patients(1, seed=1)
SPACING = (phantom.SPACING, phantom.SPACING)
BOTH = [(LVSegmenter, {"units": (4,)}), (UNetSegmenter, {"filters": (2, 4)})]


@pytest.mark.parametrize("kind, small", BOTH)
def test_a_fitted_localisation_stays(kind, small):
    given = DRAWN["image"][:4], DRAWN["contour"][:4], SPACING
    place = Localization(copies=1, epochs=1)
    # On other slices, as a second fit on the same would be the same.
    place.fit(DRAWN["image"][4:8], DRAWN["contour"][4:8], SPACING)
    before = place.model_.get_weights()
    segmenter = kind(place, copies=1, epochs=1, **small).fit(*given)
    assert segmenter.localization is place
    for old, new in zip(before, place.model_.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("kind, small", BOTH)
def test_a_localisation_that_is_not_fitted_is_fitted(kind, small):
    given = DRAWN["image"][:4], DRAWN["contour"][:4], SPACING
    place = Localization(copies=1, epochs=1)
    kind(place, copies=1, epochs=1, **small).fit(*given)
    assert place.centres(DRAWN["image"][:2], SPACING).shape == (2, 2)


@pytest.mark.parametrize("kind, small", BOTH)
def test_without_a_fit_the_line_says_so(kind, small):
    with pytest.raises(UsageError, match="`fit` must come first"):
        kind(**small).segment(DRAWN["image"], SPACING)


@pytest.mark.parametrize("kind", [LVSegmenter, UNetSegmenter])
@pytest.mark.parametrize(
    "options, message",
    [
        ({"copies": 0}, "`copies`"),
        ({"epochs": 0}, "`epochs`"),
        ({"seed": -1}, "`seed`"),
        ({"localization": "unet"}, "`localization`"),
    ],
)
def test_impossible_settings_are_refused(kind, options, message):
    with pytest.raises(UsageError, match=message):
        kind(**options)
