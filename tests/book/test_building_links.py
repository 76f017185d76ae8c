"""Links of the small site, followed there and back as a reader would."""

import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from medkeras.book.site.pages.books import label

CHAPTER = "chapters/2_0_1_learning.html"


@pytest.fixture(scope="module")
def pages(small_site):
    """Pages of the small site by name, as trees."""
    return {
        path.relative_to(small_site.html).as_posix(): BeautifulSoup(
            path.read_text("utf-8"), "html.parser"
        )
        for path in small_site.html.rglob("*.html")
    }


@pytest.fixture
def follow(pages):
    """Follow a link of a page: the name of the page there, and the place."""

    def go(name, link):
        path, _, place = link["href"].partition("#")
        parts = name.split("/")[:-1]
        for part in filter(None, path.split("/")):
            parts = parts[:-1] if part == ".." else [*parts, part]
        there = "/".join(parts) if path else name
        found = pages[there].find(id=unquote(place)) if place else True
        assert found is not None, f"{name} leads to {link['href']}"
        return there, found

    return go


def links(tree, part=""):
    """Links of a page's text whose address has this in it."""
    found = tree.select("article a.reference.internal, article a.mk-card")
    return [link for link in found if part in link["href"]]


def test_from_a_chapter_to_a_function_and_back(pages, follow):
    (link,) = [
        each
        for each in links(pages[CHAPTER], "api/")
        if each["href"].endswith("#medkeras.book.Record")
    ]
    name, place = follow(CHAPTER, link)
    assert name == "api/book.html"
    assert "Record" in place.get_text()
    entry = place.find_parent("dl")
    back = [
        follow(name, each)[0]
        for each in entry.select("a.reference.internal")
        if "chapters/" in each["href"]
    ]
    assert CHAPTER in back


def test_from_a_chapter_to_its_data_and_back(pages, follow):
    (link,) = links(pages[CHAPTER], "data_sets/")
    name, _ = follow(CHAPTER, link)
    assert name == "data_sets/pima_diabetes.html"
    back = [follow(name, each)[0] for each in links(pages[name], "chapters/")]
    assert CHAPTER in back
    assert link.get_text() == pages[name].h1.get_text().rstrip("#")


def test_each_term_leads_to_the_cell_that_explains_it(
    pages, follow, small_site
):
    explained = {
        label(book.chapter.name, cell): (book.chapter.number, cell.source)
        for book in small_site.books
        for cell in book.notebook.cells
    }
    terms = pages["glossary.html"].select("dl.glossary > dt")
    assert len(terms) > 10
    for term in terms:
        word = term.find(string=True).strip()
        (link,) = term.find_next_sibling("dd").select("a")[-1:]
        follow("glossary.html", link)
        number, text = explained[link["href"].partition("#")[2]]
        assert link.get_text() == number
        assert word.casefold() in " ".join(text.casefold().split())


def test_each_figure_leads_to_the_cell_that_draws_it(pages, follow):
    found = pages["gallery.html"].select(".gallery a")
    assert len(found) == 2  # one in each chapter of the small site
    for link in found:
        _, place = follow("gallery.html", link)
        drawn = place.find_next("img")
        assert drawn["alt"] == link.img["alt"]


def test_the_ledger_leads_to_chapters(pages, follow):
    known = [row.a for row in pages["ledger.html"].select("tbody tr") if row.a]
    for link in known:
        name, _ = follow("ledger.html", link)
        assert pages[name].h1.get_text().startswith(link.get_text())


def test_from_the_front_page_every_kind_of_page_is_two_links_away(
    pages, follow
):
    front = [
        follow("index.html", each)[0] for each in links(pages["index.html"])
    ]
    kinds = {
        "data_sets/index.html", "ledger.html", "gallery.html", "glossary.html",
        "api/index.html", "status.html", "citation.html", CHAPTER,
    }  # fmt: skip
    assert kinds <= set(front)
    below = {
        follow(name, each)[0] for name in front for each in links(pages[name])
    }
    written = {name for name in pages if name.startswith(("api", "data_sets"))}
    assert written <= below | set(front)


def test_readers_go_on_and_back_through_all_pages(pages, follow):
    """The arrows at the end of a page make one line through the book."""
    seen, name = [], "index.html"
    while name:
        seen.append(name)
        following = pages[name].select_one("a.right-next")
        before = name
        name = follow(name, following)[0] if following else None
        if name:
            back = pages[name].select_one("a.left-prev")
            assert follow(name, back)[0] == before
    others = {"search.html", "genindex.html", "py-modindex.html"}
    assert set(seen) == set(pages) - others


def test_the_status_page_tells_versions_seconds_and_the_day(pages):
    text = pages["status.html"].article.get_text(" ", strip=True)
    assert re.search(r"built on \d{4}-\d\d-\d\d", text)
    for word in ("python 3.", "tensorflow 2.", "keras 3.", "seconds"):
        assert word in text


def test_what_to_cite_is_there_for_the_book_and_each_data_set(pages, follow):
    page = pages["citation.html"]
    text = page.article.get_text()
    assert "@misc{medkeras" in text and "@article{menon2024" in text
    cards = [name for name in pages if name.startswith("data_sets/")]
    named = {
        follow("citation.html", each)[0] for each in links(page, "data_sets/")
    }
    assert named == set(cards) - {"data_sets/index.html"}
