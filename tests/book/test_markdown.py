"""Markdown of the generated pages: what is written is what is shown."""

import pytest
from markdown_it import MarkdownIt

from medkeras.book.site.pages.markdown import (
    cell,
    contents,
    escape,
    fenced,
    paragraphs,
    table,
)


def shown(text):
    """Inline text as a reader sees it, tags left out."""
    tokens = MarkdownIt().parseInline(text)[0].children
    return "".join(each.content for each in tokens)


@pytest.mark.parametrize(
    "text",
    [
        "a * b * c and x_1, y_2",
        "**kwargs, *args and __init__",
        "[0, 1] and <b>bold</b>, a | b, $5 and $x$",
        "back\\slash {role}`code` # no heading ~sub~ ^sup^",
    ],
)
def test_escaped_text_is_shown_as_written(text):
    assert shown(escape(text)) == text.replace("`", "")


def test_code_and_addresses_stay():
    text = "`a_b*c` and ``d`e`` and <https://example.org/a_b?c=*>"
    assert escape(text) == text


def test_a_doi_leads_where_it_points():
    made = escape("Chicco 2021, doi:10.1186/s13040-021-00244-z.")
    assert made.endswith("(<https://doi.org/10.1186/s13040-021-00244-z>).")
    assert shown(made) == "Chicco 2021, doi:10.1186/s13040-021-00244-z."


def test_a_cell_is_one_line_and_cannot_end_its_column():
    assert cell("one |\n  two") == "one \\| two"
    assert cell(None) == "None"
    made = table(["a", "b"], [[cell("x|y"), cell(3)]])
    assert made == "| a | b |\n| --- | --- |\n| x\\|y | 3 |\n"


def test_a_fence_is_longer_than_those_inside():
    inner = fenced("python", "x = 1")
    assert inner == "```python\nx = 1\n```\n"
    outer = fenced("{note}", inner, [":class: a"])
    assert outer.split("\n")[:3] == ["````{note}", ":class: a", ""]
    assert outer.endswith("````\n")


def test_a_hidden_table_of_contents():
    assert contents(["a", "b"]) == "```{toctree}\n:hidden:\n\na\nb\n```\n"


def test_paragraphs_leave_one_line_between():
    assert paragraphs("a\n\n", "", " ", "b") == "a\n\nb\n"
