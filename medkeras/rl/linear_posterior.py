"""Bayesian linear regression for many learners at once, kept up to date."""

import numpy as np

from medkeras.utils.arrays import float_array, real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_positive, check_whole


class LinearPosterior:
    """What is known of the coefficients of one linear model a learner.

    With a normal prior of precision `penalty` and noise of known standard
    deviation the posterior is normal, and its mean is ridge regression:

        B = penalty I + sum of w x x',   b = sum of w x r,   mean = B^-1 b

    Its covariance is noise^2 B^-1. With one learner the rows of all people
    are pooled; with as many learners as people each has a model of its own.

    Args:
        size: number of features.
        learners: 1, or the number of people.
        penalty: of ridge regression, above 0.
        noise: standard deviation of a reward around its mean.

    Raises:
        UsageError: sizes or numbers out of range.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.linear_posterior import LinearPosterior
        >>> posterior = LinearPosterior(size=2)
        >>> posterior.update(np.eye(2), np.array([4.0, -2.0]))
        >>> posterior.mean
        array([[ 2., -1.]])

    Reference: Hoerl and Kennard 1970,
        doi:10.1080/00401706.1970.10488634.
    Chapter: 3.4.2
    """

    def __init__(
        self,
        size: int,
        learners: int = 1,
        penalty: float = 1.0,
        noise: float = 1.0,
    ):
        check_whole("size", size)
        check_whole("learners", learners)
        check_positive("penalty", penalty)
        check_positive("noise", noise)
        self.noise = noise
        self.inverse = np.tile(np.eye(size) / penalty, (learners, 1, 1))
        self.moment = np.zeros((learners, size))
        self._change = np.empty_like(self.inverse)
        self._pooled = penalty * np.eye(size)  # B of a single learner
        self._mean = None  # until the next update

    def update(
        self,
        features: np.ndarray,
        rewards: np.ndarray,
        weights: np.ndarray | None = None,
    ) -> None:
        """Learn from one row a person.

        Args:
            features: (people, size).
            rewards: (people,).
            weights: (people,), 0 or more; 0 for a row that is not used.

        Raises:
            UsageError: other shapes, or not one person a learner.
        """
        learners, size = self.moment.shape
        features = float_array("features", features, ("people", size))
        people = len(features)
        if learners not in (1, people):
            raise UsageError(
                f"`features` must have one row a learner, {learners}. "
                f"Received: {people}"
            )
        weights = np.ones(people) if weights is None else weights
        rewards, weights = np.asarray(rewards), np.asarray(weights)
        for name, values in (("rewards", rewards), ("weights", weights)):
            if values.shape != (people,) or not np.isfinite(values).all():
                real_array(name, values, (people,))  # says what is wrong
        weighted = features * weights[:, None]
        if learners == 1:
            self._pooled += weighted.T @ features
            self.inverse = np.linalg.inv(self._pooled)[None]
            self.moment += rewards @ weighted
            self._mean = None
        else:
            self._add_to_each(features, rewards, weights)
            self.moment += weighted * rewards[:, None]

    def _add_to_each(self, features, rewards, weights):
        """One row a learner: the inverse by Sherman and Morrison (1950).

        With the gain k = w B^-1 x / (1 + w x' B^-1 x), B^-1 changes by
        -k (B^-1 x)', and the mean by k times the error of its forecast.
        """
        moved = (self.inverse @ features[:, :, None])[..., 0]
        along = np.einsum("pi,pi->p", moved, features)
        gain = moved * (weights / (1 + weights * along))[:, None]
        error = rewards - np.einsum("pi,pi->p", features, self.mean)
        self._mean = self.mean + gain * error[:, None]
        # Into memory that is there already: new pages cost more than this.
        np.einsum("pi,pj->pij", gain, moved, out=self._change)
        self.inverse -= self._change

    @property
    def precision(self) -> np.ndarray:
        """B of each learner, (learners, size, size)."""
        return np.linalg.inv(self.inverse)

    @property
    def mean(self) -> np.ndarray:
        """Coefficients (learners, size): the ridge solution."""
        if self._mean is None:
            self._mean = np.einsum("pij,pj->pi", self.inverse, self.moment)
        return self._mean

    @property
    def covariance(self) -> np.ndarray:
        """Of the coefficients, (learners, size, size)."""
        return self.noise**2 * self.inverse

    def sample(self, rng: np.random.Generator, draws: int) -> np.ndarray:
        """Coefficients drawn from the posterior, (learners, draws, size)."""
        learners, size = self.moment.shape
        root = np.linalg.cholesky(self.covariance)
        normal = rng.normal(size=(learners, draws, size))
        return self.mean[:, None] + normal @ root.swapaxes(1, 2)

    def expected(self, features: np.ndarray) -> np.ndarray:
        """Mean reward of each row of features (people, rows, size)."""
        return (features @ self.mean[..., None])[..., 0]

    def spread(self, features: np.ndarray) -> np.ndarray:
        """Standard deviation of that mean, (people, rows)."""
        moved = features @ self.inverse
        squared = np.einsum("pri,pri->pr", moved, features)
        return self.noise * np.sqrt(squared)
