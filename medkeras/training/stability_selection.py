"""Features that the lasso chooses again and again, whoever is in the sample.

The lasso fits a line and lets most weights be zero; which ones differs from
sample to sample. Stability selection draws half of the patients many times and
keeps what is chosen in most of the halves; how many wrong features that may let
in on average has a bound.
"""

import warnings

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_selection import SelectorMixin
from sklearn.linear_model import lars_path
from sklearn.utils.validation import check_is_fitted, validate_data

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_seed, check_whole


def false_selection_bound(
    num_chosen: int, threshold: float, num_features: int
) -> float:
    """Most features that say nothing, expected among those selected.

        E(V) <= q² / ((2 π - 1) p)

    It holds if a feature that says nothing is as likely to be chosen as any
    other such, and the method is no worse than guessing.

    Args:
        num_chosen: q, most features chosen in one half.
        threshold: π, share of the halves, above 0.5.
        num_features: p.

    Returns:
        The bound, in features.

    Raises:
        UsageError: sizes below 1, or a threshold not above 0.5 and up to 1.

    Example:
        >>> from medkeras.training.stability_selection import (
        ...     false_selection_bound)
        >>> round(false_selection_bound(10, 0.75, 200), 2)
        1.0

    Reference: Meinshausen and Buehlmann 2010, theorem 1,
        doi:10.1111/j.1467-9868.2010.00740.x.
    Chapter: 3.1.2
    """
    check_whole("num_chosen", num_chosen)
    check_whole("num_features", num_features)
    check_number("threshold", threshold, 0, 1)
    if threshold <= 0.5:
        raise UsageError(
            f"`threshold` must be above 0.5. Received: {threshold}"
        )
    return num_chosen**2 / ((2 * threshold - 1) * num_features)


class StabilitySelection(SelectorMixin, BaseEstimator):
    """Keep the features that the lasso chooses in most halves of the sample.

    As a selector it can stand in a scikit-learn pipeline, so that selection
    is done inside each training fold and never sees a test patient. In each
    half the lasso path is followed until `num_chosen` features are in.

    Args:
        num_chosen: most features chosen in one half.
        threshold: share of the halves from which a feature is kept.
        num_halves: how many halves are drawn.
        seed: of the draws.

    Attributes:
        probabilities_: (features,), share of the halves in which each was
            chosen.
        bound_: of the features expected to be kept in error.
        fell_short_: True if none reached the threshold; then the one chosen
            most often is kept alone, so that a pipeline can go on.

    Raises:
        UsageError: on `fit`, sizes out of range, fewer than 4 rows.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.stability_selection import (
        ...     StabilitySelection)
        >>> X = np.random.default_rng(0).normal(size=(80, 10))
        >>> y = X[:, 2] - X[:, 5]
        >>> found = StabilitySelection(num_chosen=2, num_halves=20).fit(X, y)
        >>> found.get_support(indices=True).tolist()
        [2, 5]

    Reference: Meinshausen and Buehlmann 2010,
        doi:10.1111/j.1467-9868.2010.00740.x; Li et al. 2015,
        doi:10.1109/JBHI.2015.2429556, for its use here.
    Chapter: 3.1.2
    """

    def __init__(
        self,
        num_chosen: int = 10,
        threshold: float = 0.6,
        num_halves: int = 100,
        seed: int = 0,
    ):
        self.num_chosen = num_chosen
        self.threshold = threshold
        self.num_halves = num_halves
        self.seed = seed

    def fit(self, X, y):
        """Choose by X (rows, features), standardised here, and y (rows,)."""
        check_whole("num_halves", self.num_halves)
        check_seed(self.seed)
        X, y = validate_data(
            self, X, y, y_numeric=True, ensure_min_samples=4, dtype=float
        )
        self.bound_ = false_selection_bound(
            self.num_chosen, self.threshold, X.shape[1]
        )
        rng = np.random.default_rng(self.seed)
        counts = np.zeros(X.shape[1])
        for _ in range(self.num_halves):
            half = rng.permutation(len(X))[: len(X) // 2]
            counts[first_chosen(X[half], y[half], self.num_chosen)] += 1
        self.probabilities_ = counts / self.num_halves
        self.fell_short_ = bool(self.probabilities_.max() < self.threshold)
        return self

    def _get_support_mask(self):
        check_is_fitted(self, "probabilities_")
        if self.fell_short_:
            best = self.probabilities_.argmax()
            return np.arange(len(self.probabilities_)) == best
        return self.probabilities_ >= self.threshold


def first_chosen(X: np.ndarray, y: np.ndarray, count: int) -> np.ndarray:
    """The features that enter the lasso path first.

    Args:
        X: (rows, features); a feature with one value is never chosen.
        y: (rows,).
        count: how many at most.

    Returns:
        Their numbers, at most `count`.

    Raises:
        UsageError: a count below 1, NaN, lengths that differ.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.stability_selection import first_chosen
        >>> X = np.random.default_rng(0).normal(size=(50, 4))
        >>> first_chosen(X, 3 * X[:, 1] + X[:, 3], 2).tolist()
        [1, 3]

    Reference: Efron et al. 2004, doi:10.1214/009053604000000067.
    Chapter: 3.1.2
    """
    check_whole("count", count)
    X = real_array("X", X, ("rows", "features")).astype(float)
    y = real_array("y", y, (len(X),)).astype(float)
    centred = X - X.mean(axis=0)
    spread = centred.std(axis=0)
    scaled = centred / np.where(spread > 1e-12, spread, np.inf)
    answer = y - y.mean()
    if not answer.any() or not scaled.any():
        return np.zeros(0, int)
    with warnings.catch_warnings():
        # Stopping early is what is wanted here.
        warnings.simplefilter("ignore", ConvergenceWarning)
        _, _, path = lars_path(scaled, answer, method="lasso", max_iter=count)
    entered = np.flatnonzero((path != 0).any(axis=1))
    # In the order in which they entered: steps with a weight, most first.
    order = np.argsort(-(path[entered] != 0).sum(axis=1), kind="stable")
    return entered[order][:count]
