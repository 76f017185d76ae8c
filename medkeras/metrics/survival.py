"""Time to an event: who was still at risk when it came."""

import warnings
from typing import NamedTuple

import numpy as np

from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    float_array,
)
from medkeras.utils.errors import UsageError

LARGEST = 5.0  # log hazard ratio of one spread: more is no finite estimate


class CoxModel(NamedTuple):
    """Cox's proportional hazards.

    Attributes:
        coefficients: (features,), logarithms of hazard ratios for one unit.
        errors: (features,), their standard errors.
        log_likelihood: the partial one, at the coefficients.

    Example:
        >>> from medkeras.metrics.survival import CoxModel
        >>> CoxModel._fields
        ('coefficients', 'errors', 'log_likelihood')

    Chapter: 3.2.2
    """

    coefficients: np.ndarray
    errors: np.ndarray
    log_likelihood: float

    def risk(self, features) -> np.ndarray:
        """Logarithm of each patient's relative hazard, (patients,)."""
        return np.asarray(features, float) @ self.coefficients


def cox_regression(
    features: np.ndarray, days: np.ndarray, died: np.ndarray
) -> CoxModel:
    """Fit hazards that differ by a factor at all times, with statsmodels.

        log L(β) = Σ_i died (x_i β − log Σ_{j: days_j ≥ days_i} exp(x_j β))

    Each death is compared with all who were still followed on that day. Days
    that several died on are shared by Efron's rule.

    Args:
        features: (patients, features), best with mean 0 and spread 1.
        days: (patients,), until death or the end of follow-up.
        died: (patients,), 1 for a death, 0 where only the follow-up ended.

    Returns:
        The model.

    Raises:
        UsageError: lengths that differ, values that are not finite, days
            below 0, nobody who died, a model that cannot be fitted.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.survival import cox_regression
        >>> x = np.array([[0], [0], [1], [1], [0], [1]])
        >>> model = cox_regression(x, [9, 5, 4, 2, 3, 7], [1, 0, 1, 1, 1, 1])
        >>> round(float(model.coefficients[0]), 2)
        1.21

    Reference: Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x; Efron 1977,
        doi:10.1080/01621459.1977.10480613.
    Chapter: 3.2.2
    """
    features = float_array("features", features, ("patients", "features"))
    days, died = _followed(days, died)
    check_one_length(features=features, days=days)
    if not died.any():
        raise UsageError("`died` must hold a death. Received: none")
    # A second of import that only those who need it should wait for.
    from statsmodels.duration.hazard_regression import PHReg

    model = PHReg(days, features.astype(float), died, ties="efron")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they mean is looked at below
        try:
            found = model.fit(disp=0)
            known = np.isfinite(found.bse).all()
        except (np.linalg.LinAlgError, ValueError):
            known = False
    large = (
        not known
        or (np.abs(found.params) * features.std(axis=0) > LARGEST).any()
    )
    if large or np.linalg.cond(found.cov_params()) > 1e10:
        raise UsageError(
            "the hazards cannot be fitted: a feature is the sum of others or "
            "parts those who died from all others. Received: "
            f"{features.shape[1]} features, {int(died.sum())} deaths"
        )
    return CoxModel(found.params, found.bse, float(found.llf))


def concordance(days, died, risk) -> float:
    """Of pairs of which one is known to have died first, the share told right.

    Args:
        days: (patients,), until death or the end of follow-up.
        died: (patients,), 1 for a death.
        risk: (patients,), higher for an earlier death.

    Returns:
        From 0 to 1; equal risks count half; NaN without such a pair.

    Raises:
        UsageError: lengths that differ, values that are not finite.

    Example:
        >>> from medkeras.metrics.survival import concordance
        >>> concordance([3, 5, 9], [1, 0, 1], [2.0, 1.0, 0.5])
        1.0

    Reference: Harrell et al. 1982, doi:10.1001/jama.1982.03320430047030.
    Chapter: 3.2.2
    """
    days, died = _followed(days, died)
    risk = float_array("risk", risk, ("patients",))
    check_one_length(days=days, risk=risk)
    earlier = (days[:, None] < days) & (died[:, None] == 1)
    if not earlier.any():
        return float("nan")
    higher = risk[:, None] > risk
    equal = risk[:, None] == risk
    return float((higher[earlier] + 0.5 * equal[earlier]).mean())


def _followed(days, died):
    """Days of at least 0, and who died."""
    days = float_array("days", days, ("patients",), 0.0)
    died = binary_labels("died", died)
    check_one_length(days=days, died=died)
    return days, died
