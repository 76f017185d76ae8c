"""Docstrings as Markdown: no section, argument or example is lost."""

import inspect

from medkeras.book.site.pages.docstrings import (
    chapters_in,
    prose,
    to_markdown,
)

EXAMPLE = """\
Share of pairs (i, j) in order.

More about it, with a list:

- first, which goes on
  in a second line;
- *second*.

    a = b

    c = d

Args:
    truth: (n,), 0 or 1; a long text
        that goes on.
    **kwargs: what `other` takes.

Returns:
    A number.

Raises:
    UsageError: one class only.

Example:
    >>> f(1)

    >>> f(2)
    2

Reference: Hanley and McNeil 1982,
    doi:10.1148/radiology.143.1.7063747.

Chapter: 2.1.1, 3.2.1
"""


def test_each_section_is_there():
    made = to_markdown(EXAMPLE)
    assert made.startswith("Share of pairs (i, j) in order.\n\nMore about")
    assert "- first, which goes on in a second line;\n- \\*second\\*." in made
    assert "```text\na = b\n\nc = d\n```" in made
    assert "- `truth`: (n,), 0 or 1; a long text that goes on.\n" in made
    assert "- `**kwargs`: what `other` takes." in made
    assert "**Returns**\n\nA number." in made
    assert "**Raises**\n\n- `UsageError`: one class only." in made
    assert "```pycon\n>>> f(1)\n\n>>> f(2)\n2\n```" in made
    assert "Hanley and McNeil 1982, [doi:10.1148" in made
    assert "Chapter" not in made


def test_the_chapters_that_it_names():
    assert chapters_in(EXAMPLE) == ["2.1.1", "3.2.1"]
    assert chapters_in("A line.") == []


def test_words_of_a_section_in_a_text_are_text():
    made = to_markdown("One.\n\nRaises the arm. Example: none is here.")
    assert made == "One.\n\nRaises the arm. Example: none is here.\n"


def test_a_text_after_a_section_is_not_swallowed():
    made = to_markdown("One.\n\nArgs:\n    a: b.\n\nAnother text.")
    assert made == "One.\n\n**Args**\n\n- `a`: b.\n\nAnother text.\n"


def test_lines_that_would_be_lists_or_headings_stay_text():
    for line in ("1. of them", "+ 1", "=====", "# no", "-1 is less"):
        assert prose(line)[0] == "\\" or prose(line)[1] == "\\", line


def test_no_argument_of_the_package_is_lost():
    from medkeras.metrics import classification

    for name, value in vars(classification).items():
        if inspect.isfunction(value) and "Args:" in (value.__doc__ or ""):
            made = to_markdown(inspect.cleandoc(value.__doc__))
            for argument in inspect.signature(value).parameters:
                assert f"- `{argument}`: " in made, name
