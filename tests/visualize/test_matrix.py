"""Heat maps: each number in its field, readable, told in the alt text."""

import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.matrix import matrix

VALUES = np.array([[900, 100, 0], [1, 2, 3]])
NAMES = (["sick", "well"], ["a", "b", "c"], "A table", "column", "row")


def test_every_number_stands_in_its_field():
    figure = matrix(VALUES, *NAMES)
    check_figure(figure)
    (axes,) = figure.axes
    written = {text.get_position(): text.get_text() for text in axes.texts}
    for (row, column), value in np.ndenumerate(VALUES):
        assert written[column, row] == str(value)
    assert [tick.get_text() for tick in axes.get_yticklabels()] == NAMES[0]
    assert alt_of(figure).endswith("sick: 900, 100, 0; well: 1, 2, 3.")


def test_colours_follow_the_number_or_the_share_of_the_row():
    plain, shares = (
        matrix(VALUES, *NAMES, shares=shares).axes[0].images[0].get_array()
        for shares in (False, True)
    )
    np.testing.assert_array_equal(plain, VALUES)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert shares[1, 2] == 0.5


def test_a_row_of_zeros_has_no_share():
    figure = matrix([[0, 0], [1, 1]], *[["x", "y"]] * 2, "T", "c", "r", True)
    check_figure(figure)


def test_names_must_fit():
    with pytest.raises(UsageError, match=r"must be of shape \(2, 3\)"):
        matrix(VALUES.T, *NAMES)
