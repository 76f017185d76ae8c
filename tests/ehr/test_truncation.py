"""Places to cut a history: in the second half, never after it."""

import numpy as np
import pytest

from medkeras.ehr.truncation import truncation_points
from medkeras.ehr.visits import visits_from_lists
from medkeras.utils.errors import UsageError

COUNTS = (1, 2, 5, 8)


def visits():
    return visits_from_lists(
        [[(30 * k, 1, 1, {}) for k in range(count)] for count in COUNTS]
    )


def passes(count, **options):
    rng = np.random.default_rng(0)
    made = visits()
    drawn = [truncation_points(made, rng, **options) for _ in range(count)]
    return np.array(drawn) - made.first


def test_every_place_of_the_second_half_is_drawn_and_no_other():
    drawn = passes(300)
    found = [sorted(set(places.tolist())) for places in drawn.T]
    assert found == [[0], [1], [2, 3, 4], [4, 5, 6, 7]]


def test_places_are_equally_likely():
    share = np.bincount(passes(4000)[:, 3], minlength=8)[4:] / 4000
    np.testing.assert_allclose(share, 0.25, atol=0.03)


def test_tries_look_for_a_one_and_end():
    """Patients without any 1 in their second half keep a place in it."""
    labels = np.zeros(sum(COUNTS), int)
    labels[[5, 15]] = 1  # place 2 of five visits, place 7 of eight
    once = passes(1500, labels=labels)
    often = passes(1500, labels=labels, tries=5)
    assert abs((once[:, 2] == 2).mean() - 1 / 3) < 0.05
    assert abs((often[:, 2] == 2).mean() - (1 - (2 / 3) ** 5)) < 0.05
    assert abs((often[:, 3] == 7).mean() - (1 - 0.75**5)) < 0.05
    assert (often[:, 0] == 0).all() and (often[:, 1] == 1).all()


def test_what_cannot_be_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(UsageError, match="tries"):
        truncation_points(visits(), rng, tries=0)
    with pytest.raises(UsageError, match="labels"):
        truncation_points(visits(), rng, tries=2)
    with pytest.raises(UsageError, match="16 visits"):
        truncation_points(visits(), rng, np.zeros(3, int), tries=2)
