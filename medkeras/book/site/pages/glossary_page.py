"""The glossary: terms from where the chapters first explain them."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from medkeras.book.site.pages.books import books
from medkeras.book.site.pages.markdown import fenced, paragraphs
from medkeras.book.site.pages.terms import Term, terms
from medkeras.utils.files import write_atomically

HEAD = """\
# Glossary

Medical and technical words, each in the sentence of the book that first
explains it. The number leads there.
"""


def write(source: Path, root: Path, executed: Mapping[str, Path]) -> list[str]:
    """Write `glossary.md` from the chapters that the site shows."""
    shown = [book for book in books(root, executed) if book.has_page]
    write_atomically(source / "glossary.md", page(terms(shown)))
    return ["glossary"]


def page(found: Iterable[Term]) -> str:
    """Sphinx's glossary, so that other pages can name a term."""
    entries = "\n\n".join(map(_entry, found))
    if not entries:
        return paragraphs(HEAD, "No chapter explains a term yet.")
    return paragraphs(HEAD, fenced("{glossary}", entries))


def _entry(term: Term) -> str:
    number = term.book.chapter.number
    place = f"[{number}](#{term.place})"
    return f"{term.name}\n  {_alone(term.sentence)} ({place})"


def _alone(sentence: str) -> str:
    """Without links that lead from the chapter's own folder."""
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", sentence)
