"""What the site was built with, and how long its chapters take."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from medkeras.book import machine
from medkeras.book.site.pages.books import Book, books
from medkeras.book.site.pages.markdown import cell, paragraphs, table
from medkeras.book.site.pages.records import records
from medkeras.utils.files import write_atomically

HEAD = """\
# Status

This page alone may differ between two builds of the same book.
"""
RUN = """\
## Chapters as this site ran them

A chapter is run again only when its code has changed, so that the seconds may
be those of an earlier day, beside other work.
"""
RECORDED = """\
## Chapters as they were recorded

Seconds and memory of the run whose results the ledger shows, on the machine
named.
"""
COLUMNS = (
    "chapter",
    "mode",
    "data",
    "seconds",
    "memory (MB)",
    "date",
    "device",
)


def write(source: Path, root: Path, executed: Mapping[str, Path]) -> list[str]:
    """Write `status.md`."""
    all_books = books(root, executed)
    runs = [_run(book) for book in all_books]
    found = records(root)
    recorded = [_recorded(book, found.get(book.name)) for book in all_books]
    versions = [[f"`{k}`", cell(v)] for k, v in machine.versions().items()]
    text = paragraphs(
        HEAD,
        "## This site",
        table(["fact", "value"], _facts(all_books)),
        "## Versions",
        table(["package", "version"], versions),
        RUN,
        table(["chapter", "mode", "seconds", "versions"], runs),
        RECORDED,
        table(COLUMNS, recorded),
    )
    write_atomically(source / "status.md", text)
    return ["status"]


def _facts(all_books: list[Book]) -> list[list[str]]:
    built = sum(book.has_page for book in all_books)
    return [
        ["built on", datetime.date.today().isoformat()],
        ["chapters shown", f"{built} of {len(all_books)}"],
        ["device", cell(machine.device())],
    ]


def _run(book: Book) -> list[str]:
    """How a chapter was run for the site, as its notebook says."""
    run = book.notebook.metadata.medkeras.get("run")
    if run is None:
        return [book.link, "not run", "", ""]
    same = run["versions"] == machine.versions()
    versions = ", ".join(f"{k} {v}" for k, v in run["versions"].items())
    told = "those above" if same else versions
    return [book.link, cell(run["mode"]), f"{run['seconds']:.0f}", cell(told)]


def _recorded(book: Book, facts: Mapping | None) -> list[str]:
    """The run whose results the book keeps."""
    if facts is None:
        return [book.link, "not recorded", *[""] * (len(COLUMNS) - 2)]
    dataset = facts["dataset"]
    data = (dataset.get(key) for key in ("name", "variant", "provenance"))
    values = [
        facts["mode"],
        ", ".join(filter(None, data)),
        f"{facts['seconds']:.0f}",
        facts["peak_memory_mb"],
        facts["date"],
        facts.get("device", ""),
    ]
    return [book.link, *map(cell, values)]
