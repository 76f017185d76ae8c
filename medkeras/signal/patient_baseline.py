"""A patient's own level, learnt from few values with the help of all others."""

import numpy as np

from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


class PatientBaseline:
    """Levels between what is usual and what this patient has shown so far.

    With n values whose mean is m, the level is

        (n m / within + usual / between) / (n / within + 1 / between),

    the posterior mean where levels vary by `between` from patient to patient
    and values by `within` around a patient's level (variances). Values of one
    hour resemble each other: `within` should be that of a value times how
    many of them say as much as one. After `learning` steps the level stays,
    or a slow decline would become what is usual.

    Args:
        usual: (signs,), mean of people like this one.
        between: (signs,), variance of levels, above 0.
        within: (signs,), variance of values around a level, above 0.
        learning: steps that are learnt from.

    Raises:
        UsageError: arrays that do not fit, variances that are not positive.

    Example:
        >>> from medkeras.signal.patient_baseline import PatientBaseline
        >>> level = PatientBaseline([70.0], between=[100.0], within=[100.0])
        >>> level.update([[90.0], [90.0]]).tolist()
        [[80.0], [83.33333333333333]]

    Reference: Gelman et al. 2013, Bayesian Data Analysis, 5.4 (unverified).
    Chapter: 3.4.5
    """

    def __init__(self, usual, between, within, learning: int = 144):
        self.usual = float_array("usual", usual, ("signs",)).astype(float)
        signs = (len(self.usual),)
        between = float_array("between", between, signs, 0).astype(float)
        within = float_array("within", within, signs, 0).astype(float)
        if not (between > 0).all() or not (within > 0).all():
            raise UsageError(
                "`between` and `within` must be above 0. Received: "
                f"{between.min():g} and {within.min():g}"
            )
        check_whole("learning", learning)
        self.prior = within / between  # values that the prior is worth
        self.learning, self.seen = learning, 0
        self.sum = np.zeros(signs)
        self.count = np.zeros(signs)

    def update(self, values) -> np.ndarray:
        """Read the steps that come next.

        Args:
            values: (steps, signs), NaN where nothing was measured.

        Returns:
            (steps, signs), the levels after each.

        Raises:
            UsageError: another shape, infinite values.
        """
        shape = ("steps", len(self.usual))
        values = float_array("values", values, shape, empty=True, missing=True)
        place = self.seen + np.arange(len(values))
        learnt = ~np.isnan(values) & (place < self.learning)[:, None]
        sums = self.sum + np.cumsum(np.where(learnt, values, 0), axis=0)
        counts = self.count + np.cumsum(learnt, axis=0)
        if len(values):
            self.sum, self.count = sums[-1], counts[-1]
        self.seen += len(values)
        return (sums + self.prior * self.usual) / (counts + self.prior)
