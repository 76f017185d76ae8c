"""Do as many fall ill as the probabilities say?"""

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from medkeras.utils.arrays import labels_and_probabilities, probabilities_of
from medkeras.utils.errors import UndefinedMetricError, UsageError
from medkeras.utils.sizes import check_number


def calibration_slope(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Slope of the outcome's log-odds on the predicted log-odds.

    1 is right; below 1 the predictions are too extreme (overfitting), above
    1 too timid. A slope of 1 alone is no calibration: all probabilities may
    still be too high, which `calibration_intercept` tells.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1; 0 and 1 are moved inside by one
            millionth, since their log-odds are infinite.

    Returns:
        The slope.

    Raises:
        UsageError: as `brier`; only one label; all probabilities equal; or
            one that parts the labels without error, whose slope would be
            infinite.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.calibration import calibration_slope
        >>> labels = np.repeat([0, 1, 0, 1], [8, 2, 2, 8])
        >>> round(calibration_slope(labels, np.repeat([0.2, 0.8], 10)), 2)
        1.0

    Reference: Cox 1958, "Two further applications of a model for binary
        regression", doi:10.1093/biomet/45.3-4.562.
    Chapter: 3.2.1
    """
    labels, log_odds = _labels_and_log_odds(labels, probabilities)
    if np.ptp(log_odds) == 0:
        raise UndefinedMetricError(
            "a calibration slope needs probabilities that differ. Received: "
            f"{np.unique(probabilities)[:3].tolist()} for all"
        )
    ill, healthy = log_odds[labels == 1], log_odds[labels == 0]
    if healthy.max() <= ill.min() or ill.max() <= healthy.min():
        raise UndefinedMetricError(
            "a calibration slope needs probabilities of label 0 and 1 that "
            "overlap, or it is infinite. Received: labels parted without error"
        )
    # of a spread of one, or the solver meets a singular matrix
    spread = log_odds.std()
    standard = (log_odds - log_odds.mean()) / spread
    line = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8)
    return float(line.fit(standard[:, None], labels).coef_[0, 0] / spread)


def calibration_intercept(
    labels: np.ndarray, probabilities: np.ndarray
) -> float:
    """Calibration in the large: are all probabilities too low or too high?

    What must be added to the predicted log-odds, alike for all, so that as
    many are ill as predicted. 0 is right, below 0 they were too high.

    Args:
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of label 1; 0 and 1 are moved inside by one
            millionth.

    Returns:
        The intercept, in log-odds.

    Raises:
        UsageError: as `brier`, or only one label.

    Example:
        >>> from medkeras.metrics.calibration import calibration_intercept
        >>> round(calibration_intercept([0, 0, 0, 1], [0.5] * 4), 3)
        -1.099

    Reference: Van Calster et al. 2016, "A calibration hierarchy for risk
        models was defined", doi:10.1016/j.jclinepi.2015.12.005.
    Chapter: 3.2.1
    """
    labels, log_odds = _labels_and_log_odds(labels, probabilities)

    def surplus(shift):
        return expit(log_odds + shift).sum() - labels.sum()

    return float(brentq(surplus, -60, 60))


def prior_correction(
    probabilities: np.ndarray, share: float, prevalence: float
) -> np.ndarray:
    """Probabilities of a model that was trained where the ill were commoner.

    Where cases were chosen by their label and nothing else, the log odds of
    everybody are off by the same amount: the log odds of the share of ill in
    training minus those among the patients whom the answer is for.

    Args:
        probabilities: (rows,), as the model gives them.
        share: of the ill in training, between 0 and 1; 0.5 where there are
            as many controls as cases.
        prevalence: of the ill where the answers are used.

    Returns:
        The corrected probabilities; their order is the same.

    Raises:
        UsageError: probabilities out of range, shares that are 0 or 1.

    Example:
        >>> from medkeras.metrics.calibration import prior_correction
        >>> prior_correction([0.5, 0.8], 0.5, 0.1).round(3)
        array([0.1  , 0.308])

    Reference: Saerens, Latinne and Decaestecker 2002, "Adjusting the outputs
        of a classifier to new a priori probabilities",
        doi:10.1162/089976602753284446.
    Chapter: 3.3.1
    """
    probabilities = probabilities_of("probabilities", probabilities)
    for name, value in (("share", share), ("prevalence", prevalence)):
        check_number(name, value, 0, 1)
        if value in (0, 1):
            raise UsageError(
                f"`{name}` must lie between 0 and 1. Received: {value}"
            )
    log_odds = logit(probabilities.astype(float))
    return expit(log_odds + logit(prevalence) - logit(share))


def _labels_and_log_odds(labels, probabilities):
    labels, probabilities = labels_and_probabilities(
        labels, probabilities, both=True
    )
    # in double precision, or no solver reaches its tolerance
    return labels, logit(probabilities.astype(float).clip(1e-6, 1 - 1e-6))
