"""What the build puts at the top of each notebook, so that it opens alone."""

import nbformat
from nbformat import v4

from medkeras import __version__
from medkeras.book.badges import badges
from medkeras.book.chapters import Chapter

# Where `medkeras` is, nothing happens: no pip, no network.
SETUP = f"""\
# Opened alone, this notebook first installs the book's package.
import subprocess
import sys
from importlib.util import find_spec

if find_spec("medkeras") is None:
    print("Installing medkeras {__version__} and what it needs in", sys.prefix)
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "medkeras=={__version__}"], check=True)"""


def add_opening(notebook: nbformat.NotebookNode, chapter: Chapter) -> None:
    """Links below the title, and the cell that makes sure of `medkeras`."""
    line = badges(chapter)
    if line and notebook.cells:
        first = notebook.cells[0]
        heading, _, rest = first.source.partition("\n")
        first.source = f"{heading}\n\n{line}\n{rest}"
    notebook.cells.insert(1, v4.new_code_cell(SETUP))


def is_setup(cell: nbformat.NotebookNode) -> bool:
    """Whether it is the cell that the build puts in, of whatever version."""
    return cell.source.startswith(SETUP.partition("\n")[0] + "\n")
