"""Reading a master, and refusing one that would not teach or not build."""

import dataclasses
from pathlib import Path

import jupytext
import nbformat
import yaml

from medkeras.book import review
from medkeras.book.solutions import BEGIN, END, exercise_of
from medkeras.utils.errors import UsageError

LONGEST_CELL = 25
REQUIRED = ("objectives", "data", "minutes", "review_section")


@dataclasses.dataclass(frozen=True)
class _Cell:
    """A code cell of the master and the line it starts on."""

    line: int
    lines: tuple[str, ...]

    @property
    def source(self) -> str:
        return "\n".join(self.lines)


def read(master: Path) -> nbformat.NotebookNode:
    """Read a master, refuse one that would not teach, name the review."""
    text = master.read_text("utf-8")
    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise _refuse(master, 1, f"the header is no YAML: {reason}") from error
    _check_header(master, notebook)
    cells = _code_cells(text)
    for cell in cells:
        _check_cell(master, cell)
    _check_exercises(master, cells)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace(review.PLACE, review.CITATION)
    return notebook


def _check_header(master: Path, notebook: nbformat.NotebookNode) -> None:
    facts = notebook.metadata.get("medkeras", {})
    missing = [key for key in REQUIRED if key not in facts]
    if missing:
        raise _refuse(
            master,
            1,
            f"the header must have {', '.join(missing)} in `medkeras`",
        )


def _code_cells(text: str) -> list[_Cell]:
    """Code cells of a py:percent file with their places."""
    cells, start, lines = [], None, []
    for number, line in enumerate([*text.split("\n"), "# %% [end]"], start=1):
        if line.startswith("# %%"):
            if start is not None:
                cells.append(_Cell(start, tuple(_trimmed(lines))))
            is_code = not line.removeprefix("# %%").lstrip().startswith("[")
            start, lines = (number + 1 if is_code else None), []
        elif start is not None:
            lines.append(line)
        elif BEGIN in line or END in line:
            # Text cells hold no solutions; keep the line to refuse it.
            cells.append(_Cell(number, (line,)))
    return cells


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _check_cell(master: Path, cell: _Cell) -> None:
    if len(cell.lines) > LONGEST_CELL:
        raise _refuse(
            master,
            cell.line,
            f"a code cell may have {LONGEST_CELL} lines; it has "
            f"{len(cell.lines)}",
        )
    inside = None
    for number, line in enumerate(cell.lines, start=cell.line):
        if "plt.show(" in line:
            raise _refuse(master, number, "show figures by visualize.show")
        if BEGIN in line:
            if inside:
                raise _refuse(master, number, f"`{BEGIN}` before `{END}`")
            inside = number
        if END in line:
            if not inside:
                raise _refuse(master, number, f"`{END}` without `{BEGIN}`")
            inside = None
    if inside:
        raise _refuse(master, inside, f"`{BEGIN}` without `{END}`")


def _check_exercises(master: Path, cells: list[_Cell]) -> None:
    """Each solution is followed by its own check, and by nothing else."""
    waiting, seen = None, {}
    for cell in cells:
        exercise = exercise_of(cell.source)
        if waiting and not exercise:
            break
        if exercise:
            if not waiting:
                message = f"check of {exercise} without a solution cell before"
                raise _refuse(master, cell.line, message)
            if exercise in seen:
                message = f"exercise {exercise} exists at line {seen[exercise]}"
                raise _refuse(master, cell.line, message)
            seen[exercise] = cell.line
        waiting = cell if BEGIN in cell.source else None
    if waiting:
        raise _refuse(
            master, waiting.line, "a solution without a check in the next cell"
        )


def _refuse(master: Path, line: int, message: str) -> UsageError:
    place = "/".join(master.parts[-3:])
    return UsageError(f"{place}, line {line}: {message}")
