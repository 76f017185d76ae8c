"""Population searches that need no gradient, at a counted cost.

Every search has one signature and spends exactly the evaluations it is
given, so that methods can be compared at equal budgets. A whole population
is handed to the objective in one call, which is where the speed comes from.
The defaults are published ones and serve on no problem in particular.
"""

import numpy as np

from medkeras.training.search import Objective, Search, SearchResult
from medkeras.training.variation import (
    binary_crossover,
    factor_range,
    three_others,
)
from medkeras.utils.sizes import check_number, check_positive


def differential_evolution(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    population_size: int = 50,
    mutation_factor: float | tuple[float, float] = (0.5, 1.0),
    crossover_rate: float = 0.9,
) -> SearchResult:
    """Differential evolution, scheme rand/1/bin.

    Each point is challenged by a + F (b - c), three others drawn at random,
    mixed with itself coordinate by coordinate; the better of the two stays.
    F is drawn anew for each generation (dither): with one fixed F of 0.5 a
    population that has shrunk too soon stays where it is.

    Args:
        objective: from (points, dimensions) to (points,); less is better.
        bounds: (dimensions, 2).
        evaluations: number of points to try in all.
        seed: of the random generator.
        population_size: number of points, at least 4; the authors advise 5
            to 10 times the dimensions.
        mutation_factor: F, weight of the difference, above 0 to 2: the ends
            between which it is drawn, or one fixed number.
        crossover_rate: CR, chance of a coordinate to come from the
            challenger; high where coordinates depend on each other.

    Returns:
        A `SearchResult`.

    Raises:
        UsageError: as `random_search`, fewer than four points, or factors
            out of their range.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.metaheuristics import differential_evolution
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> bounds = [(-5, 5)] * 3
        >>> result = differential_evolution(square, bounds, 5000, seed=0)
        >>> bool(result.value < 1e-6)
        True

    Reference: Storn and Price 1997, doi:10.1023/A:1008202821328; dither:
        Price, Storn and Lampinen 2005, "Differential evolution",
        doi:10.1007/3-540-31306-0.
    Chapter: 2.0.1
    """
    low, high = factor_range(mutation_factor)
    check_number("crossover_rate", crossover_rate, 0, 1)
    search = Search(
        objective, bounds, evaluations, seed, population_size, min_population=4
    )
    points = search.sample(population_size)
    values = search.evaluate(points)
    while search.remaining:
        factor = search.rng.uniform(low, high)
        a, b, c = points[three_others(search.rng, population_size)]
        mutant = search.clip(a + factor * (b - c))
        swap = search.rng.random(points.shape) < crossover_rate
        sure = search.rng.integers(points.shape[1], size=population_size)
        swap[np.arange(population_size), sure] = True
        trial = np.where(swap, mutant, points)
        trial_values = search.evaluate(trial)
        better = trial_values <= values
        points = np.where(better[:, None], trial, points)
        values = np.where(better, trial_values, values)
    return search.result(points)


def particle_swarm(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    population_size: int = 40,
    inertia: float = 0.7298,
    acceleration: float = 1.49618,
) -> SearchResult:
    """Particle swarm with the constriction of Clerc and Kennedy.

    A particle keeps part of its velocity and is drawn towards the best
    point it has seen and the best of all:
    v = w v + c u1 (own - x) + c u2 (all - x), with u1, u2 drawn anew.

    Args:
        objective: from (points, dimensions) to (points,); less is better.
        bounds: (dimensions, 2); a particle may leave them, but is not
            evaluated there and so is drawn back.
        evaluations: number of points to try in all.
        seed: of the random generator.
        population_size: number of particles.
        inertia: w.
        acceleration: c, the same for both attractors. The swarm contracts
            while 2 c < 24 (1 - w^2) / (7 - 5 w) (Poli 2009).

    Returns:
        A `SearchResult`.

    Raises:
        UsageError: as `random_search`, or a negative inertia or
            acceleration.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.metaheuristics import particle_swarm
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> result = particle_swarm(square, [(-5, 5)] * 3, 5000, seed=0)
        >>> bool(result.value < 1e-6)
        True

    Reference: Kennedy and Eberhart 1995, "Particle swarm optimization",
        doi:10.1109/ICNN.1995.488968; the two numbers: Clerc and Kennedy
        2002, doi:10.1109/4235.985692.
    Chapter: 2.0.1
    """
    check_number("inertia", inertia, 0)
    check_number("acceleration", acceleration, 0)
    search = Search(objective, bounds, evaluations, seed, population_size)
    points = search.sample(population_size)
    velocity = (search.sample(population_size) - points) / 2
    own, own_values = points, search.evaluate(points)
    while search.remaining:
        toward_own, toward_all = search.rng.random((2, *points.shape))
        velocity = (
            inertia * velocity
            + acceleration * toward_own * (own - points)
            + acceleration * toward_all * (search.best - points)
        )
        points = points + velocity
        values = search.evaluate(points, only_inside=True)
        better = values < own_values
        own = np.where(better[:, None], points, own)
        own_values = np.where(better, values, own_values)
    return search.result(points)


