"""A small site of two chapters, built once, as files and in a browser."""

import contextlib
import json

import pytest
from bs4 import BeautifulSoup
from rich.console import Console

from medkeras.book.build import worked_notebook
from medkeras.book.site import building
from medkeras.book.site.memory import Memory
from medkeras.book.solutions import solutions_of
from medkeras.utils.errors import UsageError


def squeezed(text):
    return "".join(text.split())


def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(small_site):
    return small_site.html


def test_a_page_shows_results_and_no_answer(small_site):
    for book in small_site.books:
        page = soup(small_site.html / f"{book.document}.html")
        text = squeezed(page.article.text)
        answers = solutions_of(worked_notebook(book.chapter))
        assert len(answers) >= 3
        for answer in answers:
            assert squeezed(answer) not in text
        assert "raiseNotImplementedError()" in text
        assert "whatthecellprinted" in text
        assert page.article.select("img")[0]["alt"] == "A rising line."


def test_what_a_reader_downloads_is_the_students_notebook(small_site):
    for book in small_site.books:
        name = f"{book.chapter.name}.ipynb"
        path = small_site.html / "notebooks" / name
        assert json.loads(path.read_text("utf-8")) == json.loads(
            book.chapter.student.read_text("utf-8")
        )
        page = soup(small_site.html / f"{book.document}.html")
        links = [a["href"] for a in page.select("a.mk-badge")]
        assert f"../notebooks/{name}" in links


def test_changed_prose_gives_the_bytes_of_a_site_built_afresh(small_site):
    changed = files(small_site.build("A sentence more."))
    fresh = files(small_site.build("A sentence more.", cache="another"))
    before = files(small_site.html)
    assert changed.keys() == fresh.keys()
    differ = [name for name in fresh if fresh[name] != changed[name]]
    assert [name for name in differ if name != "status.html"] == []
    assert (
        "A sentence more."
        in changed[f"{small_site.books[0].document}.html"].decode()
    )
    moved = {name for name in fresh if fresh[name] != before.get(name)}
    assert len(moved) < 6  # the page, the search index, glossary, status


def test_equations_are_mathml_in_the_sites_own_font(small):
    page = soup(small / "chapters" / "2_0_1_learning.html")
    assert len(page.select("div.math math[display=block]")) >= 1
    assert (
        b"wOFF" == (small / "_static" / "stix-two-math.woff").read_bytes()[:4]
    )


def test_readers_go_on_in_the_order_of_the_review(small):
    first = soup(small / "chapters" / "1_introduction.html")
    assert first.select_one("a.right-next")["href"] == "2_0_1_learning.html"
    second = soup(small / "chapters" / "2_0_1_learning.html")
    assert second.select_one("a.left-prev")["href"] == "1_introduction.html"
    links = [a["href"] for a in second.select("article a.reference.internal")]
    assert "1_introduction.html" in links  # where the text names chapter 1


def test_the_front_page_is_light_with_all_that_it_loads(small):
    page = soup(small / "index.html")
    loaded = [each["src"] for each in page.select("script[src], img[src]")]
    loaded += [each["href"] for each in page.select("link[rel~=stylesheet]")]
    loaded += ["index.html", "_static/icon.svg", "_static/stix-two-math.woff"]
    paths = [small / each.partition("?")[0] for each in loaded]
    assert len(paths) > 8
    assert sum(path.stat().st_size for path in paths) < 500_000


def test_two_builds_never_work_at_once(mini, monkeypatch):
    steps = []

    @contextlib.contextmanager
    def alone(cache, console):
        steps.append("begins")
        yield
        steps.append("ends")

    monkeypatch.setattr(building, "alone", alone)
    for name in ("book_state", "finished", "_put"):
        monkeypatch.setattr(
            building, name, lambda *given, name=name: steps.append(name)
        )
    building.build_site([], mini / "out", Console(quiet=True))
    assert steps == ["begins", "book_state", "finished", "_put", "ends"]


def test_a_folder_with_other_files_is_refused(tmp_path):
    building.require_free(tmp_path / "new")
    building.require_free(tmp_path)
    (tmp_path / "mine.txt").touch()
    for place in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError, match="--out must be a new or empty"):
            building.require_free(place)
    (tmp_path / building.MARK).touch()
    building.require_free(tmp_path)


def test_faults_are_listed_and_end_the_build(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html">b</a><img src="">')
    with pytest.raises(UsageError, match="which is not there"):
        building.refuse_faults(tmp_path, Memory())
