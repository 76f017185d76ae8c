"""The table of a course: what each chapter asks for and what it is worth."""

import nbformat

from medkeras.book import plans
from medkeras.book.chapters import Chapter
from medkeras.book.index import title
from medkeras.book.solutions import points_of
from medkeras.utils.errors import UsageError

BEGIN = "<!-- chapters: written by medkeras build -->"
END = "<!-- end of chapters -->"
HEAD = """\
| chapter | minutes | exercises | points | objectives |
|---|---|---|---|---|
"""


def filled(
    page: str, books: list[tuple[Chapter, nbformat.NotebookNode]]
) -> str:
    """The page with the plans and the table of the chapters, each in place."""
    page = _between(page, plans.BEGIN, plans.END, plans.plans(books))
    return _between(page, BEGIN, END, table(books))


def _between(page, begin, end, text):
    """The page with this text between two markers."""
    before, begun, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not (begun and ended):
        raise UsageError(f"solutions/TEACHING.md needs {begin} and {end}")
    return f"{before}{begin}\n\n{text}\n{end}{after}"


def table(books: list[tuple[Chapter, nbformat.NotebookNode]]) -> str:
    """One row a chapter, and the sums."""
    rows, sums = [], [0, 0, 0]
    for _, notebook in books:
        facts = notebook.metadata.medkeras
        numbers = [facts["minutes"], num_exercises(notebook)]
        numbers.append(points_of(notebook))
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        objectives = "; ".join(facts["objectives"])
        rows.append(_row(title(notebook), *numbers, objectives))
    return HEAD + "".join(rows) + _row("together", *sums, "")


def num_exercises(notebook: nbformat.NotebookNode) -> int:
    """How many cells of a marked notebook are worth points."""
    facts = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return sum("points" in each for each in facts)


def _row(*entries):
    texts = (str(each).replace("|", "\\|") for each in entries)
    return f"| {' | '.join(texts)} |\n"
