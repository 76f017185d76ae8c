import nbformat.v4 as v4

from medkeras.book.build import build
from medkeras.book.index import modules, title


def test_the_index_lists_what_a_reader_chooses_by(mini):
    build()
    text = (mini / "chapters" / "README.md").read_text("utf-8")
    assert "## Part 9: tiny" in text
    assert "### [9.1 Tiny](9_tiny/9_1_tiny.ipynb)" in text
    assert "About 1 minutes." in text
    assert "- count to two" in text
    assert "[pima_diabetes](../datasets/pima_diabetes/README.md)" in text
    assert "`medkeras.book`, `medkeras.metrics.estimate`" in text


def test_modules_are_found_in_every_form_of_import():
    source = (
        "import medkeras.data\nimport numpy\nfrom medkeras import visualize\n"
        "def f():\n    from medkeras.by_hand.conv_lstm import x"
    )
    cells = [v4.new_code_cell(source), v4.new_markdown_cell("medkeras.no")]
    assert modules(v4.new_notebook(cells=cells)) == [
        "medkeras.by_hand.conv_lstm",
        "medkeras.data",
        "medkeras.visualize",
    ]


def test_a_notebook_without_a_heading_has_no_title():
    cell = v4.new_markdown_cell("## Second level")
    assert title(v4.new_notebook(cells=[cell])) == "untitled"
