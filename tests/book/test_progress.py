import io
import re

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


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_bar_cuts_no_word_of_a_long_title(width):
    words = "Restricted Boltzmann machines: a probability for every picture"
    cell = v4.new_markdown_cell(f"# {words}")
    console = Console(file=io.StringIO(), force_terminal=True, width=width)
    with CellProgress(v4.new_notebook(cells=[cell]), console) as progress:
        progress.watch(0, cell)
    text = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", " ", console.file.getvalue())
    shown = set(re.findall(r"[a-zA-Z]{2,}", text))
    assert "Restricted" in shown
    assert shown <= {*re.findall(r"[a-zA-Z]+", words), "cells", "starting",
                     "the", "kernel"}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "title"),
    [("# A\n\nB", "A"), ("\n### C d", "C d"), ("B\n# A", None), ("", None)],
)
def test_a_heading_opens_its_cell(source, title):
    assert heading(v4.new_markdown_cell(source)) == title


def test_a_comment_is_no_heading():
    assert heading(v4.new_code_cell("# comment")) is None
