"""The ledger as a page: a table that a click sorts, and its plot."""

import importlib.resources
import re
from collections.abc import Mapping
from pathlib import Path

from medkeras.book.ledger import Entry, ledger
from medkeras.book.site.pages.books import Book, books
from medkeras.book.site.pages.ledger_plot import description, plot
from medkeras.book.site.pages.markdown import cell, paragraphs, table
from medkeras.utils.files import write_atomically

HEAD = """\
# Published figures and ours

Each figure that the review or a paper behind it states, beside what the
chapters of this book found, with a 95 % interval. A verdict compares like with
like: the same data, metric, unit, test set and protocol; where something
differs, it says what. No figure on a phantom stands here.
"""
COLUMNS = (
    "claim", "chapter", "published", "ours", "95 % interval", "verdict",
    "what was measured", "our model", "n", "remarks",
)  # fmt: skip
SCRIPT = "_static/ledger/sort.js"
PICTURE = "_static/ledger/ledger.svg"


def write(source: Path, root: Path, executed: Mapping[str, Path]) -> list[str]:
    """Write `ledger.md`, its picture and the script that sorts."""
    entries = ledger(root=root)
    package = importlib.resources.files("medkeras.book.site.pages")
    script = package.joinpath("sort.js").read_text("utf-8")
    write_atomically(source / SCRIPT, script)
    write_atomically(source / PICTURE, plot(entries))
    text = page(entries, books(root, executed))
    write_atomically(source / "ledger.md", text)
    return ["ledger"]


def page(entries: list[Entry], all_books: list[Book]) -> str:
    """Table, the script that lets it be sorted, and the picture."""
    rows = [_row(entry, all_books) for entry in entries]
    return paragraphs(
        HEAD,
        "## The table",
        _sortable(table(COLUMNS, rows)),
        f'```{{raw}} html\n<script defer src="{SCRIPT}"></script>\n```',
        "## The picture",
        "Figures that are shares of 1. What was judged is compared like with "
        "like; the rest is not, and only shown.",
        f"![{cell(description(entries))}]({PICTURE})",
    )


def _sortable(markdown: str) -> str:
    return f"```{{rst-class}} sortable\n```\n\n{markdown}"


def _row(entry: Entry, all_books: list[Book]) -> list[str]:
    claim, ours = entry.claim, entry.ours
    published = _figure(claim.value)
    if not claim.checked:
        published += " (unverified)"
    source = f"reference [{claim.ref}]" if claim.ref else "not in the review"
    interval = (
        f"{_figure(ours.ci_low)} to {_figure(ours.ci_high)}" if ours else ""
    )
    remarks = "; ".join(filter(None, (entry.note, claim.arithmetic)))
    return [
        cell(f"{claim.id}, {source}"),
        _chapter(claim.chapter.replace("_", "."), all_books),
        cell(published),
        cell(_figure(ours.value) if ours else "no result"),
        cell(interval),
        cell(entry.verdict),
        cell(f"{claim.metric}, {claim.data}, {claim.unit}"),
        cell(entry.model),
        cell(ours.n if ours else ""),
        cell(remarks),
    ]


def _chapter(number: str, all_books: list[Book]) -> str:
    found = [book for book in all_books if book.chapter.number == number]
    return found[0].linked(number) if found else number


def _figure(value) -> str:
    if isinstance(value, list):
        return " / ".join(map(_figure, value))
    if value is None:
        return "none"
    text = f"{value:.4f}" if isinstance(value, float) else str(value)
    return re.sub(r"(\.\d*?)0+$", r"\1", text).rstrip(".")
