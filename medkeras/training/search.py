"""The book-keeping of a search: bounds, budget, chance and the best so far."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import as_array, finite_numbers
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_function, check_seed, check_whole

Objective = Callable[[np.ndarray], np.ndarray]


class SearchResult(NamedTuple):
    """What a search has found, and how it got there.

    Attributes:
        best: (dimensions,), the best point seen.
        value: the objective there.
        history: (evaluations,), best value after each evaluation.
        population: (population_size, dimensions), where the search ended.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.search import SearchResult
        >>> SearchResult(np.zeros(2), 0.0, np.zeros(5), np.zeros((4, 2))).value
        0.0

    Chapter: 2.0.1
    """

    best: np.ndarray
    value: float
    history: np.ndarray
    population: np.ndarray


def random_search(
    objective: Objective, bounds: np.ndarray, evaluations: int, seed: int
) -> SearchResult:
    """Draw points evenly and keep the best: what every method must beat.

    Args:
        objective: from (points, dimensions) to (points,); less is better.
        bounds: (dimensions, 2), lower and upper end of each coordinate.
        evaluations: number of points to try.
        seed: of the random generator.

    Returns:
        A `SearchResult`.

    Raises:
        UsageError: bounds that are not intervals, fewer evaluations than
            one, or an objective that answers in another shape.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.search import random_search
        >>> square = lambda points: (points**2).sum(axis=1)
        >>> result = random_search(square, [(-1, 1)] * 2, 500, seed=0)
        >>> bool(result.value < 0.1)
        True

    Chapter: 2.0.1
    """
    search = Search(objective, bounds, evaluations, seed)
    points = search.sample(evaluations)
    search.evaluate(points)
    return search.result(points[-1:])


class Search:
    """Evaluates populations within bounds and a budget, keeps the best."""

    def __init__(
        self,
        objective: Objective,
        bounds: np.ndarray,
        evaluations: int,
        seed: int,
        population_size: int = 1,
        min_population: int = 1,
    ):
        check_function("objective", objective)
        bounds = finite_numbers("bounds", bounds).astype(float)
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
        check_whole("evaluations", evaluations)
        check_whole("population_size", population_size, least=min_population)
        check_seed(seed)
        self.objective = objective
        self.low, self.high = bounds.T
        self.widths = self.high - self.low
        self.remaining = evaluations
        self.rng = np.random.default_rng(seed)
        self.best, self.value = None, np.inf
        self._values = []

    def sample(self, num_points: int) -> np.ndarray:
        """Points (num_points, dimensions) drawn evenly within the bounds."""
        shape = (num_points, len(self.low))
        return self.low + self.widths * self.rng.random(shape)

    def clip(self, points: np.ndarray) -> np.ndarray:
        """Move points that left the bounds back to the edge."""
        return np.clip(points, self.low, self.high)

    def evaluate(
        self, points: np.ndarray, only_inside: bool = False
    ) -> np.ndarray:
        """Values of points (points, dimensions), infinity where not asked."""
        asked = np.ones(len(points), dtype=bool)
        if only_inside:
            asked = ((points >= self.low) & (points <= self.high)).all(axis=1)
        asked &= np.cumsum(asked) <= self.remaining
        values = np.full(len(points), np.inf)
        if not asked.any():
            # All have left the bounds: a try that cost a try.
            self._spend(np.array([np.inf]))
            return values
        answer = self._answer(points[asked])
        values[asked] = answer
        if self.best is None or values.min() < self.value:
            self.value = float(values.min())
            self.best = points[values.argmin()].copy()
        self._spend(answer)
        return values

    def _answer(self, points):
        answer = as_array("answer of `objective`", self.objective(points))
        if answer.shape != (len(points),) or answer.dtype.kind not in "biuf":
            raise UsageError(
                f"`objective` must answer ({len(points)},) numbers. Received: "
                f"{answer.dtype} of shape {answer.shape}"
            )
        # What has diverged is no number: it counts as the worst.
        return np.where(np.isnan(answer), np.inf, answer.astype(float))

    def _spend(self, values):
        self._values.append(values)
        self.remaining -= len(values)

    def result(self, population: np.ndarray) -> SearchResult:
        """Best point, its value, the history, the last population."""
        history = np.minimum.accumulate(np.concatenate(self._values))
        return SearchResult(self.best, self.value, history, population)
