"""A folder for a course: nbgrader's settings, one assignment a chapter."""

from pathlib import Path

from medkeras.book.build import notebooks
from medkeras.book.chapters import chapters
from medkeras.book.new_folder import new_folder
from medkeras.book.ownership import to_text
from medkeras.utils.files import project_root, write_atomically

SETTINGS = '''\
"""Settings of nbgrader for this course; solutions/TEACHING.md explains them.

nbgrader finds this file where it is started: run its commands in this folder,
in the environment of the book.
"""

import os
import sys
from pathlib import Path

c = get_config()  # nbgrader provides it

# nbgrader starts alembic, which lies beside Python, activated or not.
scripts = str(Path(sys.executable).parent)
os.environ["PATH"] = scripts + os.pathsep + os.environ.get("PATH", "")

c.CourseDirectory.course_id = "medkeras"

# Students' code runs in a process of its own, only as far as a check needs
# it; the verdict is found outside of that process.
c.RunChecks.timeout = 60  # seconds that a cell may take
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "medkeras.book.grading.preprocessors.RestoreCells",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "medkeras.book.grading.preprocessors.RunChecks",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback is one page a notebook that needs no network.
c.GenerateFeedback.exporter_class = (
    "medkeras.book.grading.feedback.FeedbackExporter"
)
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]

# zip_collect: files named <student>_<chapter>.ipynb, as in
# ada_3_2_1_diabetes_convlstm.ipynb.
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\\\](?P<student_id>[^/\\\\]+)_(?P<file_id>"
    r"CHAPTERS"
    r")\\.ipynb$"
)
'''


def course(folder: Path, root: Path | None = None) -> list[str]:
    """Make a course in a new folder; the names of its assignments."""
    root = root or project_root()
    names = []
    with new_folder(folder, root, "a course") as stage:
        for chapter in chapters(root):
            worked, _ = notebooks(chapter)
            path = stage / "source" / chapter.name / f"{chapter.name}.ipynb"
            write_atomically(path, to_text(worked))
            names.append(chapter.name)
        write_atomically(stage / "nbgrader_config.py", settings(names))
    return names


def settings(names: list[str]) -> str:
    """Text of nbgrader_config.py for these chapters."""
    return SETTINGS.replace("CHAPTERS", "|".join(names))
