"""What the trial of a course has found, kept by chapter, to go on from there.

The file lies in the course's folder. A chapter is tried again once its
notebook, the settings, the checks or the stored wrong answers have changed.
"""

import contextlib
import dataclasses
import json
from pathlib import Path

from medkeras.book.course.course import CONFIG
from medkeras.book.course.trial_answers import STORED
from medkeras.book.site.state import hash_of
from medkeras.utils.files import project_root, write_atomically

FILE = ".course-check.json"
PACKAGE = Path(__file__).resolve().parents[2]
CODE = (
    "exercises/*.py",
    "book/grading/*.py",
    "book/course/variant_notebooks.py",
)


@dataclasses.dataclass
class Row:
    """Points that an exercise has, and what was given to known answers."""

    number: str
    points: float
    stub: float = 0
    solution: float = 0
    wrong: dict[str, float] = dataclasses.field(default_factory=dict)


def read(folder: Path, names: list[str]) -> dict[str, list[Row]]:
    """Rows of the chapters whose trial is still good."""
    found = {}
    for name, kept in _all(folder).items():
        if name in names and kept.get("state") == state(folder, name):
            found[name] = [Row(**row) for row in kept["rows"]]
    return found


def keep(folder: Path, name: str, rows: list[Row]) -> None:
    """Add a chapter's rows to those of the folder."""
    known = _all(folder)
    known[name] = {
        "state": state(folder, name),
        "rows": [dataclasses.asdict(row) for row in rows],
    }
    write_atomically(folder / FILE, json.dumps(known, indent=1) + "\n")


def state(folder: Path, name: str) -> str:
    """Hash of all that the points of a chapter depend on."""
    files = [folder / "source" / name / f"{name}.ipynb", folder / CONFIG]
    for pattern in CODE:
        files += sorted(PACKAGE.glob(pattern))
    stored = project_root() / STORED
    files += sorted(stored.glob("*.py"))
    return hash_of(path.read_bytes() for path in files)


def _all(folder):
    """What the file holds; one that is not whole holds nothing."""
    with contextlib.suppress(OSError, ValueError):
        known = json.loads((folder / FILE).read_text("utf-8"))
        if isinstance(known, dict):
            return known
    return {}
