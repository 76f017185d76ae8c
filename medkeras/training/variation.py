"""How a population search varies its points: mutation and crossover."""

import numpy as np

from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError


def factor_range(factor) -> tuple[float, float]:
    """Ends between which the mutation factor is drawn, checked."""
    ends = finite_numbers("mutation_factor", np.atleast_1d(factor), ndim=1)
    low, high = float(ends[0]), float(ends[-1])
    if len(ends) > 2 or not 0 < low <= high <= 2:
        raise UsageError(
            "`mutation_factor` must be a number, or two that rise, above 0 "
            f"to 2. Received: {factor!r}"
        )
    return low, high


def three_others(rng, population_size):
    """Three different points for each, none of them itself: (3, points)."""
    keys = rng.random((population_size, population_size))
    np.fill_diagonal(keys, np.inf)
    return np.argsort(keys, axis=1)[:, :3].T


def binary_crossover(rng, one, other, distribution_index):
    """Simulated binary crossover: a child near either parent."""
    u = rng.random(one.shape)
    near = (2 * u) ** (1 / (distribution_index + 1))
    far = (1 / (2 * (1 - u))) ** (1 / (distribution_index + 1))
    beta = np.where(u < 0.5, near, far)
    side = np.where(rng.random(one.shape) < 0.5, 1, -1)
    return (one + other + side * beta * (one - other)) / 2
