"""A site of two chapters without a kernel, which the tests build once.

A pytest plugin that `conftest.py` registers.
"""

import dataclasses
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from medkeras.utils.unfinished import alone_in

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+k"
    "cQAAAABJRU5ErkJggg=="
)
TABLE = (
    "<table><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><th>0</th>"
    "<td>1</td></tr></tbody></table>"
)

ROOMS = ["medkeras.book", "medkeras.losses"]  # the first is used by chapters


@dataclasses.dataclass(frozen=True)
class SmallSite:
    """Two chapters of the book and some pages of each kind, as files.

    `html` is read by several processes. `build(words, cache)` builds it once
    more, `words` added to the first chapter's prose, with what the cache of
    this name knows.
    """

    html: Path
    books: list
    build: Callable[..., Path]


@pytest.fixture(scope="session")
def small_site(root):
    """Built without a kernel: what its cells show is made up."""
    from medkeras.book.chapters import find
    from medkeras.book.site import building
    from medkeras.book.site.pages import api_pages, citation_page
    from medkeras.book.site.pages import data_set_pages as sets

    chapters = [find(name, root) for name in ("1", "2.0.1")]
    books = [_prepared(each) for each in chapters]
    used = [n for book in books for n in book.notebook.metadata.medkeras.data]
    some = [card for card in sets.catalog() if card.name in used]
    folder = Path(os.environ["MEDKERAS_TEST_FOLDER"]) / "site"
    folder.mkdir(exist_ok=True)

    def build(words="", cache="one"):
        books = [_prepared(each, words) for each in chapters]
        stage = Path(tempfile.mkdtemp(prefix="stage-", dir=folder))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(api_pages, "rooms", lambda: ROOMS)
            patch.setattr(sets, "catalog", lambda: some)
            patch.setattr(citation_page, "catalog", lambda: some)
            return building.finished(books, stage, root, folder / cache, "")

    with alone_in(folder):  # the first process builds, others wait
        if not (folder / "html").exists():
            os.replace(build(), folder / "html")
    return SmallSite(folder / "html", books, build)


def _prepared(chapter, words=""):
    from medkeras.book.build import worked_notebook
    from medkeras.book.site.preparation import Prepared, texts

    notebook = worked_notebook(chapter)
    # The beginning, and the exercises at the end, are enough to look at.
    notebook.cells = [
        cell
        for place, cell in enumerate(notebook.cells)
        if place < 16 or "nbgrader" in cell.metadata
    ]
    if words and chapter.number == "1":
        prose = [c for c in notebook.cells if c.cell_type == "markdown"]
        prose[1].source += f"\n\n{words}"
    return Prepared(chapter, **texts(chapter, _with_outputs(notebook)))


def _with_outputs(notebook):
    """A worked notebook as if it had been run: three outputs of one cell."""
    from nbformat import v4

    from medkeras.book.opening import is_setup

    figure = {"image/png": PIXEL, "text/plain": "<Figure>"}
    alt = {"image/png": {"alt": "A rising line."}}
    code = [c for c in notebook.cells if c.cell_type == "code"]
    cell = next(c for c in code if not is_setup(c))
    cell.outputs = [
        v4.new_output("stream", text="what the cell printed\n"),
        v4.new_output("display_data", data=figure, metadata=alt),
        v4.new_output("display_data", data={"text/html": TABLE}),
    ]
    notebook.metadata.medkeras.run = {
        "mode": "smoke",
        "seconds": 1.0,
        "versions": {},
    }
    return notebook
