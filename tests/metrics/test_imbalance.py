"""Average precision at another prevalence: by hand, and by repeated rows."""

import numpy as np
import pytest

from medkeras.metrics.classification import auprc
from medkeras.metrics.imbalance import auprc_at_prevalence
from medkeras.utils.errors import UsageError

LABELS = np.array([1, 0, 1, 0, 0, 1])
P = np.array([0.9, 0.8, 0.7, 0.6, 0.3, 0.2])


def test_by_hand():
    share, total = 0.1, 0
    for found, alarms in ((1 / 3, 0), (2 / 3, 1 / 3), (1, 1)):
        right = share * found
        total += right / (right + (1 - share) * alarms)
    assert auprc_at_prevalence(LABELS, P, 0.1) == pytest.approx(total / 3)


def test_at_the_rows_own_share_it_is_the_average_precision():
    assert auprc_at_prevalence(LABELS, P, 0.5) == pytest.approx(
        auprc(LABELS, P)
    )
    rows = np.repeat(np.arange(6), np.where(LABELS == 1, 1, 9))
    whole = auprc(LABELS[rows], P[rows])
    assert auprc_at_prevalence(LABELS, P, 0.1) == pytest.approx(whole)


def test_what_cannot_be_is_refused():
    for wrong in (0, 1, -0.1, 1.5, np.nan, "half"):
        with pytest.raises(UsageError, match="prevalence"):
            auprc_at_prevalence(LABELS, P, wrong)
    with pytest.raises(UsageError):
        auprc_at_prevalence(np.ones(6, int), P, 0.5)
