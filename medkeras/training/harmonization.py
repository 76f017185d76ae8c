"""What a site adds to its measurements, taken away again.

Two scanners give the same person different numbers. ComBat takes from each
feature what its site adds and how far its site spreads, and trusts a site the
less the fewer people it has: its estimates are drawn towards those of the
other features at that site.
"""

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from medkeras.utils.arrays import check_one_length, real_array
from medkeras.utils.errors import UsageError

FEWEST = 2  # people of a site, to speak of its spread
STEPS = 30  # of the iteration between shifts and spreads


class ComBat(BaseEstimator):
    """Harmonise features between sites, fitted on training people only.

    Features are standardised over all sites; then for site s and feature j
    the shift g and the spread d are estimated with priors that are the same
    for all features of the site, and (z - g) / d is scaled back. People of a
    site that training never saw keep their numbers.

    Attributes:
        sites_: identifiers of the sites, sorted.
        shifts_: (sites, features), in standard deviations.
        spreads_: (sites, features), relative to all sites.

    Raises:
        UsageError: NaN, lengths that differ, a site with one person.

    Example:
        >>> import numpy as np
        >>> from medkeras.training.harmonization import ComBat
        >>> rng = np.random.default_rng(0)
        >>> site = np.repeat([0, 1], 50)
        >>> X = rng.normal(size=(100, 4)) + 3.0 * site[:, None]
        >>> even = ComBat().fit(X, site).transform(X, site)
        >>> gap = even[site == 1].mean() - even[site == 0].mean()
        >>> bool(abs(gap) < 0.3)
        True

    Reference: Johnson, Li and Rabinovic 2007,
        doi:10.1093/biostatistics/kxj037; Fortin et al. 2018,
        doi:10.1016/j.neuroimage.2017.11.024, for images.
    Chapter: 3.1.2
    """

    def fit(self, X, site):
        """Estimate by X (people, features) and site (people,)."""
        X, site = _checked(X, site)
        self.sites_, codes, counts = np.unique(
            site, return_inverse=True, return_counts=True
        )
        if counts.min() < FEWEST:
            few = self.sites_[counts < FEWEST][0]
            raise UsageError(
                f"each site must have {FEWEST} people. Received: fewer of {few}"
            )
        means = np.stack(
            [X[codes == s].mean(axis=0) for s in range(len(counts))]
        )
        # Weighted by people, as one regression on the sites would have it.
        self.mean_ = counts @ means / counts.sum()
        left = X - means[codes]
        spread = np.sqrt((left**2).mean(axis=0))
        self.spread_ = np.where(spread > 1e-12, spread, np.inf)
        z = (X - self.mean_) / self.spread_
        found = [_posterior(z[codes == s]) for s in range(len(counts))]
        self.shifts_ = np.stack([shift for shift, _ in found])
        self.spreads_ = np.stack([spread for _, spread in found])
        return self

    def transform(self, X, site) -> np.ndarray:
        """(people, features) without what their sites add."""
        check_is_fitted(self, "shifts_")
        X, site = _checked(X, site)
        if X.shape[1] != len(self.mean_):
            raise UsageError(
                f"`X` must have {len(self.mean_)} features. Received: "
                f"{X.shape[1]}"
            )
        even = X.copy()
        for number, name in enumerate(self.sites_):
            here = site == name
            z = (X[here] - self.mean_) / self.spread_
            z = (z - self.shifts_[number]) / self.spreads_[number]
            flat = np.isinf(self.spread_)
            scaled = z * np.where(flat, 0, self.spread_) + self.mean_
            even[here] = np.where(flat, X[here], scaled)
        return even


def _posterior(z):
    """Shift and spread of a site, drawn towards those of its features."""
    count = len(z)
    shift, square = z.mean(axis=0), z.var(axis=0, ddof=1)
    prior, between = shift.mean(), shift.var()
    mean, var = square.mean(), square.var()
    # Moments of the inverse gamma distribution with this mean and variance.
    shape = 2 + mean**2 / max(var, 1e-12)
    scale = mean * (shape - 1)
    g, d = shift, np.maximum(square, 1e-6)
    for _ in range(STEPS):
        weight = count * between
        g = (weight * shift + d * prior) / np.maximum(weight + d, 1e-12)
        squares = ((z - g) ** 2).sum(axis=0)
        d = (scale + squares / 2) / (count / 2 + shape - 1)
    return g, np.sqrt(np.maximum(d, 1e-6))


def _checked(X, site):
    X = real_array("X", X, ("people", "features")).astype(float)
    site = np.asarray(site)
    check_one_length(X=X, site=site)
    return X, site
