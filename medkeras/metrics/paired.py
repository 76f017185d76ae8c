"""Two models on the same patients: the difference, with its interval."""

from collections.abc import Callable

import numpy as np

from medkeras.metrics.bootstrap import bootstrap_by_patient, takes_patients
from medkeras.metrics.estimate import Estimate
from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    probabilities_of,
)
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_function


def paired_difference(
    metric: Callable,
    labels: np.ndarray,
    probabilities: np.ndarray,
    rival_probabilities: np.ndarray,
    patients: np.ndarray | None = None,
    replicates: int = 1000,
    seed: int = 0,
) -> Estimate:
    """A metric of one model minus that of another, on the same draws.

    Patients who are hard for one model are hard for the other. Where both
    are scored on the same drawn patients, that luck falls out, and the
    interval is narrower than those of the two scores let one think.

    Args:
        metric: function of (labels, probabilities) or of (labels,
            probabilities, patients), as for `bootstrap_by_patient`.
        labels: (rows,), 0 or 1.
        probabilities: (rows,), of the one model.
        rival_probabilities: (rows,), of the other.
        patients: (rows,), whose row it is; None means one row a patient.
        replicates: number of draws.
        seed: of the draws.

    Returns:
        The difference; above 0 the one scores higher than its rival.

    Raises:
        UsageError: as `bootstrap_by_patient`.

    Example:
        >>> import numpy as np
        >>> from medkeras.metrics.classification import auroc
        >>> from medkeras.metrics.paired import paired_difference
        >>> labels = np.tile([0, 1], 50)
        >>> p = labels * 0.5 + 0.1
        >>> paired_difference(auroc, labels, p, p, replicates=20).value
        0.0

    Reference: Efron and Tibshirani 1993, doi:10.1201/9780429246593.
    Chapter: 3.3.1
    """
    check_function("metric", metric)
    labels = binary_labels("labels", labels)
    one = probabilities_of("probabilities", probabilities)
    other = probabilities_of("rival_probabilities", rival_probabilities)
    check_one_length(
        labels=labels, probabilities=one, rival_probabilities=other
    )
    both = np.stack([one, other], axis=1)

    def gain(labels, both, **groups):
        scores = [metric(labels, column, **groups) for column in both.T]
        if any(np.asarray(score).dtype.kind not in "biuf" for score in scores):
            raise UsageError(
                "`metric` must return one number. Received: "
                f"{one_line(repr(scores[0]))}"
            )
        return np.subtract(*scores)

    def gain_between(labels, both, patients):
        return gain(labels, both, patients=patients)

    def gain_of_draws(labels, both, codes):
        scores = [metric.of_draws(labels, column, codes) for column in both.T]
        return lambda times: np.subtract(*[score(times) for score in scores])

    difference = gain_between if takes_patients(metric) else gain
    if hasattr(metric, "of_draws"):
        difference.of_draws = gain_of_draws
    return bootstrap_by_patient(
        difference, labels, both, patients, replicates, seed
    )
