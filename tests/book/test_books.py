"""Chapters and links of the site; all pages together, built by Sphinx."""

import itertools
import re
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

from medkeras.book.site import pages
from medkeras.book.site.pages import api_pages, citation_page, data_set_pages
from medkeras.book.site.pages.books import books, figures, label, labelled
from medkeras.data import catalog
from medkeras.utils.errors import UsageError

CONFIGURATION = """\
project = "tiny"
extensions = ["myst_nb"]
nb_execution_mode = "off"
myst_enable_extensions = ["dollarmath"]
html_static_path = ["_static"]
exclude_patterns = ["chapters/_names/*"]
"""
MODULES = ("medkeras.metrics.estimate", "medkeras.metrics.hospital_mortality")


@pytest.fixture
def few(monkeypatch):
    """Some data sets and modules in place of all: Sphinx takes its time."""
    cards = [
        card for card in catalog() if card.name in ("pima_diabetes", "adni")
    ]
    for module in (data_set_pages, citation_page):
        monkeypatch.setattr(module, "catalog", lambda: cards)
    whole = api_pages.names_of
    monkeypatch.setattr(api_pages, "rooms", lambda: ["medkeras.metrics"])
    monkeypatch.setattr(
        api_pages,
        "names_of",
        lambda room: [each for each in whole(room) if each.module in MODULES],
    )


def write_site(root, source, executed):
    """All that Sphinx reads, as the command `medkeras site` lays it out."""
    documents = [f"chapters/{name}" for name in executed]
    for kind in pages.KINDS:
        documents += pages.writer(kind)(source, root, executed)
    for name, path in executed.items():
        notebook = nbformat.read(path, 4)
        labelled(notebook, name)
        include = f"```{{include}} _names/{name}.md\n```"
        last = nbformat.v4.new_markdown_cell(include, id="names")
        notebook.cells.append(last)
        nbformat.write(notebook, source / "chapters" / f"{name}.ipynb")
    front = "\n".join(["# Tiny", "", "```{toctree}", *documents, "```", ""])
    (source / "index.md").write_text(front)
    (source / "conf.py").write_text(CONFIGURATION)
    return documents


def test_sphinx_has_nothing_to_warn_of_and_links_lead_somewhere(shown, few):
    root, source, executed = shown
    documents = write_site(root, source, executed)
    assert len(documents) == 1 + len(pages.KINDS)
    out = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-q", "-W", "-n"),
            *("--keep-going", source, root / "site"),
        ],
        capture_output=True,
        text=True,
    )
    assert out.returncode == 0, out.stderr
    site = root / "site"
    chapter = (site / "chapters" / "9_1_tiny.html").read_text()
    names = set(re.findall(r'\bid="([^"]+)"', chapter))
    for page, least in (("gallery", 1), ("glossary", 1), ("ledger", 0)):
        text = (site / f"{page}.html").read_text()
        places = re.findall(r'href="chapters/9_1_tiny\.html#([^"]+)"', text)
        assert len(places) >= least and set(places) <= names, page
        assert 'href="chapters/9_1_tiny.html' in text, page
    used = re.findall(r'href="\.\./api/metrics\.html#([\w.]+)"', chapter)
    assert used == ["medkeras.metrics.estimate.Estimate"]
    room = (site / "api" / "metrics.html").read_text()
    assert f'id="{used[0]}"' in room
    assert 'href="../chapters/9_1_tiny.html"' in room
    for document in ("ledger", "gallery", "api/metrics", "data_sets/adni"):
        check_headings(site / f"{document}.html")


def check_headings(path):
    """One first heading, and none that skips a level."""
    body = BeautifulSoup(path.read_text(), "html.parser").select_one(".body")
    found = body.find_all(re.compile("^h[1-6]$"))
    levels = [int(each.name[1]) for each in found]
    assert levels[0] == 1 and levels.count(1) == 1, path
    gaps = [after - before for before, after in itertools.pairwise(levels)]
    assert max(gaps, default=0) <= 1, (path, levels)


def test_the_same_bytes_twice(shown, few):
    root, source, executed = shown
    other = root / "other"
    for folder in (source, other):
        write_site(root, folder, executed)
    files = [path for path in source.rglob("*") if path.is_file()]
    assert len(files) > 15
    for path in files:
        again = other / path.relative_to(source)
        if path.name != "status.md":
            assert path.read_bytes() == again.read_bytes(), path


def test_a_chapter_without_a_page_gets_no_link(shown):
    root, _, executed = shown
    (with_page,) = books(root, executed)
    (without,) = books(root, {})
    assert with_page.link == "{doc}`9.1 Tiny </chapters/9_1_tiny>`"
    assert without.link == "9.1 Tiny"
    assert without.linked("9.1") == "9.1"


def test_labels_come_before_texts_and_figures_and_change_nothing_else(shown):
    root, _, executed = shown
    (book,) = books(root, executed)
    notebook = nbformat.read(executed["9_1_tiny"], 4)
    labelled(notebook, "9_1_tiny")
    plain = [c.source for c in book.notebook.cells]
    marks = [label(book.name, cell) for cell in book.notebook.cells]
    made = [c.source for c in notebook.cells]
    shows = next(
        i for i, c in enumerate(book.notebook.cells) if list(figures(c))
    )
    assert f"({marks[0]})=\n{plain[0]}" == made[0]
    assert made[shows : shows + 2] == [f"({marks[shows]})=\n", plain[shows]]
    assert len(made) == len(plain) + 1
    assert len({cell.id for cell in notebook.cells}) == len(made)
    nbformat.validate(notebook)


def test_what_is_no_notebook_is_named_in_a_line(shown):
    root, _, executed = shown
    for text in ("", "{}", '{"cells": [], "nbformat": 4, "metadata": {}}'):
        executed["9_1_tiny"].write_text(text)
        with pytest.raises(UsageError, match=r"executed\.ipynb: expected a no"):
            books(root, executed)
    with pytest.raises(UsageError, match="Received: FileNotFoundError"):
        books(root, {"9_1_tiny": root / "nowhere.ipynb"})
