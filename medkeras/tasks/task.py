"""A task: one declaration of what is asked, of which data, and by whom."""

import dataclasses
import re
from collections.abc import Callable
from typing import Any

from medkeras.tasks.measures import Measure, measure_of
from medkeras.tasks.tables import read_table
from medkeras.utils.errors import UsageError, nearest

MODALITIES = ("EHR", "image", "signal", "text", "genome", "molecule")
PURPOSES = ("diagnosis", "prognosis", "treatment", "operations")


@dataclasses.dataclass(frozen=True)
class Task:
    """What is asked of a data set, and how the answer is judged.

    Attributes:
        name: small letters, digits and underscores.
        modality: what the network reads: "EHR" (health records and other
            tables of a patient), "image", "signal", "text", "genome" or
            "molecule".
        purpose: what for: "diagnosis" (what is there), "prognosis" (what
            will come), "treatment" (what to do) or "operations" (how a
            hospital or a laboratory runs).
        sentence: what is asked, of whom, in one sentence.
        dataset: name of a set of the book, or an object that is read like
            one (`medkeras.tasks.tables.CsvTable`).
        baseline: the plain model, with `answers(parts, measure)`.
        model: the network, likewise.
        read: from the loaded set to `Examples`; of a `CsvTable`, all of it.
        metric: a name in `medkeras.tasks.measures.MEASURES`.
        architecture: the family of the network, as in the review's Table 1,
            or another name.
        chapter: number of the chapter that treats it, such as "3.2.1".

    Raises:
        UsageError: a field that cannot be; a modality, purpose or metric
            that does not exist.

    Example:
        >>> from medkeras.tasks import find
        >>> task = find("diabetes_onset")
        >>> task.modality, task.purpose, task.metric
        ('EHR', 'diagnosis', 'AUROC')

    Chapter: 3.4.1
    """

    name: str
    modality: str
    purpose: str
    sentence: str
    dataset: Any
    baseline: Any
    model: Any
    read: Callable = read_table
    metric: str = "AUROC"
    architecture: str = "own"
    chapter: str = "3.4.1"

    def __post_init__(self):
        """Refuse a declaration that could not run."""
        _check_pattern("name", self.name, r"[a-z][a-z0-9_]*", "heart_failure")
        _check_pattern("chapter", self.chapter, r"\d(\.\d+)*", "3.2.1")
        _check_choice("modality", self.modality, MODALITIES)
        _check_choice("purpose", self.purpose, PURPOSES)
        measure_of(self.metric)
        for field in ("sentence", "architecture"):
            value = getattr(self, field)
            if not isinstance(value, str) or not value.strip():
                raise UsageError(
                    f"`{field}` must be a text. Received: {value!r}"
                )
        if not callable(self.read):
            raise UsageError(
                f"`read` must be a function of the set. Received: {self.read!r}"
            )
        for field in ("baseline", "model"):
            value = getattr(self, field)
            if not callable(getattr(value, "answers", None)):
                raise UsageError(
                    f"`{field}` must have a method `answers(parts, measure)`. "
                    f"Received: {value!r}"
                )

    @property
    def measure(self) -> Measure:
        """How its answers are judged."""
        return measure_of(self.metric)

    def __repr__(self) -> str:
        """Its name and what it crosses."""
        return f"Task({self.name}: {self.modality}, {self.purpose})"

    @property
    def dataset_name(self) -> str:
        """Name of the set, of the book or of one's own."""
        return getattr(self.dataset, "name", self.dataset)


def _check_choice(field, value, allowed):
    if value not in allowed:
        raise UsageError(
            f"`{field}` must be one of {', '.join(allowed)}. Received: "
            f"{value!r}{nearest(str(value), allowed)}"
        )


def _check_pattern(field, value, pattern, example):
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise UsageError(
            f"`{field}` must look like {example!r}. Received: {value!r}"
        )
