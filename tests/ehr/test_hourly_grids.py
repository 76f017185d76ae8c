"""Grids of hours: summaries by hand, values carried from the past."""

import numpy as np
import pytest

from medkeras.ehr.hourly_grids import carry_grid, summarize_grid
from medkeras.utils.errors import UsageError


@pytest.fixture
def grid():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(7, 11, 4))
    values[rng.random(values.shape) < 0.6] = np.nan
    values[2, :, 1] = np.nan
    return values


def test_summaries_are_those_of_the_known_values(grid):
    found = summarize_grid(grid)
    for stay, column in np.ndindex(7, 4):
        known = grid[stay, :, column]
        known = known[~np.isnan(known)]
        expected = [np.nan] * 5
        if len(known):
            ends = known[0], known[-1], known.min(), known.max()
            expected = [*ends, known.mean()]
        here = [values[stay, column] for values in found.values()]
        np.testing.assert_allclose(here, [*expected, len(known)])


def test_values_are_carried_and_the_future_is_not_read(grid):
    found = carry_grid(grid, usual=9.0)
    for stay, column in np.ndindex(7, 4):
        last = 9.0
        for hour, value in enumerate(grid[stay, :, column]):
            last = last if np.isnan(value) else value
            assert found[stay, hour, column] == last
    grid[:, 6:] = 5
    np.testing.assert_array_equal(carry_grid(grid, 9.0)[:, :6], found[:, :6])


@pytest.mark.parametrize("function", [summarize_grid, carry_grid])
@pytest.mark.parametrize(
    "wrong", [np.zeros((2, 3)), np.full((1, 1, 1), np.inf)]
)
def test_bad_input_is_one_clear_line(function, wrong):
    with pytest.raises(UsageError, match="values"):
        function(wrong)
