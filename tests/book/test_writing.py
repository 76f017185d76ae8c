import os
import shutil

import pytest

from medkeras.book.site import writing
from medkeras.book.site.writing import mirror, write_pages
from medkeras.utils.errors import UsageError

PLAIN = {"extensions": ["myst_nb"], "html_theme": "basic"}


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Two small pages, written without the book's own look."""
    monkeypatch.setattr(writing, "settings", lambda chapters: dict(PLAIN))
    folder = tmp_path / "source"
    folder.mkdir()
    contents = "```{toctree}\na\nb\n```\n"
    (folder / "index.md").write_text(f"# Book\n\n{contents}")
    (folder / "a.md").write_text("# A\n\nWords.\n")
    (folder / "b.md").write_text("# B\n\nWords.\n")
    return folder


def times(html):
    return {p.name: p.stat().st_mtime_ns for p in html.glob("[abi]*.html")}


def test_only_what_changed_is_written_anew(source, tmp_path):
    html = write_pages(source, tmp_path / "cache", {}, "s")
    before = times(html)
    (source / "a.md").write_text("# A\n\nOther words.\n")
    after = times(write_pages(source, tmp_path / "cache", {}, "s"))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"a.html", "index.html"}  # whose contents name it
    assert "Other words." in (html / "a.html").read_text()


def test_a_change_is_seen_when_the_clock_was_set_back(source, tmp_path):
    write_pages(source, tmp_path / "cache", {}, "s")
    (source / "a.md").write_text("# A\n\nOther words.\n")
    copy = shutil.copyfile

    def of_yesterday(old, new):
        copy(old, new)
        os.utime(new, (1, 1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing.shutil, "copyfile", of_yesterday)
        html = write_pages(source, tmp_path / "cache", {}, "s")
    assert "Other words." in (html / "a.html").read_text()


def test_a_new_title_is_seen_on_all_pages(source, tmp_path):
    html = write_pages(source, tmp_path / "cache", {}, "s")
    (source / "a.md").write_text("# Another\n\nWords.\n")
    write_pages(source, tmp_path / "cache", {}, "s")
    assert "Another" in (html / "index.html").read_text()
    assert "Another" in (html / "b.html").read_text()  # its "previous"


def test_a_page_that_is_gone_is_gone(source, tmp_path):
    html = write_pages(source, tmp_path / "cache", {}, "s")
    (source / "b.md").unlink()
    (source / "index.md").write_text("# Book\n\n```{toctree}\na\n```\n")
    write_pages(source, tmp_path / "cache", {}, "s")
    assert not (html / "b.html").exists()


def test_each_warning_ends_the_build_also_the_second_time(source, tmp_path):
    write_pages(source, tmp_path / "cache", {}, "s")  # all is well
    (source / "a.md").write_text("# A\n\n[x](gone.md)\n")
    for _ in range(2):
        with pytest.raises(UsageError, match=r"a\.md:3: WARNING") as error:
            write_pages(source, tmp_path / "cache", {}, "s")
        assert str(tmp_path) not in str(error.value)


def test_a_mirror_leaves_what_is_equal_alone(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    (one / "sub").mkdir(parents=True)
    (one / "sub" / "a").write_text("a")
    (one / "b").write_text("b")
    mirror(one, two)
    os.utime(two / "b", (1, 1))
    (one / "sub" / "a").write_text("A")
    (two / "c").write_text("c")
    mirror(one, two)
    assert (two / "b").stat().st_mtime == 1
    assert (two / "sub" / "a").read_text() == "A"
    assert not (two / "c").exists()
