"""Exercises of a notebook: marked for nbgrader, then emptied of answers.

An author writes no metadata. A code cell with `### BEGIN SOLUTION` is an
exercise; the next code cell is its check. nbgrader's own preprocessors do the
stripping, so its commands and ours produce the same student notebook.
"""

import copy
import re

import nbformat

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
CHECK = re.compile(r"""^check\(\s*["'](?P<exercise>[\w.-]+)["']""", re.M)
POINTS = 1

# The order of `nbgrader generate_assignment`, without its database.
STEPS = (
    "LockCells",
    "ClearSolutions",
    "ClearOutput",
    "CheckCellMetadata",
    "ComputeChecksums",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
    "CheckCellMetadata",
)


def exercise_of(source: str) -> str | None:
    """Name of the exercise that a code cell checks.

    Args:
        source: text of the cell.

    Returns:
        The first argument of its call of `check`, None if there is none.

    Example:
        >>> from medkeras.book.solutions import exercise_of
        >>> exercise_of('check("3.2.1-2", forget_gate)')
        '3.2.1-2'
    """
    match = CHECK.search(source)
    return match["exercise"] if match else None


def mark(notebook: nbformat.NotebookNode) -> None:
    """Give exercises and checks the metadata nbgrader works by, in place.

    Args:
        notebook: a notebook whose exercises `masters.read` found in order:
            each solution cell is followed by its check.

    Example:
        >>> import nbformat.v4 as v4
        >>> from medkeras.book.solutions import mark
        >>> source = "def f():\\n    ### BEGIN SOLUTION\\n    ### END SOLUTION"
        >>> cells = [v4.new_code_cell(source), v4.new_code_cell('check("1-1")')]
        >>> mark(v4.new_notebook(cells=cells))
        >>> [cell.metadata.nbgrader.grade_id for cell in cells]
        ['exercise-1-1', 'check-1-1']
    """
    waiting = None
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        exercise = exercise_of(cell.source)
        if BEGIN in cell.source:
            waiting = cell
        elif exercise and waiting is not None:
            # nbgrader's own editor allows no dots in the ids of cells.
            name = exercise.replace(".", "_")
            waiting.metadata.nbgrader = _facts(f"exercise-{name}", False)
            cell.metadata.nbgrader = _facts(f"check-{name}", True)
            waiting = None


def strip(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The student's notebook: answers replaced by stubs, checks locked.

    Args:
        notebook: a worked notebook with nbgrader's metadata.

    Returns:
        A new notebook; the one given is left as it was.

    Example:
        >>> import nbformat.v4 as v4
        >>> from medkeras.book.solutions import mark, strip
        >>> source = "### BEGIN SOLUTION\\nanswer = 42\\n### END SOLUTION"
        >>> cells = [v4.new_code_cell(source), v4.new_code_cell('check("1-1")')]
        >>> notebook = v4.new_notebook(cells=cells)
        >>> mark(notebook)
        >>> print(strip(notebook).cells[0].source)
        # YOUR CODE HERE
        raise NotImplementedError()
    """
    from nbgrader import preprocessors  # seconds that most commands can save

    # The preprocessors change cells in place.
    stripped, resources = copy.deepcopy(notebook), {}
    for name in STEPS:
        step = getattr(preprocessors, name)()
        stripped, resources = step.preprocess(stripped, resources)
    return stripped


def _facts(grade_id: str, graded: bool) -> nbformat.NotebookNode:
    facts = {
        "grade": graded,
        "grade_id": grade_id,
        "locked": graded,
        "schema_version": 3,
        "solution": not graded,
        "task": False,
    }
    if graded:
        facts["points"] = POINTS
    return nbformat.from_dict(facts)
