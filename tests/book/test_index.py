import nbformat.v4 as v4

from medkeras.book.build import build
from medkeras.book.index import chapters_named, title
from medkeras.book.review import CITATION


def index(mini):
    build()
    return (mini / "chapters" / "README.md").read_text("utf-8")


def test_the_index_lists_what_a_reader_chooses_by(mini):
    text = index(mini)
    assert "## Part 9: tiny" in text
    assert "### [9.1 Tiny](9_tiny/9_1_tiny.ipynb)" in text
    assert "About 1 minutes." in text
    assert "- count to two" in text
    assert "[pima_diabetes](../datasets/pima_diabetes/README.md)" in text
    assert "You need: the number 1." in text
    assert "Exercises: 1, points: " in text
    assert CITATION in text
    assert "Modules:" not in text


def test_a_table_says_what_to_read_first(mini, master):
    text = master.read_text("utf-8")
    second = text.replace("9.1 Tiny", "9.2 Next").replace("9.1-1", "9.2-1")
    needs = "prerequisites: ['9.1: counting', 'twice 9.1', the number 1]"
    second = second.replace("prerequisites: [the number 1]", needs)
    (master.parent / "9_2_next.py").write_text(second, "utf-8")
    shown = index(mini)
    assert "| [9.1 Tiny](9_tiny/9_1_tiny.ipynb) | none | 1 | 1 | " in shown
    link = "[9.1](9_tiny/9_1_tiny.ipynb)"
    assert f"| [9.2 Next](9_tiny/9_2_next.ipynb) | {link} | 1 | " in shown
    assert f"You need: {link}: counting; twice {link}; the number 1." in shown


def test_a_newcomer_is_led_to_the_first_chapter(mini):
    text = index(mini)
    begin = "Begin with [9.1 Tiny](9_tiny/9_1_tiny.ipynb)."
    assert text.index(begin) < text.index("| chapter |")


def test_a_chapter_of_one_digit_is_linked_where_it_is_named(mini, master):
    text = master.read_text("utf-8")
    whole = text.replace("9.1 Tiny", "9 Whole").replace("9.1-1", "9-1")
    (master.parent / "9_whole.py").write_text(whole, "utf-8")
    needs = "prerequisites: ['chapter 9: counting', the number 9]"
    named = text.replace("prerequisites: [the number 1]", needs)
    master.write_text(named, "utf-8")
    shown = index(mini)
    link = "[9](9_tiny/9_whole.ipynb)"
    assert "| [9 Whole](9_tiny/9_whole.ipynb) | none | 1 | 1 | " in shown
    assert f"| [9.1 Tiny](9_tiny/9_1_tiny.ipynb) | {link} | 1 | " in shown
    assert f"You need: chapter {link}: counting; the number 9." in shown


def test_a_chapter_that_states_no_needs_is_seen(mini, master):
    text = master.read_text("utf-8")
    lines = [x for x in text.split("\n") if "prerequisites" not in x]
    master.write_text("\n".join(lines), "utf-8")
    assert "You need: not stated." in index(mini)


def test_a_notebook_without_a_heading_has_no_title():
    cell = v4.new_markdown_cell("## Second level")
    assert title(v4.new_notebook(cells=[cell])) == "untitled"


def test_chapters_are_named_by_their_numbers():
    text = "chapter 2.0.1: AUROC, 2.2.2 (RBMs), Python 3, version v1.2, 9.1."
    text += " In chapter 1: how; chapter 12, subchapter 3, page 1"
    assert chapters_named(text) == ["2.0.1", "2.2.2", "9.1", "1"]
