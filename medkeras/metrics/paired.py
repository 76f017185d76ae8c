"""Two models on the same patients: the difference, with its interval."""

from collections.abc import Callable

import numpy as np

from medkeras.metrics.bootstrap import bootstrap_by_patient, takes_patients
from medkeras.metrics.estimate import Estimate
from medkeras.utils.arrays import check_one_length, probabilities_of
from medkeras.utils.sizes import check_function


def paired_difference(
    metric: Callable,
    labels: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
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
        first: (rows,), probabilities of one model.
        second: (rows,), of the other.
        patients: (rows,), whose row it is; None means one row a patient.
        replicates: number of draws.
        seed: of the draws.

    Returns:
        The difference; above 0 the first scores higher.

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
    first = probabilities_of("first", first)
    second = probabilities_of("second", second)
    check_one_length(labels=labels, first=first, second=second)
    both = np.stack([first, second], axis=1)
    if takes_patients(metric):

        def difference(labels, both, patients):
            return metric(labels, both[:, 0], patients) - metric(
                labels, both[:, 1], patients
            )

    else:

        def difference(labels, both):
            return metric(labels, both[:, 0]) - metric(labels, both[:, 1])

    return bootstrap_by_patient(
        difference, labels, both, patients, replicates, seed
    )
