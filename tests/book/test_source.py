import json

import pytest
from nbformat import v4

from medkeras.book.chapters import find
from medkeras.book.site import source as sources
from medkeras.book.site.preparation import Prepared
from medkeras.book.site.source import write_source


def prepared(prose="Words.", code="1"):
    text = v4.new_markdown_cell("# 1 Introduction", id="a")
    more = v4.new_markdown_cell(prose, id="b")
    cell = v4.new_code_cell(code, id="c")
    notebook = v4.new_notebook(cells=[text, more, cell])
    notebook.metadata.medkeras = {"minutes": 60, "data": []}
    shown = v4.writes(notebook)
    return Prepared(find("1"), shown, "the page", "the student's")


@pytest.fixture
def write(tmp_path, root, monkeypatch):
    """Write sources with two kinds of pages; `write.made` lists the makers."""
    made = []

    def maker(name):
        def write_kind(source, root, executed):
            made.append(name)
            shown = json.loads(executed["1_introduction"].read_text("utf-8"))
            source.mkdir(parents=True, exist_ok=True)
            (source / f"{name}.md").write_text(str(len(shown["cells"])))
            return [name]

        return write_kind

    monkeypatch.setattr(sources, "writer", maker)
    monkeypatch.setattr(sources, "KINDS", ("kept", "always"))
    monkeypatch.setattr(sources, "ALWAYS", ("always",))

    def write_once(number, book, state="s"):
        source = tmp_path / f"source-{number}"
        write_source(source, root, [book], tmp_path / "cache", state)
        return source

    write_once.made = made
    return write_once


def test_all_that_sphinx_reads_is_in_one_folder(write):
    source = write(1, prepared())
    name = "1_introduction.ipynb"
    assert (source / "chapters" / name).read_text() == "the page"
    extra = source / "_extra" / "notebooks" / name
    assert extra.read_text() == "the student's"
    assert (source / "kept.md").read_text() == "3"
    assert "kept\nalways" in (source / "index.md").read_text()


def test_what_depends_on_no_prose_is_made_once(write):
    write(1, prepared())
    source = write(2, prepared(prose="Other words."))
    assert write.made == ["kept", "always", "always"]
    assert (source / "kept.md").is_file()
    write(3, prepared(code="2"))
    write(4, prepared(code="2"), state="another")
    assert write.made.count("kept") == 3
