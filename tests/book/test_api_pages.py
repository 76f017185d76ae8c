"""The package's pages: a heading a name, its example, its chapters."""

import re

import pytest

from medkeras.book.site.pages import api_pages
from medkeras.book.site.pages.names import names_of


@pytest.fixture
def written(shown, monkeypatch):
    """Pages of one sub-package, for the miniature book."""
    rooms = ["medkeras.metrics", "medkeras.by_hand"]
    monkeypatch.setattr(api_pages, "rooms", lambda: rooms)
    root, source, executed = shown
    assert api_pages.write(source, root, executed) == ["api/index"]
    return source


def test_a_heading_and_a_place_for_each_name(written):
    text = (written / "api" / "metrics.md").read_text()
    names = names_of("medkeras.metrics")
    headings = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert [each.replace("\\", "") for each in headings] == [
        name.short for name in names
    ]
    for name in names:
        assert re.search(rf"\{{py:\w+\}} {re.escape(name.full)}\(", text)
    assert text.count("**Example**") >= len(names)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1


def test_from_function_to_chapter_and_back(written):
    text = (written / "api" / "metrics.md").read_text()
    link = "**Chapters**: {doc}`9.1 Tiny </chapters/9_1_tiny>`"
    assert text.count(link) == 1
    start = text.index("### Estimate\n")
    assert start < text.index(link) < text.index("\n### ", start + 1)
    used = (written / "chapters" / "_names" / "9_1_tiny.md").read_text()
    assert "{py:obj}`Estimate <medkeras.metrics.estimate.Estimate>`" in used


def test_the_index_names_each_page_and_its_size(written):
    text = (written / "api" / "index.md").read_text()
    count = len(names_of("medkeras.metrics"))
    assert "{doc}`medkeras.metrics <metrics>` | " in text
    assert f"| {count} |" in text
    assert "\nmetrics\n" in text and "\nby_hand\n" in text


def test_methods_have_their_place(written):
    text = (written / "api" / "by_hand.md").read_text()
    assert re.search(r"\{py:method\} medkeras\.by_hand(\.\w+){3}\(", text)
    assert "(self" not in text and "(cls" not in text


def test_a_signature_has_defaults_and_no_addresses():
    def one(first, *rest, size: int = 3, work=print, kind=int, **more) -> int:
        """Of each kind of argument."""

    class Two:
        """A default that prints its address."""

        def __init__(self, thing=object()):  # noqa: B008
            self.thing = thing

    made = api_pages.signature(one)
    assert made.startswith("(first, *rest, size=3, work=")
    assert made.endswith("kind=int, **more)")
    assert "0x" not in api_pages.signature(Two)
    assert "thing=..." in api_pages.signature(Two)


def test_no_page_tells_where_things_lie_in_memory(written):
    for path in (written / "api").glob("*.md"):
        assert not re.search(r"0x[0-9a-f]{6}", path.read_text()), path
