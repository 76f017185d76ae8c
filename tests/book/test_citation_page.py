"""Cite this: the book, the review, each data set."""

import pytest

from medkeras.book import review
from medkeras.book.site.pages import citation_page
from medkeras.data import catalog
from medkeras.utils.errors import DataError


def write(shown):
    root, source, executed = shown
    assert citation_page.write(source, root, executed) == ["citation"]
    return (source / "citation.md").read_text()


def test_book_and_review(shown):
    older = shown[0] / "chapters" / "results" / "1_older.json"
    (newer,) = older.parent.glob("*.json")
    older.write_text(newer.read_text().replace("2024-", "2019-"))
    text = write(shown)
    assert "@misc{medkeras," in text and "title = {{Tiny: a book}}," in text
    assert "year = {2024}," in text  # of the newest record
    assert "version = {0.1.0}," in text and "Apache-2.0" in text
    assert f"<{review.URL}>" in text and "Menon and Jimenez" in text
    assert max(map(len, text.split("```")[1].split("\n"))) <= 72


def test_every_data_set_and_one_file_for_all(shown):
    text = write(shown)
    bibliography = (shown[1] / citation_page.BIBLIOGRAPHY).read_text()
    for card in catalog():
        assert f"(#data-{card.name})" in text
        assert card.citation in bibliography


@pytest.mark.parametrize("text", ["", "[project", "[tool]\na = 1\n"])
def test_a_project_without_a_name_is_named_in_a_line(shown, text):
    (shown[0] / "pyproject.toml").write_text(text)
    with pytest.raises(DataError, match=r"pyproject\.toml: expected the proj"):
        write(shown)


def test_a_book_without_records_has_no_year(shown):
    for path in (shown[0] / "chapters" / "results").glob("*.json"):
        path.unlink()
    assert "year = {}" not in write(shown)
