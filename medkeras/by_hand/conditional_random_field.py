"""A linear-chain conditional random field, for one sentence.

A tag for each word, where the tag of a word also hangs on the one before. With
e_t(y) the score of tag y at word t and A(y', y) that of y after y', a whole
path of tags has the score

    s(y) = Σ_t e_t(y_t) + Σ_t A(y_{t-1}, y_t),   p(y) = exp(s(y)) / Z.

There are K^T paths of T words and K tags; the sum Z over all of them, and the
best one, need only T K² steps, since what comes after a word asks only for its
tag. A score of its own for the first and the last tag may be added to the
first and the last row of e.
"""

import numpy as np

from medkeras.utils.arrays import class_labels, real_array
from medkeras.utils.errors import UsageError


def path_score(
    emissions: np.ndarray, transitions: np.ndarray, tags: np.ndarray
) -> float:
    """Score of one path of tags, Σ_t e_t(y_t) + Σ_t A(y_{t-1}, y_t).

    Args:
        emissions: e, (words, tags).
        transitions: A, (tags, tags), rows the tag before.
        tags: y, (words,), whole numbers below the number of tags.

    Returns:
        The score, no probability yet: subtract `log_partition` for its
        logarithm.

    Raises:
        UsageError: other shapes, NaN, no such tag.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.conditional_random_field import path_score
        >>> emissions, transitions = np.eye(2), np.array([[0.0, 3], [0, 0]])
        >>> path_score(emissions, transitions, [0, 1])
        5.0

    Reference: Lafferty, McCallum and Pereira 2001, "Conditional random
        fields".
    Chapter: 3.3.2
    """
    emissions, transitions = _checked(emissions, transitions)
    tags = class_labels("tags", tags, emissions.shape[1])
    if len(tags) != len(emissions):
        raise UsageError(
            f"`tags` must have one tag for each of {len(emissions)} words. "
            f"Received: {len(tags)}"
        )
    score = emissions[np.arange(len(tags)), tags].sum()
    return float(score + transitions[tags[:-1], tags[1:]].sum())


def log_partition(emissions: np.ndarray, transitions: np.ndarray) -> float:
    """Logarithm of Z, the sum of exp(score) over all paths.

    The forward algorithm: α_t(y) is the logarithm of the sum over all paths
    that are at y at word t,

        α_t(y) = e_t(y) + ln Σ_y' exp(α_{t-1}(y') + A(y', y)).

    Args:
        emissions: e, (words, tags).
        transitions: A, (tags, tags), rows the tag before.

    Returns:
        ln Z = ln Σ_y exp(α_T(y)).

    Raises:
        UsageError: other shapes, NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.conditional_random_field import log_partition
        >>> round(log_partition(np.zeros((3, 2)), np.zeros((2, 2))), 6)
        2.079442

    Chapter: 3.3.2
    """
    emissions, transitions = _checked(emissions, transitions)
    return float(_log_sum(_forward(emissions, transitions)[-1], axis=0))


def tag_probabilities(
    emissions: np.ndarray, transitions: np.ndarray
) -> np.ndarray:
    """Probability of each tag at each word, all paths together.

    Forward and backward messages meet at a word; the result is also the
    gradient of ln Z with respect to e.

    Args:
        emissions: e, (words, tags).
        transitions: A, (tags, tags), rows the tag before.

    Returns:
        (words, tags), rows that sum to 1.

    Raises:
        UsageError: other shapes, NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand import conditional_random_field as crf
        >>> crf.tag_probabilities(np.zeros((3, 2)), np.zeros((2, 2)))[0]
        array([0.5, 0.5])

    Chapter: 3.3.2
    """
    emissions, transitions = _checked(emissions, transitions)
    ahead = _forward(emissions, transitions)
    # what comes after a word: the same, read from the end
    back = _forward(emissions[::-1], transitions.T)[::-1] - emissions
    joined = ahead + back
    return np.exp(joined - _log_sum(joined, axis=1)[:, None])


def viterbi(emissions: np.ndarray, transitions: np.ndarray) -> np.ndarray:
    """The path with the highest score.

    As the forward algorithm, with the maximum in place of the sum; each word
    keeps from which tag the best path came, and the end is followed back.

    Args:
        emissions: e, (words, tags).
        transitions: A, (tags, tags), rows the tag before.

    Returns:
        Tags, (words,); of equal paths, the one that ends in the smaller tags.

    Raises:
        UsageError: other shapes, NaN.

    Example:
        >>> import numpy as np
        >>> from medkeras.by_hand.conditional_random_field import viterbi
        >>> emissions = np.array([[0.0, 2], [1, 0]])
        >>> viterbi(emissions, np.array([[0.0, 0], [-5, 0]])).tolist()
        [1, 1]

    Reference: Viterbi 1967, doi:10.1109/TIT.1967.1054010.
    Chapter: 3.3.2
    """
    emissions, transitions = _checked(emissions, transitions)
    best, came_from = emissions[0], []
    for scores in emissions[1:]:
        arrivals = best[:, None] + transitions  # (tag before, tag)
        came_from.append(arrivals.argmax(axis=0))
        best = arrivals.max(axis=0) + scores
    path = [int(best.argmax())]
    for before in reversed(came_from):
        path.append(int(before[path[-1]]))
    return np.array(path[::-1])


def _forward(emissions, transitions):
    """α of each word, (words, tags)."""
    alpha = [emissions[0]]
    for scores in emissions[1:]:
        arrivals = alpha[-1][:, None] + transitions
        alpha.append(scores + _log_sum(arrivals, axis=0))
    return np.stack(alpha)


def _log_sum(values, axis):
    """Logarithm of a sum of exponentials, the largest taken out before."""
    top = values.max(axis=axis, keepdims=True)
    total = np.log(np.exp(values - top).sum(axis=axis))
    return total + np.squeeze(top, axis)


def _checked(emissions, transitions):
    emissions = real_array("emissions", emissions, ("words", "tags"))
    size = emissions.shape[1]
    transitions = real_array("transitions", transitions, (size, size))
    return emissions.astype(float), transitions.astype(float)
