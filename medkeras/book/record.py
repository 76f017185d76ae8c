"""What a chapter found, written down so that it can be checked later."""

import datetime
import json
import math
import os
from collections.abc import Mapping
from pathlib import Path

from medkeras.book import claims, machine
from medkeras.metrics.estimate import Estimate
from medkeras.utils import mode
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically

VARIABLE = "MEDKERAS_OUT"
DIGITS = 6


class Record:
    """The results of one run of a chapter.

    Args:
        chapter: name of the chapter, such as "3_2_1_diabetes_convlstm".
        dataset: the set its results are about; `medkeras.data.load` gives
            one. Needs name, variant, provenance, n and positives.

    Raises:
        UsageError: unknown provenance.

    Example:
        >>> from types import SimpleNamespace
        >>> from medkeras.book import Record
        >>> from medkeras.metrics.estimate import Estimate
        >>> women = SimpleNamespace(name="pima_diabetes", variant="sample",
        ...     provenance="real", n=768, positives=268)
        >>> record = Record("3_2_1_diabetes_convlstm", dataset=women)
        >>> record.metric(name="accuracy", model="Conv-LSTM",
        ...     protocol="10 folds", estimate=Estimate(0.76, 0.73, 0.79, 768))
        >>> record.claim("diabetes-convlstm", model="Conv-LSTM",
        ...     metric="accuracy")
        >>> print(record.table().published[0])
        0.9726

    Chapter: 3.2.1
    """

    def __init__(self, chapter: str, dataset):
        self.chapter = chapter
        self._dataset = {
            "name": dataset.name,
            "variant": dataset.variant,
            "provenance": _provenance(dataset),
            "n": int(dataset.n),
            "positives": _count(dataset.positives),
        }
        self._metrics: dict[tuple, dict] = {}
        self._claims: dict[str, dict] = {}

    def metric(
        self,
        *,
        name: str,
        model: str,
        protocol: str,
        estimate: Estimate,
        dataset=None,
    ) -> None:
        """Add a result.

        Args:
            name: of the metric, such as "accuracy".
            model: what was measured.
            protocol: how, in a few words.
            estimate: value, 95 % interval and n.
            dataset: the set, where it is not the record's own.

        Raises:
            UsageError: a value that is not finite, an interval that does
                not hold its value, or a row that is there already.
        """
        row = {"name": name, "model": model, "protocol": protocol}
        row |= _figures(f"{model}, {name}", estimate)
        if dataset is not None and dataset.name != self._dataset["name"]:
            row["dataset"] = dataset.name
            row["provenance"] = _provenance(dataset)
        key = (name, model, row.get("dataset"))
        if key in self._metrics:
            raise UsageError(
                f"the record has a row for {model}, {name} already"
            )
        self._metrics[key] = row

    def claim(self, id: str, *, model: str, metric: str) -> None:
        """Put one of our results beside a published figure.

        Args:
            id: of the claim in chapters/claims.yaml.
            model: of a result added before, on the record's own data.
            metric: of that result.

        Raises:
            UsageError: no such claim or result, a claim without a single
                figure, a claim named twice, or synthetic data: figures on
                a phantom are never put beside a paper's.
        """
        published = claims.claim(id)
        row = self._metrics.get((metric, model, None))
        if self._dataset["provenance"] != "real":
            raise UsageError(
                "figures on a phantom are never put beside a paper's: claim "
                f"{id} needs real data. Received: {self._dataset['name']}"
            )
        if row is None:
            raise UsageError(
                f"claim {id} needs a row of the record's own data set. "
                f"Received: model={model!r}, metric={metric!r}"
            )
        if id in self._claims:
            raise UsageError(f"the record has claim {id} already")
        interval = (row[key] for key in ("value", "ci_low", "ci_high", "n"))
        self._claims[id] = {
            "id": id,
            "published": published.figure,
            "ours": row["value"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "verdict": self._verdict(published, Estimate(*interval)),
            "model": model,
            "metric": metric,
        }

    def _verdict(self, published, ours: Estimate) -> str:
        if mode.name() == "smoke":
            # A few steps on a few folds reproduce anything or nothing.
            return "not judged in smoke mode"
        return claims.verdict(published, ours)

    def table(self):
        """All results, with the published figure and verdict where claimed.

        Returns:
            A `pandas.DataFrame`, one row a result.
        """
        import pandas as pd

        joined = [
            dict(zip(COLUMNS, line, strict=True)) for line in rows(self.facts())
        ]
        return pd.DataFrame(joined, columns=COLUMNS)

    def facts(self) -> dict:
        """The record as it is written, with time and machine of this moment.

        Returns:
            What tests/book/record_schema.json describes.
        """
        return {
            "chapter": self.chapter,
            "mode": mode.name(),
            "dataset": self._dataset,
            "metrics": list(self._metrics.values()),
            "claims": list(self._claims.values()),
            "seconds": round(machine.seconds(), 1),
            "peak_memory_mb": round(machine.peak_memory_mb()),
            "versions": machine.versions(),
            "device": machine.device(),
            "date": datetime.date.today().isoformat(),
        }

    def save(self) -> Path:
        """Write record.json into the folder MEDKERAS_OUT.

        Returns:
            The path; by default below runs/ in the book's folder.

        Raises:
            UsageError: there is no result to write.
        """
        if not self._metrics:
            raise UsageError(f"the record of {self.chapter} has no results")
        folder = os.environ.get(VARIABLE) or default_folder(self.chapter)
        return write_atomically(
            Path(folder) / "record.json", to_text(self.facts())
        )


COLUMNS = (
    "model", "metric", "value", "ci_low", "ci_high", "n", "data",
    "published", "verdict",
)  # fmt: skip


def rows(facts: Mapping) -> list[tuple]:
    """The results of a record as lines of a table.

    Args:
        facts: content of a record.json.

    Returns:
        One tuple a result, in the order of `COLUMNS`; published figures and
        verdicts as text, empty where no claim belongs to the result.

    Example:
        >>> from medkeras.book.record import rows
        >>> rows({"dataset": {"name": "x"}, "metrics": [], "claims": []})
        []
    """
    lines = []
    for row in facts["metrics"]:
        figures = (row[key] for key in ("value", "ci_low", "ci_high", "n"))
        data = row.get("dataset", facts["dataset"]["name"])
        own = [] if "dataset" in row else _claims_of(row, facts["claims"])
        published = ", ".join(f"{claim['published']:.4g}" for claim in own)
        verdicts = "; ".join(claim["verdict"] for claim in own)
        beside = (*figures, data, published, verdicts)
        lines.append((row["model"], row["name"], *beside))
    return lines


def _claims_of(row: Mapping, claims: list[Mapping]) -> list[Mapping]:
    wanted = (row["name"], row["model"])
    return [
        each for each in claims if (each["metric"], each["model"]) == wanted
    ]


def default_folder(chapter: str) -> Path:
    """Where the files of a run belong unless told otherwise.

    Args:
        chapter: name of the chapter.

    Returns:
        `runs/<chapter>-<mode>` in the book's folder.

    Example:
        >>> from medkeras.book.record import default_folder
        >>> default_folder("3_2_1_diabetes_convlstm").parent.name
        'runs'
    """
    return project_root() / "runs" / f"{chapter}-{mode.name()}"


def to_text(facts: Mapping) -> str:
    """A record as JSON, NaN refused.

    Args:
        facts: content of the record.

    Returns:
        Indented text with a final newline.

    Example:
        >>> from medkeras.book.record import to_text
        >>> print(to_text({"n": 1}), end="")
        {
         "n": 1
        }
    """
    return (
        json.dumps(facts, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    )


def _figures(what: str, estimate: Estimate) -> dict:
    value, low, high = (float(v) for v in estimate[:3])
    if not all(map(math.isfinite, (value, low, high))):
        raise UsageError(
            f"{what}: expected finite figures. Received: {estimate}"
        )
    if not low <= value <= high:
        raise UsageError(
            f"{what}: expected ci_low <= value <= ci_high. Received: {estimate}"
        )
    return {
        "value": round(value, DIGITS),
        "ci_low": round(low, DIGITS),
        "ci_high": round(high, DIGITS),
        "n": int(estimate.n),
    }


def _provenance(dataset) -> str:
    if dataset.provenance not in ("real", "synthetic"):
        raise UsageError(
            "provenance must be 'real' or 'synthetic'. "
            f"Received: {dataset.provenance!r}"
        )
    return dataset.provenance


def _count(number: int | None) -> int | None:
    return None if number is None else int(number)
