"""Boxes of color, counted."""

import numpy as np
import pytest

from medkeras.imaging.color_histogram import color_histogram
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("bins", [2, 6])
def test_it_is_numpys_histogram(bins):
    images = np.random.default_rng(0).random((3, 9, 9, 3))
    for row, image in zip(color_histogram(images, bins), images, strict=True):
        expected, _ = np.histogramdd(
            image.reshape(-1, 3), bins, range=[(0, 1)] * 3
        )
        np.testing.assert_allclose(row, expected.ravel() / 81)


def test_turning_changes_nothing_and_white_is_in_the_last_box():
    images = np.random.default_rng(0).random((2, 8, 8, 3))
    np.testing.assert_array_equal(
        color_histogram(images), color_histogram(images[:, ::-1])
    )
    assert color_histogram(np.ones((1, 4, 4, 3)))[0, -1] == 1


def test_other_pictures_are_refused():
    with pytest.raises(UsageError, match="three channels"):
        color_histogram(np.ones((1, 4, 4, 1)))
    with pytest.raises(UsageError, match="bins"):
        color_histogram(np.ones((1, 4, 4, 3)), 0)
