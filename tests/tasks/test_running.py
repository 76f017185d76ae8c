"""One call does what the six lines do; what cannot be judged says so."""

import dataclasses

import numpy as np
import pytest

from medkeras.tasks import find
from medkeras.tasks.effort import Effort
from medkeras.tasks.examples import Examples, Parts
from medkeras.tasks.running import (
    STEPS,
    TaskResult,
    judge,
    loaded,
    run,
    split,
)
from medkeras.utils.errors import UsageError

TINY = Effort(rows=80, epochs=1, replicates=20)


def test_one_call_is_the_six_lines():
    task = find("diabetes_onset")
    dataset = loaded(task, "sample", quiet=True)
    parts = split(task, dataset, TINY.rows)
    plain = task.baseline.answers(parts, task.measure)
    deep = task.model.answers(parts, task.measure, epochs=1)
    by_hand = judge(task, parts, plain, deep, dataset.provenance, 20)
    steps = []
    result = run(task, TINY, "sample", progress=steps.append)
    assert result[:8] == by_hand[:8]
    assert len(steps) == STEPS
    assert result.seconds > 0


def test_one_patient_in_the_test_gives_no_figures_but_a_reason():
    x = np.ones((6, 2))
    rows = Examples(x, x, np.array([0, 1, 0, 1, 0, 1]), np.zeros(6, int))
    parts = Parts(rows._replace(groups=np.arange(1, 7)), rows)
    task = find("diabetes_onset")
    result = judge(task, parts, np.ones(6) / 2, np.ones(6) / 3, "real", 20)
    assert result.model is None
    assert "two patients" in result.note
    assert result.verdict.startswith("no interval")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.01, 0.2, "does better"),
        (0.0, 0.2, "no difference seen"),
        (-0.2, -0.1, "WORSE"),
    ],
)
def test_the_verdict_follows_the_interval(low, high, words):
    from medkeras.metrics.estimate import Estimate

    gain = Estimate((low + high) / 2, low, high, 9)
    fields = ("t", "AUROC", gain, gain, gain, 1, 1, "real", 0.0, None)
    assert words in TaskResult(*fields).verdict


def test_a_name_is_no_task():
    with pytest.raises(UsageError, match=r"find\(name\).*'skin_lesion'"):
        run("skin_lesion")


def test_one_label_is_refused_in_one_line():
    task = find("diabetes_onset")

    def of_the_well(dataset):
        rows = task.read(dataset)
        return rows.take(np.flatnonzero(rows.labels == 0))

    well = dataclasses.replace(task, read=of_the_well)
    with pytest.raises(UsageError, match=r"two labels or more.*only 0"):
        run(well, TINY, "sample")


def test_a_result_is_told_in_a_line():
    line = str(run(find("diabetes_onset"), TINY, "sample"))
    assert line.startswith("diabetes_onset: AUROC 0.")
    assert "real data" in line
    assert "\n" not in line
