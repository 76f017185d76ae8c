"""Where histories are cut off for training: one place a patient and pass."""

import numpy as np

from medkeras.ehr.visits import Visits
from medkeras.utils.arrays import class_labels
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


def truncation_points(
    visits: Visits,
    rng: np.random.Generator,
    labels=None,
    tries: int = 1,
) -> np.ndarray:
    """Draw for each patient a visit of the second half to end the history.

    Drawn anew in each pass, a patient shows other histories each time, and
    still counts once, however many visits there are. With several tries a
    patient whose visit has the label 0 is drawn again: more of the histories
    end well before a 1 than in the records, and chances learnt from them are
    too high until they are corrected for prevalence.

    Args:
        visits: of many patients.
        rng: where chance comes from.
        labels: (visits,), 0 or 1; needed for more than one try.
        tries: draws of a patient until the label is 1; the last one stays.

    Returns:
        (patients,), rows of the last visits, as `histories` takes them; of n
        visits one of those from number n // 2 on (from 0).

    Raises:
        UsageError: no whole number of tries, several without labels, labels
            of other visits.

    Example:
        >>> import numpy as np
        >>> from medkeras.ehr.truncation import truncation_points
        >>> from medkeras.ehr.visits import visits_from_lists
        >>> visits = visits_from_lists(
        ...     [[(0, 0, 1, {}), (30, 0, 1, {})], [(0, 0, 1, {})]])
        >>> truncation_points(visits, np.random.default_rng(0)).tolist()
        [1, 2]

    Reference: Pham et al. 2017, doi:10.1016/j.jbi.2017.04.001, and the
        authors' code.
    Chapter: 3.2.3
    """
    check_whole("tries", tries)
    if labels is None and tries > 1:
        raise UsageError(
            f"`labels` must be given for several tries. Received: tries={tries}"
        )
    ends = _drawn(visits, rng)
    if tries == 1:
        return ends
    labels = class_labels("labels", labels, 2)
    if len(labels) != len(visits):
        raise UsageError(
            f"`labels` must have {len(visits)} visits. Received: {len(labels)}"
        )
    for _ in range(tries - 1):
        again = labels[ends] == 0
        ends = np.where(again, _drawn(visits, rng), ends)
    return ends


def _drawn(visits, rng):
    """One row of each patient's second half."""
    counts = visits.counts
    return visits.first + rng.integers(counts // 2, counts)
