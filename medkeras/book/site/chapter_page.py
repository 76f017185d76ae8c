"""A chapter as a document of the site: its notebook, with a head and a foot."""

import html

import nbformat
from nbformat import v4

from medkeras.book.chapters import Chapter
from medkeras.book.index import exercises
from medkeras.book.site.badges import badges
from medkeras.book.site.publishing import published


def chapter_page(
    chapter: Chapter, executed: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """The notebook that Sphinx reads: no answers, and facts below its title."""
    notebook = published(executed)
    first = notebook.cells[0]
    title, _, rest = first.source.partition("\n")
    head = v4.new_markdown_cell(_head(chapter, notebook), id="head-of-page")
    text = v4.new_markdown_cell(rest.strip("\n"), id="after-the-title")
    first.source = title
    notebook.cells[1:1] = [head, text]
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            _mend_table(output)
    return notebook


def _mend_table(output: nbformat.NotebookNode) -> None:
    """pandas heads the column of row names with an empty head."""
    data = output.get("data", {})
    if "text/html" in data:
        table = "".join(data["text/html"])
        data["text/html"] = table.replace("<th></th>", "<td></td>")


def _head(chapter: Chapter, notebook: nbformat.NotebookNode) -> str:
    """Minutes, exercises and ways to open the notebook, as HTML."""
    minutes = notebook.metadata.medkeras.minutes
    num = len(exercises(notebook))
    facts = f"About {minutes} minutes · {num} exercises"
    links = "\n".join(
        f'<a class="mk-badge" href="{html.escape(each.url)}">'
        f"{html.escape(each.text)}</a>"
        for each in badges(chapter)
    )
    return (
        f'<p class="mk-facts">{facts}</p>\n<p class="mk-badges">\n{links}\n</p>'
    )
