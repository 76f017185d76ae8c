"""All published figures beside what the chapters recorded."""

import contextlib
import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

from medkeras.book import layout
from medkeras.book.chapters import Chapter
from medkeras.book.claims import Claim, claims, judge
from medkeras.book.record_rows import row_of
from medkeras.data import card
from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import DataError, UsageError
from medkeras.utils.files import chapters_folder

OLDER_FORM = "recorded in an older form; run again"


@dataclasses.dataclass(frozen=True)
class Entry:
    """A published figure and, if a chapter recorded one, a result of ours."""

    claim: Claim
    ours: Estimate | None = None
    verdict: str = ""
    model: str = ""
    setting: str = ""
    note: str = ""


def ledger(
    chapter: Chapter | None = None, root: Path | None = None
) -> list[Entry]:
    """Claims, all or a chapter's, each with every result recorded for it."""
    folder = root / "chapters" if root else chapters_folder()
    known = claims(root)
    ours: dict[str, list[Entry]] = {name: [] for name in known}
    for path in sorted((folder / "results").glob("*.json")):
        for entry in _recorded(path, known):
            ours[entry.claim.id].append(entry)
    section = chapter and chapter.number.replace(".", "_")
    return [
        entry
        for name, claim in known.items()
        if chapter is None or claim.chapter == section
        for entry in ours[name] or [Entry(claim)]
    ]


def text(entries: list[Entry], width: int) -> str:
    """The ledger for a terminal, a block for each claim."""
    blocks = [
        layout.block(_heading(entry.claim), _fields(entry), width)
        for entry in entries
    ]
    return "\n\n".join(["Published figures and ours", *blocks])


def _heading(claim: Claim) -> str:
    source = f"reference [{claim.ref}]" if claim.ref else "not in the review"
    return f"{claim.id} ({source}, chapter {claim.chapter.replace('_', '.')})"


def _fields(entry: Entry) -> dict[str, str]:
    claim = entry.claim
    setting = (claim.test_set, claim.protocol)
    published = _figure(claim.value)
    if not claim.checked:
        published += " (unverified)"
    ours = "no result yet"
    if entry.ours:
        ours = f"{entry.ours}, n = {entry.ours.n}, {entry.model}"
    return {
        "what": f"{claim.metric}, {claim.data}, {claim.unit} "
        f"(n: {_figure(claim.n)})",
        "published": "; ".join(filter(None, (published, *setting))),
        "ours": "; ".join(filter(None, (ours, entry.setting))),
        "verdict": entry.verdict,
        "note": entry.note,
        "arithmetic": claim.arithmetic,
    }


def _figure(value) -> str:
    if value is None:
        return "none"
    if isinstance(value, list):
        return " / ".join(map(_figure, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _recorded(path: Path, known: dict[str, Claim]) -> list[Entry]:
    """Our results beside their claims, from one recorded run."""
    try:
        facts = json.loads(path.read_text("utf-8"))
        for row in facts["claims"]:
            _refuse_made_up(path, facts, row)
        return [_entry(path, facts, row, known) for row in facts["claims"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"{path.name}: expected a record of `medkeras run --record`. "
            f"Received: {type(error).__name__}: {error}"
        ) from error


def _refuse_made_up(path: Path, facts: Mapping, row: Mapping) -> None:
    """No result on made-up data stands beside a paper's figure.

    Neither by what the record says of its data, nor by the data's own card.
    """
    measured = row_of(row, facts["metrics"]) or {}
    dataset = facts["dataset"] | {
        key: measured[fact]
        for key, fact in (("name", "dataset"), ("provenance", "provenance"))
        if fact in measured
    }
    name, variant = dataset["name"], dataset.get("variant", "")
    kinds = {facts["dataset"]["provenance"], dataset["provenance"]}
    with contextlib.suppress(UsageError):  # a set that has no card
        kinds.add(card(name).provenance_of(variant))
    if kinds != {"real"}:
        raise DataError(
            f"{path.name}: claim {row['id']} must stand beside a result on "
            "real data; figures on made-up data are never put beside a "
            f"paper's. Received: {name}, variant {variant or 'not named'}, "
            f"which is {', '.join(sorted(kinds - {'real'}))}"
        )


def _entry(path: Path, facts: Mapping, row: Mapping, known) -> Entry:
    claim = _claim(path, row, known)
    figures = [row[key] for key in ("ours", "ci_low", "ci_high")]
    if "complete" not in facts["dataset"] or "protocol" not in row:
        sizes = {(m["model"], m["name"]): m["n"] for m in facts["metrics"]}
        n = sizes[row["model"], row["metric"]]
        return Entry(claim, Estimate(*figures, n), OLDER_FORM, row["model"])
    measured = row_of(row, facts["metrics"])
    if measured is None:
        raise KeyError(f"no result for claim {claim.id}")
    setting = (measured.get("test_set"), measured["protocol"])
    return Entry(
        claim,
        Estimate(*figures, measured["n"]),
        judge(claim, facts["dataset"], measured),
        row["model"],
        "; ".join(filter(None, setting)),
        row.get("note", ""),
    )


def _claim(path: Path, row: Mapping, known: dict[str, Claim]) -> Claim:
    name = row["id"]
    if name not in known:
        raise DataError(f"{path.name}: claim {name!r} is not in claims.yaml")
    if row["published"] != known[name].value:
        raise DataError(
            f"{path.name}: claim {name} must be {known[name].value}, as in "
            f"claims.yaml. Received: {row['published']}; run the chapter again"
        )
    return known[name]
