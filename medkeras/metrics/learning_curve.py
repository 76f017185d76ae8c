"""How an error falls with the number of patients: a power law."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import curve_fit

from medkeras.utils.arrays import check_one_length, finite_numbers
from medkeras.utils.errors import UsageError


class PowerLaw(NamedTuple):
    """error(n) = floor + scale n^(-rate).

    Attributes:
        floor: what is left with endless patients, 0 or more.
        scale: of the part that falls.
        rate: how fast it falls.

    Example:
        >>> from medkeras.metrics.learning_curve import PowerLaw
        >>> float(PowerLaw(0.1, 1.0, 0.5)(100))
        0.2

    Chapter: 2.0.1
    """

    floor: float
    scale: float
    rate: float

    def __call__(self, sizes) -> np.ndarray:
        """Predicted error at each positive size."""
        if not np.all(np.asarray(sizes, float) > 0):
            raise UsageError(f"`sizes` must be positive. Received: {sizes!r}")
        return self.floor + self.scale * np.asarray(sizes, float) ** -self.rate


def fit_power_law(sizes: np.ndarray, errors: np.ndarray) -> PowerLaw:
    """Fit a power law to a learning curve.

    Args:
        sizes: (points,), numbers of training patients.
        errors: (points,), a mean error at each size; less is better.

    Returns:
        A `PowerLaw`; call it with a size to extrapolate. Beyond a few times
        the largest size that is a hope, not a measurement.

    Raises:
        UsageError: fewer than four different sizes, NaN, errors below 0,
            errors that rise (were accuracies given?), or a fit that does
            not come to an end.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.learning_curve import fit_power_law
        >>> sizes = np.array([50, 100, 200, 400, 800])
        >>> law = fit_power_law(sizes, 0.2 + sizes**-0.5)
        >>> round(law.floor, 3), round(law.rate, 3)
        (0.2, 0.5)

    Reference: Figueroa et al. 2012, doi:10.1186/1472-6947-12-8.
    Chapter: 2.0.1
    """
    sizes = finite_numbers("sizes", sizes, ndim=1).astype(float)
    errors = finite_numbers("errors", errors, ndim=1).astype(float)
    check_one_length(sizes=sizes, errors=errors)
    if len(np.unique(sizes)) < 4 or sizes.min() <= 0:
        raise UsageError(
            "a power law needs errors at four positive sizes or more. "
            f"Received: sizes {np.unique(sizes)[:9].tolist()}"
        )
    _check_falling(sizes, errors)

    def law(relative, floor, part, rate):
        return floor + part * relative**-rate

    # relative sizes: the parts then have the size of the errors
    first = sizes.min()
    guess = (errors.min() * 0.9, max(np.ptp(errors), 1e-3), 0.5)
    try:
        (floor, part, rate), _ = curve_fit(
            law,
            sizes / first,
            errors,
            p0=guess,
            bounds=([0, 0, 0.05], [np.inf, np.inf, 3]),
            max_nfev=10_000,
        )
    except RuntimeError as error:
        raise UsageError(
            f"no power law fits the errors {errors.tolist()}: {error}"
        ) from None
    return PowerLaw(float(floor), float(part * first**rate), float(rate))


def _check_falling(sizes, errors):
    if errors.min() < 0:
        raise UsageError(
            f"`errors` must be 0 or more. Received: {errors.min():.3g}"
        )
    if np.ptp(errors) == 0:
        return
    with_size = np.corrcoef(np.log(sizes), errors)[0, 1]
    if with_size > 0.7:
        raise UsageError(
            "`errors` must fall, or stay, with the size: give 1 - accuracy. "
            f"Received: from {errors[sizes.argmin()]:.3g} at {sizes.min():g} "
            f"to {errors[sizes.argmax()]:.3g} at {sizes.max():g}"
        )
