"""Population searches that need no gradient, at a counted cost.

Every search has one signature and spends exactly the evaluations it is
given, so that methods can be compared at equal budgets. A whole population
is handed to the objective in one call, which is where the speed comes from.
"""

import numpy as np

from medkeras.training.search import Found, Objective, Search


def differential_evolution(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    members: int = 50,
    scale: float = 0.5,
    crossover: float = 0.9,
) -> Found:
    """Differential evolution, scheme rand/1/bin.

    Each member is challenged by a + F (b - c), three others drawn at random,
    mixed with itself coordinate by coordinate; the better of the two stays.

    Args:
        objective: from (members, dimensions) to (members,); less is better.
        bounds: (dimensions, 2).
        evaluations: number of points to try in all.
        seed: of the draws.
        members: size of the population, at least 4.
        scale: F, weight of the difference.
        crossover: CR, chance of a coordinate to come from the challenger.

    Returns:
        A `Found`.

    Raises:
        UsageError: as `random_search`, or fewer than four members.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.metaheuristics import differential_evolution
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> bounds = [(-5, 5)] * 3
        >>> found = differential_evolution(square, bounds, 5000, seed=0)
        >>> bool(found.value < 1e-6)
        True

    Reference: Storn and Price 1997, doi:10.1023/A:1008202821328.
    Chapter: 2.0
    """
    search = Search(objective, bounds, evaluations, seed, members, least=4)
    points = search.scatter(members)
    values = search.evaluate(points)
    while search.left:
        a, b, c = points[_three_others(search.draw, members)]
        mutant = search.inside(a + scale * (b - c))
        swap = search.draw.random(points.shape) < crossover
        sure = search.draw.integers(points.shape[1], size=members)
        swap[np.arange(members), sure] = True
        trial = np.where(swap, mutant, points)
        trial_values = search.evaluate(trial)
        better = trial_values <= values
        points = np.where(better[:, None], trial, points)
        values = np.where(better, trial_values, values)
    return search.found(points)


def particle_swarm(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    members: int = 40,
    inertia: float = 0.7298,
    attraction: float = 1.49618,
) -> Found:
    """Particle swarm with the constriction of Clerc and Kennedy.

    A particle keeps part of its velocity and is drawn towards the best
    point it has seen and the best of all:
    v = w v + c u1 (own - x) + c u2 (all - x), with u1, u2 drawn anew.

    Args:
        objective: from (members, dimensions) to (members,); less is better.
        bounds: (dimensions, 2); a particle may leave them, but is not
            evaluated there and so is drawn back.
        evaluations: number of points to try in all.
        seed: of the draws.
        members: number of particles.
        inertia: w.
        attraction: c, the same for both attractors. The swarm contracts
            while 2 c < 24 (1 - w^2) / (7 - 5 w) (Poli 2009).

    Returns:
        A `Found`.

    Raises:
        UsageError: as `random_search`.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.metaheuristics import particle_swarm
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> found = particle_swarm(square, [(-5, 5)] * 3, 5000, seed=0)
        >>> bool(found.value < 1e-6)
        True

    Reference: Clerc and Kennedy 2002, doi:10.1109/4235.985692.
    Chapter: 2.0
    """
    search = Search(objective, bounds, evaluations, seed, members)
    points = search.scatter(members)
    velocity = (search.scatter(members) - points) / 2
    own, own_values = points, search.evaluate(points)
    while search.left:
        toward_own, toward_all = search.draw.random((2, *points.shape))
        velocity = (
            inertia * velocity
            + attraction * toward_own * (own - points)
            + attraction * toward_all * (search.best - points)
        )
        points = points + velocity
        values = search.evaluate(points, only_inside=True)
        better = values < own_values
        own = np.where(better[:, None], points, own)
        own_values = np.where(better, values, own_values)
    return search.found(points)


