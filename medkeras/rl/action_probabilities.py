"""Actions offered to many people, and the probabilities they are drawn with.

A decision offers `choices` (people, actions, size): the features of each
action in each person's situation. Action 0 is silence.
"""

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number, check_whole


def choice_features(context: np.ndarray, actions: int = 2) -> np.ndarray:
    """Features of every action: the context, and again for that action.

    Args:
        context: (people, features).
        actions: how many, silence among them.

    Returns:
        (people, actions, features * actions): the first block is the
        context and explains what happens in silence; block k is the context
        for action k and 0 for the others, and explains what k adds.

    Raises:
        UsageError: other shapes, fewer than two actions.

    Example:
        >>> from medkeras.rl.action_probabilities import choice_features
        >>> choice_features([[1.0, 7.0]])
        array([[[1., 7., 0., 0.],
                [1., 7., 1., 7.]]])

    Chapter: 3.4.2
    """
    check_whole("actions", actions, 2)
    context = real_array("context", context, ("people", "features"))
    people, size = context.shape
    blocks = np.zeros((people, actions, actions, size))
    every = np.arange(actions)
    blocks[:, every, every] = context[:, None]  # block k is action k's
    blocks[:, :, 0] = context[:, None]  # the context itself is there for all
    return blocks.reshape(people, actions, -1)


def checked_probabilities(probabilities: np.ndarray) -> np.ndarray:
    """Refuse rows that are no probabilities.

    Args:
        probabilities: (people, actions).

    Returns:
        The same, as an array.

    Raises:
        UsageError: NaN, values outside of 0 to 1, a row without the sum 1.

    Example:
        >>> from medkeras.rl.action_probabilities import checked_probabilities
        >>> checked_probabilities([[0.25, 0.75]])
        array([[0.25, 0.75]])

    Chapter: 3.4.2
    """
    p = real_array("probabilities", probabilities, ("people", "actions"), 0, 1)
    sums = p.sum(axis=1)
    if abs(sums - 1).max() > 1e-8:
        raise UsageError(
            "`probabilities` must have the sum 1 in each row. Received: "
            f"{sums.min():.3g} to {sums.max():.3g}"
        )
    return p


def clip_probabilities(probabilities: np.ndarray, least: float) -> np.ndarray:
    """Give every action at least some probability.

    What is above `least` shares what is left. Of two actions each one is
    then clipped to [least, 1 - least].

    Args:
        probabilities: (people, actions), each row with the sum 1.
        least: from 0 to 1 / actions.

    Returns:
        (people, actions).

    Raises:
        UsageError: rows that are no probabilities, `least` out of range.

    Example:
        >>> from medkeras.rl.action_probabilities import clip_probabilities
        >>> clip_probabilities([[0.96, 0.04], [0.7, 0.3]], least=0.2)
        array([[0.8, 0.2],
               [0.7, 0.3]])

    Reference: Greenewald et al. 2017, doi:10.48550/arXiv.1711.03596;
        Liao et al. 2020, doi:10.1145/3381007.
    Chapter: 3.4.2
    """
    p = checked_probabilities(probabilities)
    check_number("least", least, 0, 1 / p.shape[1])
    above = np.maximum(p - least, 0)
    total = above.sum(axis=1, keepdims=True)
    left = 1 - p.shape[1] * least
    share = np.divide(above, total, np.zeros_like(p, float), where=total > 0)
    return least + left * share


def draw_actions(
    rng: np.random.Generator, probabilities: np.ndarray
) -> np.ndarray:
    """Draw an action a person.

    Args:
        rng: of the draws.
        probabilities: (people, actions), each row with the sum 1.

    Returns:
        (people,), whole numbers.

    Raises:
        UsageError: no probabilities.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.action_probabilities import draw_actions
        >>> draw_actions(np.random.default_rng(0), [[0.0, 1.0], [1.0, 0.0]])
        array([1, 0])

    Chapter: 3.4.2
    """
    p = checked_probabilities(probabilities)
    below = np.cumsum(p, axis=1)[:, :-1]  # the last is 1 but for rounding
    drawn = np.sum(rng.random(len(p))[:, None] >= below, axis=1)
    if (p[np.arange(len(p)), drawn] > 0).all():
        return drawn
    # A sum a hair below 1 must not open an action of probability 0.
    last_possible = p.shape[1] - 1 - np.argmax(p[:, ::-1] > 0, axis=1)
    return np.minimum(drawn, last_possible)


class FixedProbabilities:
    """Randomise with the same probabilities for ever: learns nothing.

    The policy of a micro-randomised trial, of always and of never.

    Args:
        probabilities: of each action, with the sum 1; the first of silence.

    Raises:
        UsageError: no probabilities.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.action_probabilities import FixedProbabilities
        >>> policy = FixedProbabilities([0.4, 0.6])
        >>> policy.probabilities(np.zeros((3, 2, 5))).tolist()[0]
        [0.4, 0.6]

    Chapter: 3.4.2
    """

    def __init__(self, probabilities):
        p = real_array("probabilities", probabilities, ("actions",), 0, 1)
        self.fixed = clip_probabilities(p[None], 0.0)[0]

    def probabilities(self, choices: np.ndarray) -> np.ndarray:
        """(people, actions)."""
        return np.tile(self.fixed, (len(choices), 1))

    def update(self, choices, actions, probabilities, rewards, used) -> None:
        """Nothing."""
