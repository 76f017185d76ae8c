"""Two steps of `nbgrader autograde`: cells put back, answers run.

`medkeras course init` names them in nbgrader_config.py. `RestoreCells` comes
before nbgrader's own OverwriteCells, `RunChecks` in the place of Execute.
"""

from pathlib import Path

import nbformat
from nbformat import v4
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Float, Integer

from medkeras.book.grading.verdicts import verdict
from medkeras.exercises.variants import seed_of


class RestoreCells(NbGraderPreprocessor):
    """Every graded cell once, as it was handed out, whatever was done to it.

    A cell that is missing comes back at the end; of copies, the last counts.
    """

    def preprocess(self, nb, resources):
        """Mend the cells of a submission and what nbgrader knows of them."""
        facts = resources["nbgrader"]
        if nb.nbformat_minor < 5:  # cells without ids
            nb = v4.upgrade(nb, from_version=4, from_minor=nb.nbformat_minor)
        with Gradebook(facts["db_url"]) as gradebook:
            handed_out = _cells_of(
                gradebook.find_notebook(facts["notebook"], facts["assignment"])
            )
        kept = _places(nb, handed_out)
        for place, cell in enumerate(nb.cells):
            cell.metadata.pop("nbgrader", None)
            if place in kept:
                nb.cells[place] = _mended(cell, *handed_out[kept[place]])
        for name, (facts, source) in handed_out.items():
            if facts["grade"] and name not in kept.values():
                self.log.warning("Cell '%s' was missing; it is back", name)
                nb.cells.append(_mended(None, facts, source))
        _name_once(nb)
        return nb, resources


def _cells_of(notebook):
    """nbgrader's facts and the source of each cell, by its grade_id."""
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    answers = {cell.name for cell in notebook.solution_cells}
    found = {}
    for cell in notebook.source_cells:
        facts = {
            "cell_type": cell.cell_type,
            "checksum": cell.checksum,
            "grade": cell.name in points,
            "grade_id": cell.name,
            "locked": bool(cell.locked),
            "schema_version": 3,
            "solution": cell.name in answers,
            "task": cell.name in tasks,
        }
        if cell.name in points | tasks:
            facts["points"] = (points | tasks)[cell.name]
        found[cell.name] = facts, cell.source
    return found


def _places(nb, handed_out):
    """Which place holds which cell; of copies the last that was changed."""
    kept = {}
    for place, cell in enumerate(nb.cells):
        name = (cell.metadata.get("nbgrader") or {}).get("grade_id")
        if name not in handed_out:
            continue
        same = cell.source.strip() == handed_out[name][1].strip()
        if name not in kept or not same or handed_out[name][0]["locked"]:
            kept[name] = place
    return {place: name for name, place in kept.items()}


def _mended(cell, facts, source):
    """A cell with the facts, and with the source where that is locked."""
    code = facts["cell_type"] == "code"
    make = v4.new_code_cell if code else v4.new_markdown_cell
    written = cell is not None and not facts["locked"]
    new = make(cell.source if written else source)
    new.metadata.nbgrader = nbformat.from_dict(facts)
    if facts["locked"]:
        new.metadata.update(deletable=False, editable=False)
    return new


def _name_once(nb):
    """Cells that were copied have one id; nbformat wants each once."""
    seen = set()
    for cell in nb.cells:
        if cell.id in seen:
            cell.id = v4.new_code_cell().id
        seen.add(cell.id)


class RunChecks(NbGraderPreprocessor):
    """Runs what each check needs, by itself, and writes the verdict down."""

    timeout = Float(60, help="Seconds that a cell may take.").tag(config=True)
    course_seed = Integer(
        None, allow_none=True, help="Of the students' variants; None for none."
    ).tag(config=True)

    def preprocess(self, nb, resources):
        """Grade the checks of a submission; other cells do not run."""
        folder = Path(resources["metadata"]["path"] or ".")
        earlier, seed = [], None
        if self.course_seed is not None:
            seed = seed_of(self.course_seed, resources["nbgrader"]["student"])
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            if utils.is_grade(cell) and not utils.is_solution(cell):
                told = verdict(cell.source, earlier, folder, self.timeout, seed)
                cell.outputs = [_output(told)]
            else:
                earlier.append(cell.source)
        return nb, resources


def _output(told):
    if told.passed:
        return v4.new_output("stream", name="stdout", text=f"{told.text}\n")
    return v4.new_output(
        "error",
        ename="CheckFailed",
        evalue=told.text,
        traceback=told.text.split("\n"),
    )
