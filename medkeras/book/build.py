"""Everything that is generated from the masters, byte for byte the same.

Nothing that a reader wrote is overwritten or removed: `ownership` tells the
build's own files from a reader's.
"""

import dataclasses
from pathlib import Path

import nbformat

from medkeras.book import index, masters, ownership, syllabus
from medkeras.book.chapters import Chapter, chapters
from medkeras.book.opening import add_opening
from medkeras.book.ownership import KERNEL, OURS, State, cell_id, to_text
from medkeras.book.results_folder import keep_copy
from medkeras.book.solutions import mark, strip
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically
from medkeras.utils.unfinished import alone_in, remove_leftovers

FOLDERS = ("solutions", "chapters")


@dataclasses.dataclass(frozen=True)
class Difference:
    """A path that is not what the masters make, and whose it is.

    `text` is what the build would write, None where it makes nothing.
    """

    path: Path
    state: State
    text: str | None
    line: str

    @property
    def is_ours(self) -> bool:
        """Whether the build may write or remove the path."""
        return self.state in OURS


@dataclasses.dataclass(frozen=True)
class Built:
    """What a build did: paths written, removed, copied first, left alone."""

    written: list[Path]
    removed: list[Path]
    copies: list[Path]
    left: list[Difference]


def build(root: Path | None = None, overwrite: bool = False) -> Built:
    """Write what is missing or stale, remove own orphans, leave the rest.

    With `overwrite`, a notebook that a reader changed is made anew, too, and
    his version is kept beside it.
    """
    root = root or project_root()
    with alone_in(root):
        for name in FOLDERS:
            for folder in (root / name, *(root / name).glob("*/")):
                remove_leftovers(folder)
        return _build(root, overwrite)


def _build(root: Path, overwrite: bool) -> Built:
    written, removed, copies, left = [], [], [], []
    for each in differences(root):
        replace = overwrite and each.text is not None
        if not each.is_ours and not replace:
            left.append(each)
        elif each.text is None:
            each.path.unlink()
            removed.append(each.path)
        else:
            if not each.is_ours:
                copies.append(keep_copy(each.path))
            write_atomically(each.path, each.text)
            written.append(each.path)
    return Built(written, removed, copies, left)


def build_chapter(chapter: Chapter) -> nbformat.NotebookNode:
    """Write the two notebooks of one chapter; the worked one is returned.

    As in `build`, one that a reader changed is left alone; what lists all
    chapters is made by `build` only.
    """
    worked, student = notebooks(chapter)
    made = {chapter.worked: worked, chapter.student: student}
    for path, notebook in made.items():
        text = to_text(notebook)
        if ownership.state(path, text) in OURS:
            write_atomically(path, text)
    return worked


def differences(root: Path | None = None) -> list[Difference]:
    """All paths that differ from what the masters make, each with a line."""
    root = root or project_root()
    wanted = generated(root)
    extra = [
        path
        for folder in FOLDERS
        for path in sorted((root / folder).glob("*/*.ipynb"))
        if path not in wanted and not path.parent.name.startswith(".")
    ]
    found = []
    for path in (*wanted, *extra):
        text = wanted.get(path)
        state = ownership.state(path, text)
        if state is State.UNKNOWN and syllabus.BEGIN in (text or ""):
            state = State.STALE  # only what is between the markers changes
        if state is not State.FRESH:
            name = path.relative_to(root).as_posix()
            line = f"{name}: {_reason(path, state, text)}"
            found.append(Difference(path, state, text, line))
    return found


def stale(root: Path | None = None) -> list[str]:
    """One line for each generated file that is not as its master makes it."""
    return [
        each.line
        for each in differences(root)
        if each.is_ours or each.text is not None
    ]


def state_of(chapter: Chapter, solutions: bool) -> tuple[State, bool]:
    """Whose a notebook is, and whether its master has changed since."""
    path = chapter.worked if solutions else chapter.student
    if not chapter.master.is_file():
        # Handed out without its master, it can only be asked for its seal.
        found = ownership.state(path, None)
        return State.FRESH if found is State.ORPHAN else found, False
    worked, student = notebooks(chapter)
    text = to_text(worked if solutions else student)
    return ownership.state(path, text), not ownership.is_current(path, text)


def generated(root: Path) -> dict[Path, str]:
    """Content of every generated file, by path."""
    files, books = {}, []
    for chapter in chapters(root):
        worked, student = notebooks(chapter)
        files[chapter.worked] = to_text(worked)
        files[chapter.student] = to_text(student)
        books.append((chapter, worked))
    if not books:
        raise UsageError(
            f"{root}: expected a clone of the book, with masters "
            "solutions/<part>/<chapter>.py. Received: a folder without any; "
            "nothing was written"
        )
    listed = ownership.sealed_text(index.index(books))
    files[root / "chapters" / "README.md"] = listed
    teaching = root / "solutions" / "TEACHING.md"
    if teaching.is_file():
        files[teaching] = syllabus.filled(teaching.read_text("utf-8"), books)
    return files


def notebooks(
    chapter: Chapter,
) -> tuple[nbformat.NotebookNode, nbformat.NotebookNode]:
    """The worked and the student's notebook of a chapter, sealed."""
    worked = worked_notebook(chapter)
    student = strip(worked)
    ownership.seal(chapter.part, solutions=worked, chapters=student)
    return worked, student


def worked_notebook(chapter: Chapter) -> nbformat.NotebookNode:
    """The notebook of a chapter with its answers, ready for nbgrader."""
    if not chapter.master.is_file():
        raise UsageError(
            "a students' book has no masters to build from: expected "
            + "/".join(chapter.master.parts[-3:])
        )
    notebook = masters.read(chapter.master)
    facts = notebook.metadata.medkeras
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": KERNEL,
            "language_info": {"name": "python"},
            "medkeras": {**facts, "chapter": chapter.name},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    add_opening(notebook, chapter)
    for place, cell in enumerate(notebook.cells):
        cell.id = cell_id(chapter.name, place, cell.cell_type)
        # jupytext's note on blank lines in the master.
        cell.metadata.pop("lines_to_next_cell", None)
    mark(notebook)
    return notebook


def _reason(path: Path, state: State, text: str | None) -> str:
    if state not in (State.RAN, State.CHANGED):
        return str(state)
    if text is None:
        return f"{state}, and {State.ORPHAN}"
    # The seals of an index say nothing of a master.
    is_notebook = path.suffix == ".ipynb"
    if is_notebook and not ownership.is_current(path, text):
        return f"{state}, and its master has changed"
    return str(state)
