"""The U-Net beside the published way."""

import numpy as np
import pytest
from medkeras_datasets.sunnybrook import phantom

from medkeras.models.cardiac import Localization, UNetSegmenter
from medkeras.utils.errors import UsageError

DRAWN = phantom.patients(1, seed=1)
SPACING = (phantom.SPACING, phantom.SPACING)


@pytest.fixture(scope="module")
def fitted():
    given = DRAWN["image"][:8], DRAWN["contour"][:8], SPACING
    place = Localization("published", num_filters=2, copies=1, epochs=1)
    return UNetSegmenter(place, (2, 4), copies=1, epochs=1).fit(*given)


def test_a_stack_goes_through(fitted):
    found = fitted.segment(
        DRAWN["image"], SPACING, phantom.THICKNESS, DRAWN["is_systole"]
    )
    assert found.masks.shape == DRAWN["image"].shape
    assert found.masks.any(axis=(1, 2)).all() and found.edv > 0
    answers = fitted.probabilities(DRAWN["image"], SPACING, found.centres)
    np.testing.assert_array_equal(found.answers, answers)
    np.testing.assert_array_equal(found.probabilities, answers.mean(axis=0))


def test_eight_answers_are_turned_back(fitted):
    """A network that marks the first row: its marks must come home."""

    class Marking:
        def __call__(self, x):
            answer = np.zeros_like(x)
            answer[:, 0] = 1
            return answer

    learned, fitted.networks_ = fitted.networks_, [Marking()]
    centres = DRAWN["contour"][:1].mean(axis=1)
    answers = fitted.probabilities(DRAWN["image"][:1], SPACING, centres)[:, 0]
    fitted.networks_ = learned
    sides = answers[:, [0, -1], 30].sum(axis=1) + answers[:, 30, [0, -1]].sum(1)
    assert sides.tolist() == [1] * 8
    # Each side of the square is marked by two of the eight.
    assert answers.sum(axis=0)[0, 30] == 2 and answers.sum(axis=0)[30, -1] == 2


def test_settings_that_make_no_network_are_refused():
    with pytest.raises(UsageError, match="`filters`"):
        UNetSegmenter(filters=())
    with pytest.raises(UsageError, match="`fit` must come first"):
        UNetSegmenter().probabilities(DRAWN["image"], SPACING, np.zeros((1, 2)))