def genetic_algorithm(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    population_size: int = 50,
    distribution_index: float = 15.0,
    mutation_scale: float = 0.1,
) -> SearchResult:
    """Genetic algorithm: tournament, simulated binary crossover, mutation.

    Args:
        objective: from (points, dimensions) to (points,); less is better.
        bounds: (dimensions, 2).
        evaluations: number of points to try in all.
        seed: of the random generator.
        population_size: number of points, at least 4; the best one stays.
        distribution_index: eta, how close children keep to their parents.
        mutation_scale: standard deviation of the mutations, as a share of the
            interval, shrinking to zero with the budget.

    Returns:
        A `SearchResult`.

    Raises:
        UsageError: as `random_search`, or fewer than four points.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.metaheuristics import genetic_algorithm
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> result = genetic_algorithm(square, [(-5, 5)] * 3, 5000, seed=0)
        >>> bool(result.value < 1e-2)
        True

    Reference: Holland 1975, "Adaptation in natural and artificial systems",
        doi:10.7551/mitpress/1090.001.0001; the crossover: Deb and Agrawal
        1995, "Simulated binary crossover for continuous search space",
        Complex Systems 9:115-148.
    Chapter: 2.0.1
    """
    check_positive("distribution_index", distribution_index)
    check_number("mutation_scale", mutation_scale, 0)
    search = Search(
        objective, bounds, evaluations, seed, population_size, min_population=4
    )
    points = search.sample(population_size)
    values = search.evaluate(points)
    while search.remaining:
        # Two pairs of points meet; the better of each pair is a parent.
        opponents = search.rng.integers(
            population_size, size=(2, 2, population_size)
        )
        winners = np.where(
            values[opponents[0]] < values[opponents[1]],
            opponents[0],
            opponents[1],
        )
        mother, father = points[winners]
        child = binary_crossover(search.rng, mother, father, distribution_index)
        step = mutation_scale * search.remaining / evaluations * search.widths
        mutates = search.rng.random(child.shape) < 1 / child.shape[1]
        child += mutates * step * search.rng.standard_normal(child.shape)
        child = search.clip(child)
        child[0] = points[values.argmin()]
        points, values = child, search.evaluate(child)
    return search.result(points)


def grey_wolf(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    population_size: int = 40,
) -> SearchResult:
    """Grey wolf optimiser: everyone moves around the three best so far.

    The animal is a name. Each coordinate becomes the mean of three points
    drawn around the leaders, in a range that shrinks with the budget. The
    method belongs to the family of particle swarms, and the products with a
    random factor draw it to the origin: test it on optima elsewhere.

    Args:
        objective: from (points, dimensions) to (points,); less is better.
        bounds: (dimensions, 2).
        evaluations: number of points to try in all.
        seed: of the random generator.
        population_size: number of points, at least 4.

    Returns:
        A `SearchResult`.

    Raises:
        UsageError: as `random_search`, or fewer than four points.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.metaheuristics import grey_wolf
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> result = grey_wolf(square, [(-5, 5)] * 3, 5000, seed=0)
        >>> bool(result.value < 1e-6)
        True

    Reference: Mirjalili et al. 2014, "Grey wolf optimizer",
        doi:10.1016/j.advengsoft.2013.12.007;
        Camacho-Villalon et al. 2020, doi:10.1007/978-3-030-60376-2_10.
    Chapter: 2.0.1
    """
    search = Search(
        objective, bounds, evaluations, seed, population_size, min_population=4
    )
    points = search.sample(population_size)
    leaders, leading = points, search.evaluate(points)
    while search.remaining:
        order = np.argsort(leading)[:3]
        leaders, leading = leaders[order], leading[order]
        reach = 2 * search.remaining / evaluations  # from 2 to 0
        a = reach * (2 * search.rng.random((3, *points.shape)) - 1)
        c = 2 * search.rng.random((3, *points.shape))
        chased = leaders[:, None, :]
        around = chased - a * np.abs(c * chased - points)
        points = search.clip(around.mean(axis=0))
        values = search.evaluate(points)
        leaders = np.concatenate([leaders, points])
        leading = np.concatenate([leading, values])
    return search.result(points)
