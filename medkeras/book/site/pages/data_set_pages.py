"""A page for each data set, from its card, and the table of all of them."""

import re
from collections.abc import Mapping
from pathlib import Path

from medkeras.book.site.pages.books import Book, books, code
from medkeras.book.site.pages.markdown import (
    cell,
    contents,
    escape,
    fenced,
    paragraphs,
    table,
)
from medkeras.data import catalog
from medkeras.data.cards import Card
from medkeras.utils.files import write_atomically

HEAD = """\
# Data sets

Each set has a card: what it is, whose it is, how to get it, and what goes
wrong with it. *Sample* comes with the book and works offline; where it is
synthetic, it is a phantom, drawn by a program, and its numbers say nothing
about patients. *Full* is the whole set, whose size the table
gives.
"""
GET = {
    "download": "`full` is downloaded on first use and checked.",
    "manual": "You put the files of `full` into a folder by hand; this page "
    "says which.",
    "shipped": "`full` comes with the book.",
    "none": "There is no `full` variant: the set is made by its generator.",
}


def write(source: Path, root: Path, executed: Mapping[str, Path]) -> list[str]:
    """Write the index and the pages below `data_sets/`."""
    readers = _readers(books(root, executed))
    cards = catalog()
    for card in cards:
        text = page(card, readers.get(card.name, []))
        write_atomically(source / "data_sets" / f"{card.name}.md", text)
    text = _index(cards, readers)
    write_atomically(source / "data_sets" / "index.md", text)
    return ["data_sets/index"]


def page(card: Card, readers: list[Book]) -> str:
    """The card, with its facts as a table and the chapters that read it."""
    heading, _, rest = card.text.partition("\n")
    return paragraphs(
        f"(data-{card.name})=\n{heading}",
        table(["fact", "what the card says"], _facts(card)),
        "## Chapters that use it",
        _list(readers),
        "## How to load it",
        _load(card),
        rest,
        "## BibTeX",
        fenced("bibtex", card.citation),
    )


def _facts(card: Card) -> list[list[str]]:
    facts = card.facts
    named = {
        "name in the book": f"`{card.name}`",
        "provenance": _provenance(card),
        "licence": cell(facts["licence"]),
        "access": cell(facts["access"]),
        "source": f"<{facts['homepage']}>",
        "what a row is": cell(facts["unit"]),
        **_counts(card),
        "positive": cell(facts["positive"]),
        "positives": cell(facts["positives"]),
        "split rule": cell(facts["split_rule"]),
        "intended use": cell(facts["intended_use"]),
    }
    if not str(facts["homepage"]).startswith("http"):
        named["source"] = cell(facts["homepage"])
    shown = {key: text for key, text in named.items() if text != "None"}
    return [[key, text] for key, text in shown.items()]


def _provenance(card: Card) -> str:
    kinds = [card.provenance_of(variant) for variant in ("full", "sample")]
    if kinds[0] == kinds[1]:
        return f"{kinds[0]}, in both variants"
    return f"`full`: {kinds[0]}; `sample`: {kinds[1]}"


def _counts(card: Card) -> dict[str, str]:
    """Sizes of the variants that there are."""
    counts, sample = card.facts["counts"], card.facts.get("sample_counts")
    if card.facts["full"] == "none":
        return {"size": _sizes(sample or counts)}
    same = sample is None or sample == counts
    return {
        "size of `full`": _sizes(counts),
        "size of `sample`": "the same" if same else _sizes(sample),
    }


def _sizes(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _load(card: Card) -> str:
    call = f'dataset = load("{card.name}")'
    lines = ["from medkeras.data import load", "", call]
    how = GET.get(str(card.facts["full"]), "")
    shell = f"medkeras data {card.name}"
    return paragraphs(
        how, fenced("python", "\n".join(lines)), fenced("shell", shell)
    )


def _list(readers: list[Book]) -> str:
    if not readers:
        return "No chapter reads it yet."
    return "\n".join(f"- {book.link}" for book in readers)


def _readers(all_books: list[Book]) -> dict[str, list[Book]]:
    """Chapters by data set: those whose head or whose code names it."""
    found: dict[str, list[Book]] = {}
    for book in all_books:
        named = list(book.notebook.metadata.medkeras.data)
        for text in code(book):
            named += re.findall(r"\bload\(\s*[\"'](\w+)[\"']", text)
        for name in dict.fromkeys(named):
            found.setdefault(name, []).append(book)
    return found


def _index(cards: list[Card], readers: Mapping[str, list[Book]]) -> str:
    head = ["data set", "provenance", "licence", "size", "chapters"]
    rows = [
        [
            f"[{escape(card.title)}](#data-{card.name})",
            _provenance(card),
            cell(card.facts["licence"]),
            _sizes(card.facts["counts"]),
            ", ".join(
                book.linked(book.chapter.number)
                for book in readers.get(card.name, [])
            )
            or "none",
        ]
        for card in cards
    ]
    return paragraphs(
        HEAD, table(head, rows), contents(card.name for card in cards)
    )
