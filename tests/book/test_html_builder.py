import json

import pytest

from medkeras.book.site import writing
from medkeras.book.site.writing import write_pages

SETTINGS = {
    "extensions": ["myst_nb", "medkeras.book.site.sphinx_extension"],
    "html_theme": "basic",
}


def index_of(html):
    text = (html / "searchindex.js").read_text("utf-8")
    return json.loads(text.partition("(")[2].rpartition(")")[0])


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "settings", lambda chapters: dict(SETTINGS))
    folder = tmp_path / "source"
    folder.mkdir()
    glossary = "```{glossary}\nphantom\n  Data from a program.\n```\n"
    (folder / "index.md").write_text(
        f"# Book\n\n{glossary}\n```{{toctree}}\na\n```\n"
    )
    (folder / "a.md").write_text("# A\n\nLeakage everywhere.\n")
    return folder


def test_the_search_index_of_a_change_is_that_of_a_fresh_build(
    source, tmp_path
):
    html = write_pages(source, tmp_path / "cache", {}, "s")
    assert "phantom" in index_of(html)["indexentries"]
    (source / "a.md").write_text("# A\n\nShuffling everywhere.\n")
    write_pages(source, tmp_path / "cache", {}, "s")
    fresh = write_pages(source, tmp_path / "other", {}, "s")
    changed = (html / "searchindex.js").read_bytes()
    assert changed == (fresh / "searchindex.js").read_bytes()
    assert "leakag" not in index_of(html)["terms"]
    assert "shuffl" in index_of(html)["terms"]
