"""Policies that learn when to speak: contextual bandits, many people at once.

A decision offers `choices` (people, actions, size): the features of each
action in each person's situation. Action 0 is silence. A policy answers with
the probability of each action; whoever draws the action logs it.
"""

import numpy as np
from scipy.special import ndtr

from medkeras.rl.action_probabilities import clip_probabilities
from medkeras.rl.linear_posterior import LinearPosterior
from medkeras.utils.sizes import check_number

DRAWS = 100  # of coefficients, where there are more than two actions


class EpsilonGreedy:
    """Take what looks best; with probability epsilon take any action.

    Args:
        size: number of features of an action.
        learners: 1, or the number of people.
        epsilon: from 0 to 1.
        penalty: of ridge regression.
        noise: standard deviation of a reward.

    Raises:
        UsageError: numbers out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.bandits import EpsilonGreedy
        >>> policy = EpsilonGreedy(size=2, epsilon=0.2)
        >>> choices = np.array([[[1.0, 0.0], [1.0, 1.0]]])
        >>> policy.update(choices, [1], None, [5.0], [True])
        >>> policy.probabilities(choices)
        array([[0.1, 0.9]])

    Reference: Sutton and Barto 2018, Reinforcement learning, chapter 2.
    Chapter: 3.4.2
    """

    def __init__(self, size, learners=1, epsilon=0.2, penalty=1.0, noise=1.0):
        check_number("epsilon", epsilon, 0, 1)
        self.epsilon = epsilon
        self.posterior = LinearPosterior(size, learners, penalty, noise)

    def probabilities(self, choices: np.ndarray) -> np.ndarray:
        """(people, actions): epsilon is shared, the best has the rest."""
        actions = choices.shape[1]
        best = self._score(choices).argmax(axis=1)
        return (
            self.epsilon / actions + (1 - self.epsilon) * np.eye(actions)[best]
        )

    def _score(self, choices):
        return self.posterior.expected(choices)

    def update(self, choices, actions, probabilities, rewards, used) -> None:
        """Learn from the rewards of one decision.

        Args:
            choices: (people, actions, size), as they were offered.
            actions: (people,), what was done.
            probabilities: (people, actions), with which it was drawn.
            rewards: (people,); any number where not used.
            used: (people,), False where nothing was decided.
        """
        rows = self._row(choices, np.asarray(actions), probabilities)
        rewards = np.where(used, rewards, 0.0)
        self.posterior.update(rows, rewards, np.asarray(used, float))

    def _row(self, choices, actions, probabilities):
        return choices[np.arange(len(choices)), actions]


class LinUCB(EpsilonGreedy):
    """Take the highest upper confidence bound: x' mean + alpha * spread.

    Its probabilities are 0 and 1: what it has logged says nothing about what
    it did not do.

    Args:
        size: number of features of an action.
        learners: 1, or the number of people.
        alpha: standard deviations of optimism, 0 or more.
        penalty: of ridge regression.
        noise: standard deviation of a reward.

    Raises:
        UsageError: numbers out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.bandits import LinUCB
        >>> policy = LinUCB(size=2)
        >>> choices = np.array([[[1.0, 0.0], [1.0, 1.0]]])
        >>> policy.probabilities(choices)  # the second is less known
        array([[0., 1.]])

    Reference: Li et al. 2010, doi:10.1145/1772690.1772758.
    Chapter: 3.4.2
    """

    def __init__(self, size, learners=1, alpha=1.0, penalty=1.0, noise=1.0):
        super().__init__(size, learners, 0.0, penalty, noise)
        check_number("alpha", alpha, 0)
        self.alpha = alpha

    def _score(self, choices):
        mean = self.posterior.expected(choices)
        return mean + self.alpha * self.posterior.spread(choices)


class ThompsonSampling(EpsilonGreedy):
    """Take each action as often as it is the best one, as far as is known.

    Of two actions the probability is exact: the difference of their rewards
    is normal, with mean m and standard deviation s, and above 0 with
    probability Phi(m / s). Of more it is counted over drawn coefficients.

    Args:
        size: number of features of an action.
        learners: 1, or the number of people.
        least: probability that every action has at least.
        penalty: of ridge regression.
        noise: standard deviation of a reward.
        seed: of the drawn coefficients, where there are more than two actions.

    Raises:
        UsageError: numbers out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.bandits import ThompsonSampling
        >>> policy = ThompsonSampling(size=2, least=0.2)
        >>> choices = np.array([[[1.0, 0.0], [1.0, 1.0]]])
        >>> policy.probabilities(choices)
        array([[0.5, 0.5]])

    Reference: Agrawal and Goyal 2013, doi:10.48550/arXiv.1209.3352.
    Chapter: 3.4.2
    """

    def __init__(
        self, size, learners=1, least=0.2, penalty=1.0, noise=1.0, seed=0
    ):
        super().__init__(size, learners, 0.0, penalty, noise)
        check_number("least", least, 0, 0.5)
        self.least, self.rng = least, np.random.default_rng(seed)

    def probabilities(self, choices: np.ndarray) -> np.ndarray:
        """(people, actions), none below `least`."""
        if choices.shape[1] == 2:
            change = choices[:, 1:] - choices[:, :1]  # (people, 1, size)
            mean = self.posterior.expected(change)
            spread = self.posterior.spread(change)
            better = ndtr(mean / np.maximum(spread, 1e-12))
            better = np.clip(better, self.least, 1 - self.least)
            return np.concatenate([1 - better, better], axis=1)
        drawn = self.posterior.sample(self.rng, DRAWS)
        rewards = choices @ drawn.swapaxes(1, 2)  # (people, actions, draws)
        best = rewards.argmax(axis=1)[:, None]
        actions = np.arange(choices.shape[1])[:, None]
        return clip_probabilities(np.mean(best == actions, axis=2), self.least)


class ActionCentredThompson(ThompsonSampling):
    """Thompson sampling that learns effects apart from the baseline.

    The only difference is one line: in the regression the action's features
    x_A are centred at what was expected of them when the action was drawn,

        x_0 + x_A - sum over a of pi_a x_a,

    which for two actions is x_0 + (A - pi)(x_1 - x_0). What is centred so has
    the mean 0 in every situation; a baseline of the wrong form, or one that
    drifts, is then noise to the effects, and no bias.

    Args:
        size: number of features of an action.
        learners: 1, or the number of people.
        least: probability that every action has at least.
        penalty: of ridge regression.
        noise: standard deviation of a reward.
        seed: of the drawn coefficients, where there are more than two actions.

    Raises:
        UsageError: numbers out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.bandits import ActionCentredThompson
        >>> policy = ActionCentredThompson(size=2, least=0.2)
        >>> choices = np.array([[[1.0, 0.0], [1.0, 1.0]]])
        >>> policy.update(choices, [1], [[0.5, 0.5]], [2.0], [True])
        >>> policy.posterior.precision[0]  # of the row (1, 1 - 0.5)
        array([[2.  , 0.5 ],
               [0.5 , 1.25]])

    Reference: Greenewald et al. 2017, doi:10.48550/arXiv.1711.03596; with a
        working model of the baseline as in Liao et al. 2020,
        doi:10.1145/3381007.
    Chapter: 3.4.2
    """

    def _row(self, choices, actions, probabilities):
        done = choices[np.arange(len(choices)), actions]
        expected = np.einsum("pa,pad->pd", probabilities, choices)
        return choices[:, 0] + done - expected
