"""What a chapter found, written down so that it can be checked later."""

import contextlib
import datetime
import json
import math
import os
from collections.abc import Mapping
from pathlib import Path

from medkeras.book import claims, machine, results_folder
from medkeras.book.record_rows import COLUMNS, key, rows
from medkeras.metrics.estimate import Estimate
from medkeras.utils import mode
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root
from medkeras.utils.unfinished import alone_in

VARIABLE = "MEDKERAS_OUT"
DIGITS = 6


class Record:
    """The results of one run of a chapter.

    Args:
        chapter: name of the chapter, such as "3_2_1_diabetes_convlstm".
        dataset: the set its results are about; `medkeras.data.load` gives
            one. Needs name, variant, provenance, n and positives; where
            `complete` is False, no claim is judged.

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
        ...     protocol="cross-validation, 10 folds",
        ...     estimate=Estimate(0.76, 0.73, 0.79, 768))
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
            "complete": bool(getattr(dataset, "complete", True)),
            "n": int(dataset.n),
            "positives": _count(dataset.positives),
        }
        self._metrics: dict[tuple, dict] = {}
        self._claims: dict[tuple, dict] = {}

    def metric(
        self,
        *,
        name: str,
        model: str,
        protocol: str,
        estimate: Estimate,
        dataset=None,
        test_set: str | None = None,
        unit: str | None = None,
    ) -> None:
        """Add a result.

        Args:
            name: of the metric, such as "accuracy".
            model: what was measured.
            protocol: how, in a few words; a claim of the same protocol has
                each of its parts between commas among these.
            estimate: value, 95 % interval and n.
            dataset: the set, where it is not the record's own.
            test_set: whose results these are, in the claim's words, such
                as "DS2".
            unit: what one test case is, where a claim says it.

        Raises:
            UsageError: a value that is not finite, an interval that does
                not hold its value, or a row that is there already.
        """
        row = {"name": name, "model": model, "protocol": protocol}
        row |= _figures(f"{model}, {name}", estimate)
        given = {"test_set": test_set, "unit": unit}
        row |= {key: text for key, text in given.items() if text}
        if dataset is not None and dataset.name != self._dataset["name"]:
            row["dataset"] = dataset.name
            row["provenance"] = _provenance(dataset)
        if key(row) in self._metrics:
            raise UsageError(
                f"the record has a row for {model}, {name}, {protocol} already"
            )
        self._metrics[key(row)] = row

    def claim(
        self,
        id: str,
        *,
        model: str,
        metric: str,
        protocol: str | None = None,
        test_set: str | None = None,
        note: str = "",
    ) -> None:
        """Put one of our results beside a published figure.

        Args:
            id: of the claim in chapters/claims.yaml.
            model: of a result added before, on the record's own data.
            metric: of that result.
            protocol: of that result, where two differ in nothing else.
            test_set: likewise.
            note: what a reader of the ledger must know, such as that the
                way of counting was chosen when the result was known.

        Raises:
            UsageError: no such claim, no such result or several, a claim
                without a single figure, a claim named twice for a result,
                or synthetic data: figures on a phantom are never put beside
                a paper's.
        """
        published = claims.claim(id)
        if self._dataset["provenance"] != "real":
            raise UsageError(
                "figures on a phantom are never put beside a paper's: claim "
                f"{id} needs real data. Received: {self._dataset['name']}"
            )
        row = self._own_row(id, model, metric, protocol, test_set)
        if (id, key(row)) in self._claims:
            raise UsageError(f"the record has claim {id} already")
        self._claims[id, key(row)] = {
            "id": id,
            "published": published.figure,
            "ours": row["value"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "verdict": self._verdict(published, row),
            "model": model,
            "metric": metric,
            "protocol": row["protocol"],
        }
        given = {"test_set": row.get("test_set"), "note": note}
        self._claims[id, key(row)] |= {k: v for k, v in given.items() if v}

    def _own_row(self, id, model, metric, protocol, test_set) -> Mapping:
        wanted = {"model": model, "name": metric}
        asked = {"protocol": protocol, "test_set": test_set}
        wanted |= {key: text for key, text in asked.items() if text}
        found = [
            row
            for row in self._metrics.values()
            if "dataset" not in row and wanted.items() <= row.items()
        ]
        if len(found) != 1:
            given = ", ".join(f"{k}={v!r}" for k, v in wanted.items())
            raise UsageError(
                f"claim {id} needs one row of the record's own data set, told "
                "apart by `protocol` or `test_set` where there are several. "
                f"Received: {given}, which {len(found)} rows fit"
            )
        return found[0]

    def _verdict(self, published, row: Mapping) -> str:
        if mode.name() == "smoke":
            # A few steps on a few folds reproduce anything or nothing.
            return "not judged in smoke mode"
        return claims.judge(published, self._dataset, row)

    def table(self):
        """All results, with the published figure and verdict where claimed.

        Returns:
            A `pandas.DataFrame`, one row a result.
        """
        import pandas as pd

        return pd.DataFrame(rows(self.facts()), columns=COLUMNS)

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
            The path; by default below runs/ in the book's folder; without a
            clone of the book, in the working folder.

        Raises:
            UsageError: there is no result to write.
        """
        if not self._metrics:
            raise UsageError(f"the record of {self.chapter} has no results")
        folder = os.environ.get(VARIABLE) or default_folder(self.chapter)
        path = Path(folder) / "record.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone_in(path.parent):
            results_folder.put(path, to_text(self.facts()))
        return path


def default_folder(chapter: str, alone: bool = False) -> Path:
    """Where the files of a run belong unless told otherwise.

    In the book; what runs without one keeps its files in the working folder.
    """
    folder = Path.cwd()
    if not alone:
        with contextlib.suppress(UsageError):
            folder = project_root()
    return folder / "runs" / f"{chapter}-{mode.name()}"


def to_text(facts: Mapping) -> str:
    """A record as JSON with a final newline, NaN refused."""
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
