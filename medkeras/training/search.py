"""The book-keeping of a search: bounds, budget, draws and the best so far."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from medkeras.utils.errors import UsageError

Objective = Callable[[np.ndarray], np.ndarray]


class Found(NamedTuple):
    """What a search has found, and how it got there.

    Attributes:
        best: (dimensions,), the best point seen.
        value: the objective there.
        history: (evaluations,), best value after each evaluation.
        population: (members, dimensions), where the search ended.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.search import Found
        >>> Found(np.zeros(2), 0.0, np.zeros(5), np.zeros((4, 2))).value
        0.0

    Chapter: 2.0
    """

    best: np.ndarray
    value: float
    history: np.ndarray
    population: np.ndarray


def random_search(
    objective: Objective, bounds: np.ndarray, evaluations: int, seed: int
) -> Found:
    """Draw points evenly and keep the best: what every method must beat.

    Args:
        objective: from (members, dimensions) to (members,); less is better.
        bounds: (dimensions, 2), lower and upper end of each coordinate.
        evaluations: number of points to try.
        seed: of the draws.

    Returns:
        A `Found`.

    Raises:
        UsageError: bounds that are not intervals, fewer evaluations than
            one, or an objective that answers in another shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.search import random_search
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> found = random_search(square, [(-1, 1)] * 2, 500, seed=0)
        >>> bool(found.value < 0.1)
        True

    Chapter: 2.0
    """
    search = Search(objective, bounds, evaluations, seed)
    points = search.scatter(evaluations)
    search.evaluate(points)
    return search.found(points[-1:])


class Search:
    """Evaluates populations within bounds and a budget, keeps the best.

    Args:
        objective: from (members, dimensions) to (members,); less is better.
        bounds: (dimensions, 2), lower and upper end of each coordinate.
        evaluations: number of points it may evaluate.
        seed: of all draws.
        members: size of the population.
        least: smallest size that the method works with.

    Raises:
        UsageError: bounds that are not intervals, no evaluations, or too
            few members.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.search import Search
        >>> search = Search(lambda x: x[:, 0], [(0, 1)], 3, seed=0)
        >>> values = search.evaluate(np.array([[0.5], [0.2], [0.9], [0.1]]))
        >>> values.tolist(), search.left, search.best.tolist()
        ([0.5, 0.2, 0.9, inf], 0, [0.2])

    Chapter: 2.0
    """

    def __init__(
        self,
        objective: Objective,
        bounds: np.ndarray,
        evaluations: int,
        seed: int,
        members: int = 1,
        least: int = 1,
    ):
        bounds = np.asarray(bounds, dtype=float)
        if bounds.ndim != 2 or bounds.shape[1] != 2:
            raise UsageError(
                "`bounds` must be (dimensions, 2). Received: shape "
                f"{bounds.shape}"
            )
        if not np.all(bounds[:, 0] < bounds[:, 1]):
            raise UsageError(
                "each of `bounds` must rise from low to high. Received: "
                f"{bounds.tolist()}"
            )
        if evaluations < 1 or members < least:
            raise UsageError(
                f"`evaluations` must be 1 or more and `members` {least} or "
                f"more. Received: {evaluations} and {members}"
            )
        self.objective = objective
        self.low, self.high = bounds.T
        self.widths = self.high - self.low
        self.left = evaluations
        self.draw = np.random.default_rng(seed)
        self.best, self.value = None, np.inf
        self._values = []

    def scatter(self, members: int) -> np.ndarray:
        """Points (members, dimensions) drawn evenly within the bounds."""
        shape = (members, len(self.low))
        return self.low + self.widths * self.draw.random(shape)

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Move points that left the bounds back to the edge."""
        return np.clip(points, self.low, self.high)

    def evaluate(
        self, points: np.ndarray, only_inside: bool = False
    ) -> np.ndarray:
        """Values of points in one call; infinity where not evaluated.

        Args:
            points: (members, dimensions).
            only_inside: leave out points beyond the bounds.

        Returns:
            (members,). Beyond the budget nothing is evaluated.
        """
        asked = np.ones(len(points), dtype=bool)
        if only_inside:
            asked = ((points >= self.low) & (points <= self.high)).all(axis=1)
        asked &= np.cumsum(asked) <= self.left
        values = np.full(len(points), np.inf)
        if not asked.any():
            # All have left the bounds: a try that cost a try.
            self._spend(np.array([np.inf]))
            return values
        answer = np.asarray(self.objective(points[asked]), dtype=float)
        if answer.shape != (asked.sum(),):
            raise UsageError(
                f"`objective` must answer ({asked.sum()},). Received: shape "
                f"{answer.shape}"
            )
        # What has diverged is no number: it counts as the worst.
        answer = np.where(np.isnan(answer), np.inf, answer)
        values[asked] = answer
        if self.best is None or values.min() < self.value:
            self.value = float(values.min())
            self.best = points[values.argmin()].copy()
        self._spend(answer)
        return values

    def _spend(self, values):
        self._values.append(values)
        self.left -= len(values)

    def found(self, population: np.ndarray) -> Found:
        """What has been found so far."""
        history = np.minimum.accumulate(np.concatenate(self._values))
        return Found(self.best, self.value, history, population)
