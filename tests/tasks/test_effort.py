"""Smoke mode is small; sizes that cannot be are refused before all else."""

import pytest

from medkeras.tasks import find, run
from medkeras.tasks.effort import Effort, effort_of_mode
from medkeras.utils.errors import UsageError


def test_smoke_mode_is_small():
    assert effort_of_mode().rows <= 200
    assert effort_of_mode().epochs == 1


@pytest.mark.parametrize(
    ("effort", "line"),
    [
        (Effort(3, 1, 20), "rows"),
        (Effort(80, 0, 20), "epochs"),
        (Effort(80, 1, 3), "replicates"),
        (80, "`effort` must be an Effort"),
    ],
)
def test_an_effort_that_is_none_is_refused(effort, line):
    with pytest.raises(UsageError, match=line):
        run(find("diabetes_onset"), effort, "sample")
