from nbformat import v4

from medkeras.book.chapters import chapters
from medkeras.book.opening import SETUP
from medkeras.book.site.chapter_page import chapter_page


def notebook():
    table = {"text/html": "<tr><th></th><th>a</th></tr>"}
    cell = v4.new_code_cell("1", id="c1")
    cell.outputs = [v4.new_output("display_data", data=table)]
    text = v4.new_markdown_cell("# A title\n\nWords.", id="c0")
    shown = v4.new_notebook(cells=[text, cell])
    shown.metadata.medkeras = {"minutes": 5, "data": ["mitdb", "wisdm"]}
    return shown


def test_facts_and_names_stand_around_the_text():
    chapter = chapters()[0]
    shown = notebook()
    page = chapter_page(chapter, shown)
    texts = [cell.source for cell in page.cells]
    assert texts[0].endswith("# A title")
    assert "About 5 minutes · 0 exercises" in texts[1]
    assert "Data: [](#data-mitdb); [](#data-wisdm)." in texts[1]
    assert "Words." in texts[2]
    assert f"_names/{chapter.name}.md" in texts[-1]
    assert shown == notebook()


def test_a_chapter_without_data_names_none():
    shown = notebook()
    shown.metadata.medkeras.data = []
    page = chapter_page(chapters()[0], shown)
    assert "Data:" not in page.cells[1].source


def test_no_column_of_a_table_has_an_empty_head():
    page = chapter_page(chapters()[0], notebook())
    (cell,) = (each for each in page.cells if each.cell_type == "code")
    html = cell.outputs[0].data["text/html"]
    assert html == "<tr><td></td><th>a</th></tr>"


def test_the_cell_that_installs_the_book_is_for_notebooks_only():
    shown = notebook()
    shown.cells.insert(1, v4.new_code_cell(SETUP))
    page = chapter_page(chapters()[0], shown)
    code = [cell.source for cell in page.cells if cell.cell_type == "code"]
    assert code == ["1"]
