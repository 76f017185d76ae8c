import numpy as np
import pytest

from medkeras.layers.positions import AddPositions, sinusoidal_positions
from medkeras.utils.errors import UsageError


def test_places_are_waves_that_differ():
    table = sinusoidal_positions(50, 8)
    np.testing.assert_allclose(table[7, 0], np.sin(7), atol=1e-6)
    np.testing.assert_allclose(table[7, 3], np.cos(7 / 10), atol=1e-6)
    np.testing.assert_allclose((table**2).sum(axis=1), 4, atol=1e-5)
    assert len(np.unique(table.round(6), axis=0)) == 50


def test_the_table_is_added_as_large_as_was_asked():
    vectors = np.ones((2, 5, 4), "float32")
    found = np.array(AddPositions(0.5)(vectors))
    expected = vectors + 0.5 * sinusoidal_positions(5, 4)
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: AddPositions(-1), "`scale`"),
        (lambda: sinusoidal_positions(0, 4), "`places`"),
        (lambda: sinusoidal_positions(3, 5), "even"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message):
        act()
