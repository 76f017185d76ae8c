"""Centres of a stack on a quadratic curve."""

import numpy as np
import pytest

from medkeras.imaging.stack_alignment import quadratic_centres
from medkeras.utils.errors import UsageError

PLACES = np.arange(0.0, 80, 8)
AXIS = np.stack(
    [120 + 0.3 * PLACES - 0.002 * PLACES**2, 130 - 0.1 * PLACES], axis=1
)


def test_a_quadratic_axis_stays():
    np.testing.assert_allclose(quadratic_centres(AXIS, PLACES), AXIS)


def test_breath_is_taken_out():
    """Of 10 slices moved by chance 3 parameters keep 3/10 of the square."""
    rng = np.random.default_rng(0)
    errors = []
    for _ in range(200):
        moved = AXIS + rng.normal(0, 3, AXIS.shape)
        errors.append(quadratic_centres(moved, PLACES) - AXIS)
    assert np.mean(np.square(errors)) == pytest.approx(9 * 3 / 10, rel=0.1)


def test_unequal_distances_count():
    places = PLACES**1.2
    axis = np.stack([places**2, places], axis=1)
    found = quadratic_centres(axis, places)
    np.testing.assert_allclose(found, axis, atol=1e-9)
    assert np.abs(quadratic_centres(axis) - axis).max() > 1


def test_three_slices_do_not_move():
    few = AXIS[:3] + np.array([[0, 0], [5, 0], [0, 0]])
    np.testing.assert_array_equal(quadratic_centres(few), few)


def test_bad_input_is_one_clear_line():
    with pytest.raises(UsageError, match="row and a column"):
        quadratic_centres(np.zeros((4, 3)))
    with pytest.raises(UsageError, match="one number a slice"):
        quadratic_centres(AXIS, PLACES[:-1])
