"""How to cite the book, the review it follows, and the data sets."""

import textwrap
import tomllib
from collections.abc import Mapping
from pathlib import Path

from medkeras.book import review
from medkeras.book.site.pages.markdown import escape, fenced, paragraphs
from medkeras.book.site.pages.records import records
from medkeras.data import catalog
from medkeras.utils.errors import DataError
from medkeras.utils.files import write_atomically

BIBLIOGRAPHY = "_static/citation/data_sets.bib"


def write(source: Path, root: Path, executed: Mapping[str, Path]) -> list[str]:
    """Write `citation.md` and one file with all BibTeX of the data sets."""
    project = _project(root / "pyproject.toml")
    cards = catalog()
    entries = [f"% {card.title}\n{card.citation}" for card in cards]
    write_atomically(source / BIBLIOGRAPHY, "\n".join(entries))
    listed = "\n".join(
        f"- [{escape(card.title)}](#data-{card.name})" for card in cards
    )
    text = paragraphs(
        "# Cite this",
        "## The book",
        f"{escape(project['description'])}. Version {project['version']}, "
        f"licensed {project['license']}.",
        fenced("bibtex", _book(project, _year(root))),
        "Name the chapter and the version: figures change with both.",
        "## The review that the book follows",
        escape(review.CITATION),
        fenced("bibtex", _review()),
        "## Data sets",
        "Who uses a data set cites its authors, and keeps to its licence. "
        "Each page ends with what to cite; "
        f"[one file holds all entries](<{BIBLIOGRAPHY}>).",
        listed,
    )
    write_atomically(source / "citation.md", text)
    return ["citation"]


def _project(path: Path) -> Mapping:
    try:
        return tomllib.loads(path.read_text("utf-8"))["project"]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{path}: expected the project's name, version and licence. "
            f"Received: {type(error).__name__}"
        ) from error


def _year(root: Path) -> str:
    """Of the newest recorded result, so that two builds name the same."""
    dates = [facts["date"] for facts in records(root).values()]
    return max(dates, default="")[:4]


def _book(project: Mapping, year: str) -> str:
    facts = {
        "title": f"{{{project['description']}}}",
        "author": f"{{The {project['name']} authors}}",
        "version": project["version"],
        "year": year,
    }
    return _entry("misc", project["name"], facts)


def _review() -> str:
    facts = {
        "title": f"{{{review.TITLE}}}",
        "author": " and ".join(review.AUTHORS),
        "journal": "EJEDSML",
        "volume": "1",
        "number": "1",
        "pages": "81--96",
        "year": str(review.YEAR),
        "url": review.URL,
    }
    return _entry("article", "menon2024unlocking", facts)


def _entry(kind: str, key: str, facts: Mapping[str, str]) -> str:
    lines = [
        textwrap.fill(
            f"{name} = {{{text}}},",
            width=72,
            initial_indent="  ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for name, text in facts.items()
        if text
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])
