"""A bound of log p(x) from several draws, tighter than the ELBO."""

import numpy as np
from scipy.special import logsumexp

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


def importance_bound(log_weights: np.ndarray, k: int = 1) -> np.ndarray:
    """Return the importance weighted bound of log p(x), row by row.

        L_k = E[log(1/k Σ_i w_i)],  w = p(x, z) / q(z | x), z drawn from q

    L_1 is the ELBO. L_k grows with k, stays below log p(x), and comes up to
    it. The draws of a row are divided into groups of k in their order, and
    the groups' logarithms averaged; so, where k divides another k', the
    bound of k' is never the lower one, draw for draw.

    Args:
        log_weights: log w in nats, (rows, draws).
        k: draws of a group; it divides the draws.

    Returns:
        In nats, (rows,).

    Raises:
        UsageError: values that are not finite, another shape, groups that
            do not divide the draws.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.importance_bound import importance_bound
        >>> importance_bound(np.log([[1.0, 3.0]]), k=2).round(3).tolist()
        [0.693]

    Reference: Burda, Grosse and Salakhutdinov 2016, arXiv:1509.00519.
    Chapter: 3.4.3
    """
    log_weights = float_array("log_weights", log_weights, ("rows", "draws"))
    rows, draws = log_weights.shape
    check_whole("k", k, 1, draws)
    if draws % k:
        raise UsageError(
            f"`k` must divide the {draws} draws of a row. Received: {k}"
        )
    groups = log_weights.reshape(rows, draws // k, k)
    return (logsumexp(groups, axis=2) - np.log(k)).mean(axis=1)
