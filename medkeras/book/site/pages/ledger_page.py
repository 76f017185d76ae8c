"""The ledger as a page: a table that a click sorts, and its plot."""

import html
import importlib.resources
import re
from collections.abc import Mapping
from pathlib import Path

from medkeras.book.ledger import Entry, ledger
from medkeras.book.site.pages.books import Book, books
from medkeras.book.site.pages.ledger_plot import description, plot
from medkeras.book.site.pages.markdown import cell, fenced, paragraphs
from medkeras.utils.files import write_atomically

HEAD = """\
# Published figures and ours

Each figure that the review or a paper behind it states, beside what the
chapters of this book found, with a 95 % interval. A verdict compares like with
like: the same data, metric, unit, test set and protocol; where something
differs, it says what. No figure on a phantom stands here.
"""
# The table and the picture need the room of the page's own contents.
WIDE = """\
---
html_theme.sidebar_secondary.remove: true
---
"""
COLUMNS = ("claim", "chapter", "published", "ours", "verdict")
SCRIPT = "_static/ledger/sort.js"
PICTURE = "_static/ledger/ledger.svg"
# The roles stay where a narrow screen shows each row as a card.
TABLE = """\
<table class="sortable mk-ledger" role="table">
<thead role="rowgroup"><tr role="row">
{heads}
</tr></thead>
<tbody role="rowgroup">
{rows}
</tbody>
</table>
<script defer src="{script}"></script>
"""


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
    by_number = {book.chapter.number: book for book in all_books}
    shown = TABLE.format(
        heads="\n".join(
            f'<th scope="col" role="columnheader">{name}</th>'
            for name in COLUMNS
        ),
        rows="\n".join(_row(entry, by_number) for entry in entries),
        script=SCRIPT,
    )
    return paragraphs(
        WIDE + HEAD,
        "## The table",
        fenced("{raw} html", shown),
        "## The picture",
        "Figures that are shares of 1. What was judged is compared like with "
        "like; the rest is not, and only shown.",
        f"![{cell(description(entries))}]({PICTURE})",
    )


def _row(entry: Entry, by_number: Mapping[str, Book]) -> str:
    """A row, whose long remarks open on a click."""
    claim = entry.claim
    small = _small(f"{claim.metric}, {claim.data}")
    head = f'<th scope="row" role="rowheader">{_text(claim.id)}{small}</th>'
    number = claim.chapter.replace("_", ".")
    cells = {
        "chapter": _chapter(number, by_number.get(number)),
        "published": _published(entry),
        "ours": _ours(entry),
    }
    shown = "".join(
        f'<td role="cell" data-label="{name}"><div>{text}</div></td>'
        for name, text in cells.items()
    )
    # It is sorted by, without the details below it.
    shown += (
        f'<td role="cell" data-label="verdict" '
        f'data-sort="{_text(entry.verdict)}"><div>{_verdict(entry)}</div></td>'
    )
    return f'<tr role="row">{head}{shown}</tr>'


def _chapter(number: str, book: Book | None) -> str:
    if book is None or not book.has_page:
        return _text(number)
    return f'<a href="chapters/{book.name}.html">{_text(number)}</a>'


def _published(entry: Entry) -> str:
    claim = entry.claim
    text = _text(_figure(claim.value))
    return text if claim.checked else text + _small("unverified")


def _ours(entry: Entry) -> str:
    ours = entry.ours
    if ours is None:
        return "no result"
    interval = f"{ours.ci_low:.3f} to {ours.ci_high:.3f}"
    return f"{ours.value:.3f}" + _small(interval)


def _verdict(entry: Entry) -> str:
    """A word or two, and all that stands behind them."""
    word = _text(re.split("[:,]", entry.verdict)[0])
    shown = f'<span class="mk-verdict">{word}</span>' if word else ""
    told = "".join(
        f"<dt>{name}</dt><dd>{_text(text)}</dd>"
        for name, text in _facts(entry).items()
        if text
    )
    name = f"details of {_text(entry.claim.id)}"
    return (
        f'{shown}<details><summary aria-label="{name}">details</summary>'
        f"<dl>{told}</dl></details>"
    )


def _facts(entry: Entry) -> dict[str, str]:
    """What a claim and a result are about, in full."""
    claim, ours = entry.claim, entry.ours
    setting = (claim.test_set, claim.protocol, f"n: {_n(claim.n)}")
    source = f"reference [{claim.ref}]" if claim.ref else "not in the review"
    return {
        "verdict": entry.verdict,
        "source": source,
        "a case": claim.unit,
        "published": "; ".join(filter(None, setting)),
        "our model": entry.model,
        "ours": entry.setting,
        "our n": str(ours.n) if ours else "",
        "note": entry.note,
        "arithmetic": claim.arithmetic,
    }


def _small(text: str) -> str:
    """A second line, after a space for who reads or sorts it as one."""
    return f" <small>{_text(text)}</small>"


def _text(text: str) -> str:
    return html.escape(" ".join(text.split()))


def _n(value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _figure(value) -> str:
    if isinstance(value, list):
        return " / ".join(map(_figure, value))
    if value is None:
        return "none"
    text = f"{value:.4f}" if isinstance(value, float) else str(value)
    return re.sub(r"(\.\d*?)0+$", r"\1", text).rstrip(".")
