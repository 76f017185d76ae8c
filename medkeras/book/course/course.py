"""A folder for a course: nbgrader's settings, one assignment a chapter."""

import re
from pathlib import Path

import nbformat
from rich.console import Console

from medkeras.book import weeks
from medkeras.book.build import notebooks
from medkeras.book.chapters import Chapter, chapters, find
from medkeras.book.course import course_pages
from medkeras.book.course.variant_notebooks import variant
from medkeras.book.new_folder import new_folder
from medkeras.book.ownership import to_text
from medkeras.book.slides.slide_figures import has_figures, with_outputs
from medkeras.book.slides.slides import NO_REVEAL, reveal, slides
from medkeras.exercises.variants import checked, seed_of
from medkeras.utils.errors import UsageError
from medkeras.utils.files import project_root, write_atomically

CONFIG = "nbgrader_config.py"
SEED = re.compile(r"^c\.RunChecks\.course_seed = (\d+)$", re.MULTILINE)
# What may name a folder on every system; nbgrader allows no "+".
STUDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]*")

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

# With a number here, each student's checks are those of a variant of his own:
# `medkeras course handout` writes the notebooks.
c.RunChecks.course_seed = None

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


def course(
    folder: Path,
    root: Path | None = None,
    *,
    wanted: str | None = None,
    num_weeks: int | None = None,
    seed: int | None = None,
    run: bool = False,
    console: Console | None = None,
) -> list[str]:
    """Make a course in a new folder; the names of its assignments.

    `wanted` names chapters, with commas between; None takes them all. With
    `run`, chapters without outputs run in smoke mode for their slides.
    """
    root = root or project_root()
    console = console or Console(stderr=True)
    chosen = chosen_chapters(wanted, root)
    books = [(each, *notebooks(each)) for each in chosen]
    worked = [(each, book) for each, book, _ in books]
    plan = weeks.plan(worked, num_weeks)
    text = settings([each.name for each in chosen], checked(seed))
    without = []
    with new_folder(folder, root, "a course") as stage:
        for chapter, solved, student in books:
            name = f"{chapter.name}.ipynb"
            source = stage / "source" / chapter.name / name
            write_atomically(source, to_text(solved))
            write_atomically(stage / "handout" / name, to_text(student))
            shown = with_outputs(chapter, student, root, run, console)
            if not has_figures(shown[0]):
                without.append(chapter.number)
            for ending, content in slides(chapter.name, *shown).items():
                path = stage / "slides" / f"{chapter.name}{ending}"
                write_atomically(path, content)
        for name, content in course_pages.pages(worked, plan).items():
            write_atomically(stage / name, content)
        write_atomically(stage / CONFIG, text)
    _tell_of_slides(without, console)
    return [each.name for each in chosen]


def _tell_of_slides(without, console):
    """What slides lack, each in a line."""
    told = [] if reveal() else [NO_REVEAL]
    if without:
        told.append(
            f"Note: slides of {', '.join(without)} have no figures, for no run "
            "of their code lies in runs/; --run makes one"
        )
    for line in told:
        console.print(line, style="yellow", markup=False, soft_wrap=True)


def chosen_chapters(wanted: str | None, root: Path) -> list[Chapter]:
    """The chapters that a list such as "2.1.1,3.2.1" names, each once."""
    if wanted is None:
        return chapters(root)
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    if not names:
        raise UsageError(
            "a course needs chapters: expected numbers with commas between, "
            f"such as 2.1.1,3.2.1. Received: {wanted!r}"
        )
    named = {find(name, root).name for name in names}
    return [each for each in chapters(root) if each.name in named]


def settings(names: list[str], seed: int | None = None) -> str:
    """Text of nbgrader_config.py for these chapters."""
    text = SETTINGS.replace("CHAPTERS", "|".join(names))
    return text.replace("course_seed = None", f"course_seed = {seed}")


def assignments(folder: Path) -> list[str]:
    """Names of the chapters in a course's folder."""
    found = sorted((folder / "source").glob("*/*.ipynb"))
    if not found or not (folder / CONFIG).is_file():
        raise UsageError(
            "expected the folder of a course that `medkeras course init` "
            f"made, with {CONFIG} and source/. Received: {folder}"
        )
    return [path.stem for path in found]


def seed_in(folder: Path) -> int | None:
    """The seed that a course's settings state, None for the book's checks."""
    match = SEED.search((folder / CONFIG).read_text("utf-8"))
    return int(match[1]) if match else None


def handouts(folder: Path, students: list[str]) -> list[Path]:
    """Write each student's own variant of the chapters into handout/."""
    names = assignments(folder)
    seed = seed_in(folder)
    if seed is None:
        raise UsageError(
            "a variant for each student needs a seed in the course's settings "
            f"(`medkeras course init --seed`). Received: {folder} without one"
        )
    for student in students:
        if not STUDENT.fullmatch(student):
            raise UsageError(
                "a student's name must be one that nbgrader knows: letters, "
                f"digits and _ . @ - only. Received: {student!r}"
            )
    texts = {}
    for name in names:
        path = folder / "source" / name / f"{name}.ipynb"
        worked = nbformat.read(path, as_version=4)
        for student in students:
            place = folder / "handout" / student / name / f"{name}.ipynb"
            _, own = variant(worked, seed_of(seed, student))
            texts[place] = to_text(own)
    for place in texts:
        if place.exists():
            raise UsageError(
                f"nothing is overwritten: {place} is there. Move it away first"
            )
    for place, text in texts.items():
        write_atomically(place, text)
    return list(texts)