def genetic_algorithm(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    members: int = 50,
    spread: float = 15.0,
    mutation: float = 0.1,
) -> Found:
    """Genetic algorithm: tournament, simulated binary crossover, mutation.

    Args:
        objective: from (members, dimensions) to (members,); less is better.
        bounds: (dimensions, 2).
        evaluations: number of points to try in all.
        seed: of the draws.
        members: size of the population, at least 4; the best one stays.
        spread: eta, how close children keep to their parents.
        mutation: standard deviation of the mutations, as a share of the
            interval, shrinking to zero with the budget.

    Returns:
        A `Found`.

    Raises:
        UsageError: as `random_search`, or fewer than four members.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.metaheuristics import genetic_algorithm
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> found = genetic_algorithm(square, [(-5, 5)] * 3, 5000, seed=0)
        >>> bool(found.value < 1e-2)
        True

    Reference: Deb and Agrawal 1995, "Simulated binary crossover for
        continuous search space", Complex Systems 9:115-148.
    Chapter: 2.0
    """
    search = Search(objective, bounds, evaluations, seed, members, least=4)
    points = search.scatter(members)
    values = search.evaluate(points)
    while search.left:
        # Two pairs of members meet; the better of each pair is a parent.
        rivals = search.draw.integers(members, size=(2, 2, members))
        winners = np.where(
            values[rivals[0]] < values[rivals[1]], rivals[0], rivals[1]
        )
        mother, father = points[winners]
        child = _crossed(search.draw, mother, father, spread)
        step = mutation * search.left / evaluations * search.widths
        mutates = search.draw.random(child.shape) < 1 / child.shape[1]
        child += mutates * step * search.draw.standard_normal(child.shape)
        child = search.inside(child)
        child[0] = points[values.argmin()]
        points, values = child, search.evaluate(child)
    return search.found(points)


def grey_wolf(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    members: int = 40,
) -> Found:
    """Grey wolf optimiser: everyone moves around the three best so far.

    The animal is a name. Each coordinate becomes the mean of three points
    drawn around the leaders, in a range that shrinks with the budget. The
    method belongs to the family of particle swarms, and the products with a
    random factor draw it to the origin: test it on optima elsewhere.

    Args:
        objective: from (members, dimensions) to (members,); less is better.
        bounds: (dimensions, 2).
        evaluations: number of points to try in all.
        seed: of the draws.
        members: size of the population, at least 4.

    Returns:
        A `Found`.

    Raises:
        UsageError: as `random_search`, or fewer than four members.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.metaheuristics import grey_wolf
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> found = grey_wolf(square, [(-5, 5)] * 3, 5000, seed=0)
        >>> bool(found.value < 1e-6)
        True

    Reference: Mirjalili et al. 2014, doi:10.1016/j.advengsoft.2013.12.007;
        Camacho-Villalon et al. 2020, doi:10.1007/978-3-030-60376-2_10.
    Chapter: 2.0
    """
    search = Search(objective, bounds, evaluations, seed, members, least=4)
    points = search.scatter(members)
    leaders, leading = points, search.evaluate(points)
    while search.left:
        order = np.argsort(leading)[:3]
        leaders, leading = leaders[order], leading[order]
        reach = 2 * search.left / evaluations  # from 2 to 0
        a = reach * (2 * search.draw.random((3, *points.shape)) - 1)
        c = 2 * search.draw.random((3, *points.shape))
        chased = leaders[:, None, :]
        around = chased - a * np.abs(c * chased - points)
        points = search.inside(around.mean(axis=0))
        values = search.evaluate(points)
        leaders = np.concatenate([leaders, points])
        leading = np.concatenate([leading, values])
    return search.found(points)


def _three_others(draw, members):
    """Three different members for each, none of them itself: (3, members)."""
    keys = draw.random((members, members))
    np.fill_diagonal(keys, np.inf)
    return np.argsort(keys, axis=1)[:, :3].T


def _crossed(draw, one, other, spread):
    """Simulated binary crossover: a child near either parent."""
    u = draw.random(one.shape)
    near = (2 * u) ** (1 / (spread + 1))
    far = (1 / (2 * (1 - u))) ** (1 / (spread + 1))
    beta = np.where(u < 0.5, near, far)
    side = np.where(draw.random(one.shape) < 0.5, 1, -1)
    return (one + other + side * beta * (one - other)) / 2
