"""All published figures beside what the chapters recorded."""

import dataclasses
import json
from pathlib import Path

from rich.table import Table
from rich.text import Text

from medkeras.book.chapters import Chapter
from medkeras.book.claims import Claim, claims, verdict
from medkeras.metrics.estimate import Estimate
from medkeras.utils.errors import DataError
from medkeras.utils.files import project_root


@dataclasses.dataclass(frozen=True)
class Entry:
    """A published figure and, if a chapter recorded one, ours.

    Attributes:
        claim: the published figure.
        ours: our estimate, None if no chapter has recorded one.
        verdict: what our interval says; empty without one.

    Example:
        >>> from medkeras.book.claims import claim
        >>> from medkeras.book.ledger import Entry
        >>> Entry(claim("lv-dice")).ours is None
        True
    """

    claim: Claim
    ours: Estimate | None = None
    verdict: str = ""


def ledger(
    chapter: Chapter | None = None, root: Path | None = None
) -> list[Entry]:
    """Join the claims with the recorded results.

    Args:
        chapter: only the claims of this chapter; all if None.
        root: folder of the book; found from the working folder if None.

    Returns:
        Entries in the order of chapters/claims.yaml.

    Raises:
        UsageError: chapters/claims.yaml is not as it must be.
        DataError: a recorded result cannot be read, or contradicts the
            claims: an unknown claim, or another published figure.

    Example:
        >>> from medkeras.book.ledger import ledger
        >>> ledger()[0].claim.id
        'lv-dice'
    """
    root = root or project_root()
    known = claims(root)
    ours = {}
    for path in sorted((root / "chapters" / "results").glob("*.json")):
        ours |= _recorded(path, known)
    entries = [
        Entry(claim, ours[name], verdict(claim, ours[name]))
        if name in ours
        else Entry(claim)
        for name, claim in known.items()
    ]
    if chapter is None:
        return entries
    section = chapter.number.replace(".", "_")
    return [entry for entry in entries if entry.claim.chapter == section]


def table(entries: list[Entry]) -> Table:
    """The ledger for a terminal.

    Args:
        entries: of `ledger`.

    Returns:
        A table, one row a claim.

    Example:
        >>> from medkeras.book.ledger import ledger, table
        >>> table(ledger()).row_count == len(ledger())
        True
    """
    shown = Table(title="Published figures and ours", show_lines=True)
    for name in ("claim", "ref", "what", "published", "ours (95 %)", "verdict"):
        shown.add_column(name, overflow="fold")
    shown.add_column("arithmetic", overflow="fold", ratio=1)
    for entry in entries:
        shown.add_row(*map(Text, _cells(entry)))
    return shown


def _cells(entry: Entry) -> tuple[str, ...]:
    claim, ours = entry.claim, entry.ours
    published = _figure(claim.value)
    if not claim.checked:
        published += " (unverified)"
    return (
        claim.id,
        f"[{claim.ref}]",
        f"{claim.metric}, {claim.data} (n: {_figure(claim.n)})",
        published,
        f"{ours}, n = {ours.n}" if ours else "no result yet",
        entry.verdict,
        claim.arithmetic,
    )


def _figure(value) -> str:
    if value is None:
        return "none"
    if isinstance(value, list):
        return " / ".join(map(_figure, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _recorded(path: Path, known: dict[str, Claim]) -> dict[str, Estimate]:
    """Our estimates by claim id, from one recorded result."""
    found = {}
    try:
        facts = json.loads(path.read_text("utf-8"))
        sizes = {(m["model"], m["name"]): m["n"] for m in facts["metrics"]
                 if "dataset" not in m}  # fmt: skip
        for row in facts["claims"]:
            _check(path, row, known)
            n = sizes[row["model"], row["metric"]]
            interval = (row["ours"], row["ci_low"], row["ci_high"])
            found[row["id"]] = Estimate(*interval, n)
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"{path.name}: expected a record of `medkeras run --record`. "
            f"Received: {type(error).__name__}: {error}"
        ) from error
    return found


def _check(path: Path, row: dict, known: dict[str, Claim]) -> None:
    name = row["id"]
    if name not in known:
        raise DataError(f"{path.name}: claim {name!r} is not in claims.yaml")
    if row["published"] != known[name].value:
        raise DataError(
            f"{path.name}: claim {name} must be {known[name].value}, as in "
            f"claims.yaml. Received: {row['published']}; run the chapter again"
        )
