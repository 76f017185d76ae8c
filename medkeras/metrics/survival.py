"""Time to an event: who was still at risk when it came."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    float_array,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_number

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
    features: np.ndarray,
    days: np.ndarray,
    died: np.ndarray,
    penalty: float = 0.0,
) -> CoxModel:
    """Fit hazards that differ by a factor at all times.

        log L(β) = Σ_i died (x_i β − log Σ_{j: days_j ≥ days_i} exp(x_j β))

    Each death is compared with all who were still followed on that day. Days
    that several died on are shared by Efron's rule.

    Args:
        features: (patients, features), best with mean 0 and spread 1.
        days: (patients,), until death or the end of follow-up.
        died: (patients,), 1 for a death, 0 where only the follow-up ended.
        penalty: half of it times the sum of squared coefficients is taken
            from the likelihood; 0 for the plain model.

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
    check_number("penalty", penalty, 0)
    features = float_array("features", features, ("patients", "features"))
    days, died = _followed(days, died)
    check_one_length(features=features, days=days)
    if not died.any():
        raise UsageError("`died` must hold a death. Received: none")
    order = np.argsort(-days, kind="stable")  # the longest followed first
    x, t, d = features[order].astype(float), days[order], died[order]
    found = minimize(
        _minus_likelihood,
        np.zeros(x.shape[1]),
        (x, t, d, penalty),
        jac=True,
        method="BFGS",
        options={"gtol": 1e-6},
    )
    hessian = _hessian(found.x, x, t, d, penalty)
    large = np.abs(found.x) * x.std(axis=0) > LARGEST
    if large.any() or np.linalg.cond(hessian) > 1e10:
        raise UsageError(
            "the hazards cannot be fitted: a feature is the sum of others or "
            "parts those who died from all others. Received: "
            f"{x.shape[1]} features, {int(d.sum())} deaths"
        )
    errors = np.sqrt(np.diag(np.linalg.inv(hessian)))
    plain = -_minus_likelihood(found.x, x, t, d, 0.0)[0]
    return CoxModel(found.x, errors, float(plain))


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


def _groups(t, d):
    """Of each day with deaths: its dead, and how many were at risk."""
    for day in np.unique(t[d == 1]):
        yield np.flatnonzero((t == day) & (d == 1)), int((t >= day).sum())


def _minus_likelihood(beta, x, t, d, penalty):
    """Minus the penalised likelihood, and its gradient."""
    score = x @ beta
    score = score - score.max()  # a common factor of all hazards falls out
    hazard = np.exp(score)
    total, moment = np.cumsum(hazard), np.cumsum(hazard[:, None] * x, axis=0)
    value, gradient = 0.0, np.zeros(len(beta))
    for dead, followed in _groups(t, d):
        own, own_moment = hazard[dead].sum(), hazard[dead] @ x[dead]
        share = np.arange(len(dead)) / len(dead)
        left = total[followed - 1] - share * own
        value += score[dead].sum() - np.log(left).sum()
        mean = moment[followed - 1] - share[:, None] * own_moment
        gradient += x[dead].sum(axis=0) - (mean / left[:, None]).sum(axis=0)
    value -= penalty / 2 * beta @ beta
    return -value, -(gradient - penalty * beta)


def _hessian(beta, x, t, d, penalty, step=1e-5):
    """Second derivatives, by differences of the gradient."""
    rows = []
    for place in np.eye(len(beta)) * step:
        _, above = _minus_likelihood(beta + place, x, t, d, penalty)
        _, below = _minus_likelihood(beta - place, x, t, d, penalty)
        rows.append((above - below) / (2 * step))
    return (np.array(rows) + np.array(rows).T) / 2
