from types import SimpleNamespace

import pytest
from nbformat import v4

from medkeras.book.chapters import find
from medkeras.book.site.front_page import front_page


def book(number, title, minutes):
    chapter = find(number)
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(title)])
    notebook.metadata.medkeras = {"data": ["pima_diabetes"]}
    return SimpleNamespace(
        chapter=chapter,
        notebook=notebook,
        minutes=minutes,
        document=f"chapters/{chapter.name}",
    )


@pytest.fixture
def text():
    books = [
        book("1", "# 1 Introduction: six kinds & more", 60),
        book("2.1.1", "# 2.1.1 Networks", 90),
    ]
    return front_page(books, ["ledger", "api/index"])


def test_it_counts_what_is_there(text):
    assert "<b>2</b> chapters" in text
    assert "<b>1</b> data sets" in text
    assert "<b>2</b> hours" in text  # 2.5, rounded to even
    assert "Begin with chapter\n1: Introduction" in text


def test_each_chapter_has_a_card_and_is_in_the_contents(text):
    assert 'href="chapters/2_1_1_cnn.html"' in text
    assert '<span class="mk-rest">six kinds &amp; more</span>' in text
    assert ":caption: Part 2: Techniques\n\nchapters/2_1_1_cnn\n" in text
    assert ":caption: Reference\n\nledger\napi/index\n" in text
    assert "{doc}`/ledger`" in text


def test_without_reference_pages_none_is_named():
    text = front_page([book("1", "# 1 Introduction", 60)], [])
    assert "Reference" not in text
