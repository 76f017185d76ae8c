"""Outputs on slides: figures with captions, and no more than fits."""

from nbformat import v4

from medkeras.book.slides.slide_outputs import (
    COLUMNS,
    MOST_LINES,
    dealt_out,
    lines_of,
    outputs_of,
)


def cell(*outputs):
    return v4.new_code_cell("1", outputs=list(outputs))


def stream(text, name="stdout"):
    return v4.new_output("stream", name=name, text=text)


def table(rows):
    lines = "".join(f"<tr><td>{row}</td></tr>" for row in range(rows))
    html = f"<table><tbody>{lines}</tbody></table>"
    return v4.new_output("display_data", {"text/html": html})


def test_a_figure_comes_with_its_alternative_text():
    alt = "A curve rises. It ends at one."
    picture = v4.new_output(
        "display_data",
        {"image/png": "aGk="},
        metadata={"image/png": {"alt": alt}},
    )
    ((figure, caption),), texts = outputs_of(cell(picture))
    assert figure is picture and caption.startswith("A curve rises.")
    assert texts == []


def test_what_was_printed_in_parts_is_one_text_without_warnings_and_colours():
    _, (text,) = outputs_of(
        cell(stream("a\n"), stream("w", "stderr"), stream("\x1b[31mb\x1b[0m\n"))
    )
    assert text.text == "a\nb\n"


def test_long_texts_and_long_lines_are_cut_and_it_is_said():
    _, (text,) = outputs_of(cell(stream("line\n" * (MOST_LINES + 5))))
    assert lines_of(text) == MOST_LINES
    assert text.text.endswith("... 6 more lines\n")
    _, (text,) = outputs_of(cell(stream("word " * COLUMNS)))
    assert max(map(len, text.text.split("\n"))) <= COLUMNS
    _, (text,) = outputs_of(cell(stream("line\n" * MOST_LINES)))
    assert "more lines" not in text.text


def test_long_tables_are_cut_and_it_is_said():
    whole = table(MOST_LINES + 5)
    _, (cut,) = outputs_of(cell(whole))
    assert lines_of(cut) == 1 + MOST_LINES
    assert "... 6 more rows" in cut.data["text/html"]
    assert "more rows" not in whole.data["text/html"]  # kept as it was
    _, (small,) = outputs_of(cell(table(3)))
    assert "more rows" not in small.data["text/html"]


def test_outputs_are_dealt_out_to_slides_that_hold_them():
    one, two, three = stream("a\n" * 10), stream("b\n" * 5), stream("c\n" * 3)
    assert dealt_out([one, two, three]) == [[one, two], [three]]
    assert dealt_out([]) == []
