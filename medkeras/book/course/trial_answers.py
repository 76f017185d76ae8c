"""Answers that a trial of a course hands in: wrong ones, by their key."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

from medkeras.exercises import checking
from medkeras.utils.files import project_root

STORED = "tests/exercises/wrong_answers"


def wrong_answers(
    number: str, seed: int | None = None, root: Path | None = None
) -> dict[str, Callable]:
    """Wrong answers of an exercise: its check's own, and those in tests/.

    A book without tests has only the first.
    """
    solved = getattr(checking.find(number).examine, "__self__", None)
    found = solved.answers(seed) if solved is not None else {}
    found.pop("", None)
    chapter = number.rpartition("-")[0].replace(".", "_")
    path = (root or project_root()) / STORED / f"chapter_{chapter}.py"
    if path.is_file():
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found |= module.WRONG.get(number, {})
    return found


def cell_with(
    name: str, number: str, key: str, seed: int | None, root: Path
) -> str:
    """A cell that gives an exercise's function a stored wrong answer."""
    return (
        "from pathlib import Path\n\n"
        "from medkeras.book.course.trial_answers import wrong_answers\n\n"
        f"{name} = wrong_answers({number!r}, {seed!r}, Path({str(root)!r}))"
        f"[{key!r}]"
    )
