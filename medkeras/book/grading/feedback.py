"""What a student gets back: the book's own page, with points and comments."""

import nbformat
from nbconvert.exporters.exporter import Exporter
from nbformat import v4

from medkeras.book.page import page


class FeedbackExporter(Exporter):
    """A graded notebook as one HTML page that needs no network."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb, resources=None, **words):
        """The page's text; nbgrader's GetGrades has run before it is made."""
        nb, resources = super().from_notebook_node(nb, resources, **words)
        name = resources["nbgrader"]["notebook"]
        return page(with_points(nb, resources["nbgrader"]), name), resources


def with_points(nb: nbformat.NotebookNode, facts: dict):
    """A copy with the points on top and above each graded cell."""
    cells, rows = [], []
    for cell in nb.cells:
        graded = cell.metadata.get("nbgrader", {})
        if graded.get("grade"):
            text = f"{graded.grade_id}: {_points(graded.score, graded.points)}"
            rows.append(f"- {text}")
            cells.append(_note(text))
        if graded.get("comment"):
            cells.append(_note(f"Comment: {graded.comment}"))
        cells.append(cell)
    total = _points(facts["score"], facts["max_score"])
    top = [f"# {facts['notebook']}: {total}", "", *rows]
    if facts.get("late_penalty"):
        top.append(f"- handed in late: {-facts['late_penalty']:g} points")
    cells.insert(0, v4.new_markdown_cell("\n".join(top)))
    return v4.new_notebook(cells=cells, metadata=nb.metadata)


def _points(score, most):
    return f"{score or 0:g} of {most:g} points"


def _note(text):
    return v4.new_markdown_cell(f"> **{text}**")
