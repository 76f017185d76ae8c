from nbformat import v4

from medkeras.book.build import worked_notebook
from medkeras.book.chapters import chapters
from medkeras.book.site.publishing import NOTE, published
from medkeras.book.solutions import solutions_of


def ran(chapter):
    notebook = worked_notebook(chapter)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [v4.new_output("stream", text="seen")]
    return notebook


def test_exercises_are_stubs_and_the_rest_keeps_its_outputs():
    chapter = next(each for each in chapters() if each.number == "2.0.2")
    executed = ran(chapter)
    shown = published(executed)
    text = "".join(cell.source for cell in shown.cells)
    for answer in solutions_of(executed):
        assert answer not in text
    for cell in shown.cells:
        graded = "nbgrader" in cell.metadata
        if cell.cell_type == "code":
            assert bool(cell.outputs) != graded
        elif graded:
            assert cell.source == NOTE
    assert "BEGIN SOLUTION" in "".join(cell.source for cell in executed.cells)
