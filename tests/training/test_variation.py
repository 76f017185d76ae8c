"""Mutation and crossover as their papers say."""

import numpy as np
import pytest
from scipy import stats

from medkeras.training.variation import (
    binary_crossover,
    factor_range,
    three_others,
)
from medkeras.utils.errors import UsageError


def test_children_lie_about_their_parents_as_binary_crossover_says():
    rng, eta = np.random.default_rng(0), 2.0
    zeros = np.zeros(4000)
    child = binary_crossover(rng, zeros, zeros + 1, eta)

    def law(beta):  # Deb and Agrawal: a power within, its mirror beyond
        within = 0.5 * np.minimum(beta, 1) ** (eta + 1)
        return np.where(
            beta < 1, within, 1 - 0.5 * np.maximum(beta, 1) ** -(eta + 1)
        )

    assert stats.kstest(np.abs(2 * child - 1), law).pvalue > 0.01
    assert np.mean(child > 0.5) == pytest.approx(0.5, abs=0.03)


def test_the_three_others_are_three_and_others():
    chosen = three_others(np.random.default_rng(0), 5)
    for member, three in enumerate(chosen.T):
        assert len({member, *three.tolist()}) == 4


def test_a_factor_is_one_number_or_two():
    assert factor_range(0.7) == (0.7, 0.7)
    assert factor_range((0.5, 1)) == (0.5, 1.0)
    for bad in (0, 2.1, (1, 0.5), (0.1, 0.2, 0.3), np.nan, "0.5", None):
        with pytest.raises(UsageError, match="mutation_factor"):
            factor_range(bad)
