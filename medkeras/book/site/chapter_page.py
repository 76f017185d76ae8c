"""A chapter as a document of the site: its notebook, with a head and a foot."""

import copy
import html

import nbformat
from nbformat import v4

from medkeras.book.chapters import Chapter
from medkeras.book.index import exercises
from medkeras.book.opening import is_setup
from medkeras.book.site.notebook_links import notebook_links
from medkeras.book.site.pages.books import labelled

FOOT = """\
## From the package

```{{include}} _names/{name}.md
```
"""


def chapter_page(
    chapter: Chapter, shown: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """The notebook that Sphinx reads: facts below its title, names at its end.

    The site writes the names, as it does for all pages of the package.
    """
    page = copy.deepcopy(shown)
    # It installs the book where a notebook is opened alone: a page is read.
    page.cells = [cell for cell in page.cells if not is_setup(cell)]
    first = page.cells[0]
    title, _, rest = first.source.partition("\n")
    first.source = title
    page.cells[1:1] = [
        _text(_head(chapter, page), "head-of-page"),
        _text(rest.strip("\n"), "after-the-title"),
    ]
    page.cells.append(_text(FOOT.format(name=chapter.name), "foot-of-page"))
    for cell in page.cells:
        for output in cell.get("outputs", []):
            _mend_table(output)
    labelled(page, chapter.name)
    return page


def _text(source: str, place: str) -> nbformat.NotebookNode:
    return v4.new_markdown_cell(source, id=place)


def _mend_table(output: nbformat.NotebookNode) -> None:
    """pandas heads the column of row names with an empty head."""
    data = output.get("data", {})
    if "text/html" in data:
        table = "".join(data["text/html"])
        data["text/html"] = table.replace("<th></th>", "<td></td>")


def _head(chapter: Chapter, notebook: nbformat.NotebookNode) -> str:
    """Minutes, exercises, data sets, ways to open the notebook."""
    minutes = notebook.metadata.medkeras.minutes
    num = len(exercises(notebook))
    facts = f"About {minutes} minutes · {num} exercises"
    links = "\n".join(
        f'<a class="mk-badge" href="{html.escape(url)}">{html.escape(text)}</a>'
        for text, url in notebook_links(chapter).items()
    )
    blocks = (
        f"{{.mk-facts}}\n{facts}",
        _data_sets(notebook),
        f'<p class="mk-badges">\n{links}\n</p>',
    )
    return "\n\n".join(filter(None, blocks))


def _data_sets(notebook: nbformat.NotebookNode) -> str:
    """Markdown that leads to the cards, each named by its page's title."""
    links = "; ".join(
        f"[](#data-{name})" for name in notebook.metadata.medkeras.data
    )
    return f"{{.mk-facts}}\nData: {links}." if links else ""
