"""Adam, and a hybrid that ends with it, at a counted cost."""

from collections.abc import Callable

import numpy as np

from medkeras.training.metaheuristics import differential_evolution
from medkeras.training.search import Objective, Search, SearchResult
from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_function,
    check_number,
    check_positive,
    check_whole,
)

# One backward pass costs about two forward ones: a step is three.
COST = 3


def adam(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    gradient: Callable,
    cost: int = COST,
    learning_rate: float = 0.05,
    start: np.ndarray | None = None,
) -> SearchResult:
    """Adam under the same contract as a population search.

    Args:
        objective: from (points, dimensions) to (points,); less is better.
        bounds: (dimensions, 2), where the start is drawn; a step that
            leaves them is brought back to the edge.
        evaluations: budget; each step spends `cost` of them.
        seed: of the start.
        gradient: from (points, dimensions) to the same shape.
        cost: evaluations that a value with its gradient is worth: 3 for
            backpropagation, dimensions + 1 for differences of values.
        learning_rate: of each coordinate, in its own units.
        start: (dimensions,), instead of a draw.

    Returns:
        A `SearchResult`; its history has an entry for each evaluation paid.

    Raises:
        UsageError: as `random_search`, a budget below one step, a start of
            another shape, or a gradient that is not finite.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.descent import adam
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> result = adam(square, [(-2, 2)] * 3, 600, seed=0,
        ...     gradient=lambda points: 2 * points)
        >>> bool(result.value < 1e-3), len(result.history)
        (True, 600)

    Reference: Kingma and Ba 2015, doi:10.48550/arXiv.1412.6980.
    Chapter: 2.0.1
    """
    check_function("gradient", gradient)
    check_whole("cost", cost)
    check_positive("learning_rate", learning_rate)
    search = Search(objective, bounds, evaluations, seed)
    if evaluations < cost:
        raise UsageError(
            f"`evaluations` must pay for a step of {cost} at least. "
            f"Received: {evaluations}"
        )
    point = search.sample(1) if start is None else _start(start, search)
    mean, square = np.zeros_like(point), np.zeros_like(point)
    paid = []
    for step in range(1, evaluations // cost + 1):
        search.evaluate(point)
        paid += [search.value] * cost
        slope = _slope(gradient, point)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        unbiased = mean / (1 - 0.9**step)
        spread = np.sqrt(square / (1 - 0.999**step)) + 1e-8
        point = search.clip(point - learning_rate * unbiased / spread)
    paid += [search.value] * (evaluations % cost)
    return SearchResult(search.best, search.value, np.array(paid), point)


def _start(start, search):
    point = finite_numbers("start", start, ndim=1).astype(float)[None]
    if point.shape[1] != len(search.low):
        raise UsageError(
            f"`start` must have {len(search.low)} coordinates. Received: "
            f"{point.shape[1]}"
        )
    return point


def _slope(gradient, point):
    slope = finite_numbers("answer of `gradient`", gradient(point))
    if slope.shape != point.shape:
        raise UsageError(
            f"`gradient` must answer {point.shape}. Received: {slope.shape}"
        )
    return slope


def memetic(
    objective: Objective,
    bounds: np.ndarray,
    evaluations: int,
    seed: int,
    *,
    gradient: Callable,
    cost: int = COST,
    learning_rate: float = 0.05,
    explore: float = 0.5,
) -> SearchResult:
    """Differential evolution finds a place, Adam goes down from there.

    Args:
        objective: from (points, dimensions) to (points,); less is better.
        bounds: (dimensions, 2).
        evaluations: budget of both together.
        seed: of the random generator.
        gradient: from (points, dimensions) to the same shape.
        cost: evaluations that one gradient step is worth.
        learning_rate: Adam's.
        explore: share of the budget for differential evolution.

    Returns:
        A `SearchResult` with one history of both parts.

    Raises:
        UsageError: as `adam`, or a share outside 0 to 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.descent import memetic
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> result = memetic(square, [(-2, 2)] * 3, 900, seed=0,
        ...     gradient=lambda points: 2 * points)
        >>> bool(result.value < 1e-3), len(result.history)
        (True, 900)

    Reference: Moscato 1989, "On evolution, search, optimization, genetic
        algorithms and martial arts", Caltech report 826 (unverified).
    Chapter: 2.0.1
    """
    check_number("explore", explore)
    check_whole("evaluations", evaluations)
    if not 0 < explore < 1:
        raise UsageError(
            f"`explore` must be between 0 and 1. Received: {explore!r}"
        )
    first = max(1, int(explore * evaluations))
    wide = differential_evolution(objective, bounds, first, seed)
    deep = adam(
        objective,
        bounds,
        evaluations - first,
        seed,
        gradient=gradient,
        cost=cost,
        learning_rate=learning_rate,
        start=wide.best,
    )
    best = min(wide, deep, key=lambda result: result.value)
    history = np.concatenate([wide.history, deep.history])
    history = np.minimum.accumulate(history)
    return SearchResult(best.best, best.value, history, wide.population)
