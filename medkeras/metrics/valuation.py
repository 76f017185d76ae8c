"""What each training patient contributes: Shapley values of data."""

import itertools
import math
from collections.abc import Callable

import numpy as np

from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    finite_numbers,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import (
    check_function,
    check_number,
    check_seed,
    check_whole,
)

LARGEST = 10


def exact_shapley(value: Callable, num_players: int) -> np.ndarray:
    """Shapley values by going through every coalition.

        phi_i = sum over S without i of
                |S|! (n - |S| - 1)! / n! (v(S and i) - v(S))

    Args:
        value: function of a tuple of player numbers (sorted, maybe empty)
            that returns what they achieve together, such as the accuracy of
            a model trained on these patients.
        num_players: n, at most 10: there are 2^n coalitions.

    Returns:
        (n,). They add up to v(all) - v(none).

    Raises:
        UsageError: more players than 10, or none; a value that is NaN.

    Example:
        >>> from medkeras.metrics.valuation import exact_shapley
        >>> pair = lambda team: float(0 in team and 1 in team)
        >>> exact_shapley(pair, 3).round(6)
        array([0.5, 0.5, 0. ])

    Reference: Shapley 1953, "A value for n-person games",
        doi:10.1515/9781400881970-018.
    Chapter: 2.0.2
    """
    check_function("value", value)
    check_whole("num_players", num_players, most=LARGEST)
    players = range(num_players)
    worth = {
        team: _worth(value, team)
        for size in range(num_players + 1)
        for team in itertools.combinations(players, size)
    }
    shapley = np.zeros(num_players)
    for team, alone in worth.items():
        size = len(team)
        if size == num_players:
            continue
        weight = 1 / (num_players * math.comb(num_players - 1, size))
        for player in set(players) - set(team):
            together = worth[tuple(sorted((*team, player)))]
            shapley[player] += weight * (together - alone)
    return shapley


def tmc_shapley(
    value: Callable,
    num_players: int,
    permutations: int,
    seed: int,
    tolerance: float = 0.0,
) -> np.ndarray:
    """Shapley values from random orders, cut short where little is left.

    In each order players join one by one and get what the team gains. Once
    the team is within `tolerance` of everybody together, the rest get 0
    (truncated Monte Carlo).

    Args:
        value: as in `exact_shapley`.
        num_players: n.
        permutations: number of random orders.
        seed: of the orders.
        tolerance: distance from v(all) at which an order is cut short.

    Returns:
        (n,) estimates.

    Raises:
        UsageError: fewer than one player or order; a value that is NaN.

    Example:
        >>> from medkeras.metrics.valuation import tmc_shapley
        >>> tmc_shapley(lambda team: sum(team), 4, permutations=5, seed=0)
        array([0., 1., 2., 3.])

    Reference: Ghorbani and Zou 2019, "Data Shapley", ICML,
        doi:10.48550/arXiv.1904.02868.
    Chapter: 2.0.2
    """
    check_whole("num_players", num_players)
    check_function("value", value)
    check_whole("permutations", permutations)
    check_number("tolerance", tolerance)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    everybody = _worth(value, tuple(range(num_players)))
    nobody = _worth(value, ())
    shapley = np.zeros(num_players)
    for _ in range(permutations):
        team, before = (), nobody
        for player in rng.permutation(num_players):
            if len(team) and abs(everybody - before) <= tolerance:
                break
            team = tuple(sorted((*team, int(player))))
            after = _worth(value, team)
            shapley[player] += after - before
            before = after
    return shapley / permutations


def _worth(value, team):
    worth = value(team)
    check_number(f"value of {team}", worth)
    return float(worth)


def knn_shapley(
    x_train: np.ndarray,
    y_train: np.ndarray,
    x_test: np.ndarray,
    y_test: np.ndarray,
    k: int,
) -> np.ndarray:
    """Shapley values for k nearest neighbours, without trying coalitions.

    For one test patient, with training patients sorted from the nearest
    (1) to the farthest (N) and "right" 1 if a label equals the test label:

        s_N = right_N / max(N, k)
        s_i = s_(i+1) + (right_i - right_(i+1)) / k  min(k, i) / i

    The value of a team is the share of the k votes that are right (places
    without a neighbour count as wrong); values are averaged over the test.

    Args:
        x_train: (N, features), without NaN.
        y_train: (N,), 0 or 1.
        x_test: (tests, features), without NaN.
        y_test: (tests,), 0 or 1.
        k: number of neighbours that vote.

    Returns:
        (N,). Negative means: the neighbours do better without this patient.

    Raises:
        UsageError: lengths that do not fit, NaN, labels other than 0 and 1,
            or k below 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.valuation import knn_shapley
        >>> train = np.array([[0.0], [1.0], [5.0]])
        >>> knn_shapley(train, [1, 0, 1], np.array([[0.1]]), [1], k=1)
        array([ 0.83333333, -0.16666667,  0.33333333])

    Reference: Jia et al. 2019, doi:10.14778/3342263.3342637. Its s_N is
        right_N / N, the same for N >= k.
    Chapter: 2.0.2
    """
    check_whole("k", k)
    x_train = finite_numbers("x_train", x_train, ndim=2).astype(float)
    x_test = finite_numbers("x_test", x_test, ndim=2).astype(float)
    if x_train.shape[1] != x_test.shape[1]:
        raise UsageError(
            "`x_train` and `x_test` must have the same features. Received: "
            f"{x_train.shape[1]} and {x_test.shape[1]}"
        )
    y_train = binary_labels("y_train", y_train)
    y_test = binary_labels("y_test", y_test)
    check_one_length(x_train=x_train, y_train=y_train)
    check_one_length(x_test=x_test, y_test=y_test)
    gaps = x_test[:, None, :] - x_train[None]  # (tests, N, features)
    order = np.argsort((gaps**2).sum(axis=-1), axis=1, kind="stable")
    right = (y_train[order] == y_test[:, None]).astype(float)  # (tests, N)
    count = len(y_train)
    place = np.arange(1, count)  # i
    steps = (right[:, :-1] - right[:, 1:]) / k * np.minimum(k, place) / place
    last = right[:, -1:] / max(count, k)
    sums = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1]
    ranked = np.concatenate([last + sums, last], axis=1)
    values = np.empty_like(ranked)
    np.put_along_axis(values, order, ranked, axis=1)
    return values.mean(axis=0)
