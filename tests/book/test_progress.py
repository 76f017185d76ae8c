import io

import nbformat.v4 as v4
import pytest
from rich.console import Console

from medkeras.book.progress import CellProgress, heading


def notebook():
    cells = [v4.new_markdown_cell("## 1. Hearts [and] lungs\n\nText.")]
    cells += [v4.new_code_cell("1") for _ in range(50)]
    return v4.new_notebook(cells=cells)


def watched(console):
    book = notebook()
    with CellProgress(book, console) as progress:
        for place, cell in enumerate(book.cells):
            progress.watch(place, cell)
    assert progress.section == "1. Hearts [and] lungs"
    return console.file.getvalue()


def test_a_log_file_gets_one_line_a_section():
    text = watched(Console(file=io.StringIO()))
    assert text == "cell 1/51, 0 s: 1. Hearts [and] lungs\n"


def test_a_terminal_gets_a_bar_with_section_cells_and_time():
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    text = watched(console)
    assert "1. Hearts [and] lungs" in text
    assert "51/51" in text
    assert "0:00:00" in text


@pytest.mark.parametrize(
    ("source", "title"),
    [("# A\n\nB", "A"), ("\n### C d", "C d"), ("B\n# A", None), ("", None)],
)
def test_a_heading_opens_its_cell(source, title):
    assert heading(v4.new_markdown_cell(source)) == title


def test_a_comment_is_no_heading():
    assert heading(v4.new_code_cell("# comment")) is None
