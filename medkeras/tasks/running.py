"""The six lines of every task, and one call that runs them."""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from medkeras.data import load
from medkeras.data.leakage import AuditReport
from medkeras.metrics.estimate import Estimate
from medkeras.tasks.effort import Effort, check_effort, effort_of_mode
from medkeras.tasks.examples import Parts
from medkeras.tasks.examples import split as split_rows
from medkeras.tasks.measures import gain, score
from medkeras.tasks.task import Task
from medkeras.utils.errors import UsageError, one_line

STEPS = 5  # that `progress` is told of


class TaskResult(NamedTuple):
    """What a run has found, the plain model beside the network.

    Attributes:
        task: its name.
        metric: its name.
        model: value with interval; None where there is none (see `note`).
        baseline: the same of the plain model.
        gain: of the network over the plain model, on the same test rows;
            above 0 is better, whichever way the metric points.
        num_train: rows of training.
        num_test: rows of the test.
        provenance: "real" or "synthetic".
        seconds: that the run took.
        audit: what the search for leaks has found.
        note: why there is no interval; "" if there is one.

    Example:
        >>> from medkeras.tasks.running import TaskResult
        >>> TaskResult._fields[2:4]
        ('model', 'baseline')

    Chapter: 3.4.1
    """

    task: str
    metric: str
    model: Estimate | None
    baseline: Estimate | None
    gain: Estimate | None
    num_train: int
    num_test: int
    provenance: str
    seconds: float
    audit: AuditReport
    note: str = ""

    def __str__(self) -> str:
        """The whole of it in a line."""
        if self.model is None:
            return f"{self.task}: {self.verdict}"
        return (
            f"{self.task}: {self.metric} {self.model}, plain {self.baseline}; "
            f"{self.verdict} ({self.provenance} data, {self.seconds:.1f} s)"
        )

    @property
    def verdict(self) -> str:
        """In words that follow the interval of the gain."""
        if self.gain is None:
            return "no interval: " + self.note
        if self.gain.ci_low > 0:
            return "the network does better than the plain model"
        if self.gain.ci_high < 0:
            return "the network does WORSE than the plain model"
        return "no difference seen"


def loaded(task: Task, variant: str | None = None, quiet: bool = False):
    """The data set of a task.

    Args:
        task: any.
        variant: as in `medkeras.data.load`.
        quiet: print no banner.

    Returns:
        The loaded set.

    Raises:
        DataError: files that are missing or wrong.

    Example:
        >>> from medkeras.tasks import find
        >>> from medkeras.tasks.running import loaded
        >>> loaded(find("diabetes_onset"), "sample", quiet=True).n
        768

    Chapter: 3.4.1
    """
    if isinstance(task.dataset, str):
        return load(task.dataset, variant, quiet=quiet)
    if not quiet:
        print(task.dataset.banner)
    return task.dataset


def split(task: Task, dataset, rows: int | None = None, seed: int = 0) -> Parts:
    """Training and test rows of a task, no group in both.

    Args:
        task: any.
        dataset: as from `loaded`.
        rows: about so many are kept; None for all.
        seed: of the draws.

    Returns:
        The parts; `.audit()` looks for leaks.

    Raises:
        UsageError: too few groups, one label only, or a set without what is
            read.

    Example:
        >>> from medkeras.tasks import find
        >>> from medkeras.tasks.running import loaded, split
        >>> task = find("diabetes_onset")
        >>> parts = split(task, loaded(task, "sample", quiet=True), rows=100)
        >>> parts.audit().passed
        True

    Chapter: 3.4.1
    """
    parts = split_rows(task.read(dataset), rows, seed)
    labels = np.unique(parts.train.labels)
    if task.measure.answer in ("probability", "class") and len(labels) < 2:
        raise UsageError(
            f"{task.name} must be learnt from two labels or more. Received: "
            f"only {labels[0]} in {parts.train.count()} training rows"
        )
    return parts


def judge(
    task: Task,
    parts: Parts,
    plain: np.ndarray,
    deep: np.ndarray,
    provenance: str,
    replicates: int = 300,
    seconds: float = 0.0,
) -> TaskResult:
    """Answers of both models against the truth, with intervals.

    Args:
        task: any.
        parts: as from `split`.
        plain: answers of the baseline to the test rows.
        deep: those of the network.
        provenance: of the data, "real" or "synthetic".
        replicates: draws of the bootstrap.
        seconds: to be noted down.

    Returns:
        The result. Where the test allows no interval (one patient, one
        label), it says so in `note` and has no figures.

    Example:
        >>> from medkeras.tasks import find
        >>> from medkeras.tasks.running import judge, loaded, split
        >>> task = find("diabetes_onset")
        >>> parts = split(task, loaded(task, "sample", quiet=True))
        >>> plain = task.baseline.answers(parts, task.measure)
        >>> judge(task, parts, plain, plain, "real", 20).verdict
        'no difference seen'

    Chapter: 3.4.1
    """
    truth, groups = parts.test.labels, parts.test.groups
    found, note = [None, None, None], ""
    try:
        found = [
            score(task.measure, truth, deep, groups, replicates),
            score(task.measure, truth, plain, groups, replicates),
            gain(task.measure, truth, deep, plain, groups, replicates),
        ]
    except UsageError as error:
        note = str(error)
    sizes = parts.train.count(), parts.test.count()
    return TaskResult(
        task.name, task.metric, *found, *sizes, provenance, seconds,
        parts.audit(), note,
    )  # fmt: skip


def run(
    task: Task,
    effort: Effort | None = None,
    variant: str | None = None,
    seed: int = 0,
    quiet: bool = True,
    progress: Callable[[str], None] | None = None,
) -> TaskResult:
    """Run a task from its data to its result.

    Args:
        task: as `medkeras.tasks.find` gives it, or your own.
        effort: rows, passes and draws; None for those of the mode.
        variant: of the data; smoke mode always reads the sample.
        seed: of split, weights and order.
        quiet: print no banner of the data.
        progress: called with the name of each of the five steps.

    Returns:
        Metric with interval, the baseline's beside it, seconds, provenance.

    Raises:
        UsageError: data or settings that do not fit; one line.

    Example:
        >>> from medkeras.tasks import find, run
        >>> from medkeras.tasks.effort import Effort
        >>> result = run(find("diabetes_onset"), Effort(120, 1, 20), "sample")
        >>> result.provenance, result.metric
        ('real', 'AUROC')

    Chapter: 3.4.1
    """
    effort = effort_of_mode() if effort is None else effort
    _check(task, effort)
    say = progress or (lambda step: None)
    start = time.perf_counter()
    say("data and card")
    dataset = loaded(task, variant, quiet)
    say("split and leakage audit")
    parts = split(task, dataset, effort.rows, seed)
    say(f"baseline: {task.baseline.name}")
    plain = task.baseline.answers(parts, task.measure)
    say(f"network: {task.model.name}")
    options = dict(epochs=effort.epochs, seed=seed)
    deep = task.model.answers(parts, task.measure, **options)
    say(f"{task.metric} with interval")
    given = task, parts, plain, deep, dataset.provenance, effort.replicates
    result = judge(*given)
    return result._replace(seconds=time.perf_counter() - start)


def _check(task, effort):
    """Refuse, before anything slow, what cannot be run."""
    if not isinstance(task, Task):
        raise UsageError(
            "`task` must be a Task, as `find(name)` gives it. Received: "
            f"{one_line(repr(task))}"
        )
    check_effort(effort)
