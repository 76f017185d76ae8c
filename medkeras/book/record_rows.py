"""The results of a record, row by row, with the claims about each."""

from collections.abc import Mapping

COLUMNS = (
    "model", "metric", "value", "ci_low", "ci_high", "n", "data", "test_set",
    "protocol", "published", "verdict",
)  # fmt: skip


def rows(facts: Mapping) -> list[dict]:
    """The results of a record by `COLUMNS`; claims as text, "" for none."""
    lines = []
    for row in facts["metrics"]:
        own = _claims_of(row, facts["claims"])
        line = {key: row[key] for key in ("value", "ci_low", "ci_high", "n")}
        line |= {"model": row["model"], "metric": row["name"]}
        line["data"] = row.get("dataset", facts["dataset"]["name"])
        line["test_set"] = row.get("test_set", "")
        line["protocol"] = row["protocol"]
        line["published"] = ", ".join(f"{c['published']:.4g}" for c in own)
        line["verdict"] = "; ".join(claim["verdict"] for claim in own)
        lines.append({key: line[key] for key in COLUMNS})
    return lines


def row_of(claim: Mapping, metrics: list[Mapping]) -> Mapping | None:
    """The result that a claim of a record is about."""
    return next((r for r in metrics if claim in _claims_of(r, [claim])), None)


def _claims_of(row: Mapping, claims: list[Mapping]) -> list[Mapping]:
    """Claims are about rows of the record's own data set only."""
    return [each for each in claims if key(row) == key(_named(each))]


def _named(claim: Mapping) -> Mapping:
    return {**claim, "name": claim["metric"]}


def key(row: Mapping) -> tuple:
    """What tells the results of a record apart."""
    names = ("name", "model", "protocol", "test_set", "dataset")
    return tuple(row.get(name) for name in names)
