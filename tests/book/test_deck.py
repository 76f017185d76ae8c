"""What a chapter's slides show, and what they leave to the speaker."""

import pytest
from nbformat import v4

from medkeras.book.slides.deck import MOST_LINES, deck, only_imports, split_code

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+k"
    "cQAAAABJRU5ErkJggg=="
)
LONG = "The first sentence stands on the slide, as it is. " + "And more. " * 40


def text(source, *tags):
    return v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *outputs, **metadata):
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def figure():
    facts = {"image/png": {"alt": "Two lines, a < b. " + "Long. " * 40}}
    data = {"image/png": PIXEL, "text/plain": "<Figure>"}
    return v4.new_output("display_data", data, metadata=facts)


def printed(lines):
    return v4.new_output("stream", text="\n".join(map(str, range(lines))))


def table(rows):
    body = "<tr><td>1</td></tr>" * rows
    head = "<thead><tr><th>a</th></tr></thead>"
    html = f"<table>{head}<tbody>{body}</tbody></table>"
    return v4.new_output("display_data", {"text/html": html})


@pytest.fixture(scope="module")
def cells():
    book = v4.new_notebook(
        cells=[
            text("# 9.1 Tiny: a small thing\n\nHidden before the first part."),
            code("import numpy as np"),
            code("print('Mode')", printed(1)),
            text(f"## 1. A part\n\n{LONG}\n\n> *Predict: which?* Your guess:"),
            code("import os\nfrom re import match"),
            code("x = 1\ny = 2", printed(3)),
            code("\n".join(f"a{k} = {k}" for k in range(20)), printed(40)),
            code("plot()", figure()),
            code("say()", v4.new_output("stream", text="  words " * 24)),
            code("show()", table(3), table(4), table(30)),
            text("Left out.", "slide-skip"),
            text("Say this.", "slide-notes"),
            text("## 2. Exercises\n\n### Exercise 1: count\n\nReturn two."),
            code("def two(): ...", nbgrader={"grade_id": "exercise-1"}),
            text("Secret model answer."),
            text("## Summary\n\n- it holds\n\n## References\n\n- Hu 2020"),
        ]
    )
    facts = {"chapter": "9_1_tiny", "objectives": ["count", "add"]}
    book.metadata["medkeras"] = facts
    return deck(book, "Made-up data say nothing about patients.")


def shown(cells):
    kinds = [cell.metadata.slideshow.slide_type for cell in cells]
    return [
        cell.source
        for cell, kind in zip(cells, kinds, strict=True)
        if kind != "notes"
    ]


def test_it_begins_with_title_and_objectives(cells):
    assert cells[0].source == "# 9.1 Tiny\n\nA small thing"
    assert "- count\n- add" in cells[1].source


def test_prose_is_short_and_whole_in_the_notes(cells):
    texts = "\n".join(shown(cells))
    assert "The first sentence stands" in texts
    notes = [
        cell.source
        for cell in cells
        if cell.metadata.slideshow.slide_type == "notes"
    ]
    assert LONG.strip() in notes and "Say this." in notes
    assert LONG.strip() not in texts and "Say this." not in texts


def test_a_question_stands_alone(cells):
    (asked,) = [each for each in shown(cells) if "Predict" in each]
    assert 'class="predict"' in asked and "guess" not in asked
    assert asked.startswith("## A part") and "sentence" not in asked


def test_what_is_not_for_class_is_left_out(cells):
    texts = "\n".join(shown(cells))
    for each in (
        "Hidden before", "import", "'Mode'", "Left out", "Return two",
        "def two", "Secret", "Hu 2020",
    ):  # fmt: skip
        assert each not in texts
    assert "- it holds" in texts
    assert shown(cells)[-1] == "## Now you\n\n- Exercise 1: count"


def test_code_and_print_fit_on_a_slide(cells):
    run = [cell for cell in cells if cell.cell_type == "code"]
    assert max(cell.source.count("\n") + 1 for cell in run) <= MOST_LINES
    (short,) = [cell for cell in run if cell.source == "x = 1\ny = 2"]
    assert short.outputs[0].text == "0\n1\n2\n"
    (cut,) = [o.text for c in run for o in c.outputs if "more lines" in str(o)]
    assert cut.count("\n") == MOST_LINES and "26 more lines" in cut


def test_long_lines_are_wrapped(cells):
    (said,) = [o.text for c in cells for o in c.get("outputs", [])
               if "words" in str(o)]  # fmt: skip
    assert max(map(len, said.split("\n"))) <= 78 and said.count("\n") == 3


def test_tables_are_dealt_out_to_slides_and_cut(cells):
    tables = [
        cell.outputs
        for cell in cells
        if cell.cell_type == "code" and "<table" in str(cell.outputs)
    ]
    assert [len(each) for each in tables] == [2, 1]
    assert tables[0][0].data["text/html"].count("<tr") == 4
    long = tables[1][0].data["text/html"]
    assert long.count("<tr") == MOST_LINES and "17 more rows" in long


def test_a_figure_stands_alone_with_its_caption(cells):
    place = next(
        place
        for place, cell in enumerate(cells)
        if cell.cell_type == "code" and "image/png" in str(cell.outputs)
    )
    assert cells[place - 1].source == "## A part"
    assert cells[place].metadata.tags == ["slide-hide-input"]
    below = cells[place + 1].source
    assert '<p class="caption">Two lines, a &lt; b. Long.' in below
    assert "Made-up data" in below and len(below) < 400
    assert "plot()" in cells[place + 2].source  # for the speaker


def test_code_is_cut_between_statements():
    source = "\n".join([*("a = 1",) * 9, "def f():", *("    pass",) * 9])
    first, second = split_code(source)
    assert first.count("\n") == 8 and second.startswith("def f()")
    assert "\n".join([first, second]) == source
    assert only_imports("import a\nfrom b import c")
    assert not only_imports("import a\nf()") and not only_imports("%magic")
