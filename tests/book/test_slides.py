"""Which cell begins a slide."""

import pytest
from nbformat import v4

from medkeras.book.slides import slide_type


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (v4.new_markdown_cell("# Title"), "slide"),
        (v4.new_markdown_cell("## Part"), "slide"),
        (v4.new_markdown_cell("### Detail"), "subslide"),
        (v4.new_markdown_cell("text"), "-"),
        (v4.new_code_cell("# a comment"), "-"),
        (v4.new_code_cell("1", metadata={"nbgrader": {}}), "skip"),
        (v4.new_code_cell("1", metadata={"tags": ["slide-skip"]}), "skip"),
        (v4.new_code_cell("1", metadata={"tags": ["slide-slide"]}), "slide"),
    ],
)
def test_headings_begin_slides_and_tags_decide(cell, kind):
    assert slide_type(cell) == kind
