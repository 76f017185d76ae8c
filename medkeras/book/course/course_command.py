"""`medkeras course`: a course for nbgrader, its hand-outs, its trial run."""

import sys
from pathlib import Path

import click

FOLDER = click.Path(path_type=Path)


@click.group(epilog="Begin with: medkeras course init ../course-2025")
def course() -> None:
    """Make a course for nbgrader, and try whether it grades rightly."""


@course.command(
    epilog="Example: medkeras course init ../course-2025 --chapters "
    "2.1.1,3.2.1 --weeks 10"
)
@click.argument("folder", type=FOLDER)
@click.option("--chapters", help="Such as 2.1.1,3.2.1. Default: all.")
@click.option("--weeks", type=int, help="Default: one a chapter.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    help="Give each student a variant of his own; `course handout` writes it.",
)
@click.option(
    "--run",
    is_flag=True,
    help="Run chapters in smoke mode whose slides would have no figures: no "
    "run of their code lies in runs/.",
)
def init(folder, chapters, weeks, seed, run) -> None:
    """Make a course in FOLDER: settings, syllabus, hand-outs, slides, rubric.

    An assignment is a chapter. Dates are placeholders.
    """
    from rich.console import Console

    from medkeras.book import report
    from medkeras.book.course.course import course as make_course
    from medkeras.book.failures import ChapterError

    console = Console(stderr=True)
    words = {"wanted": chapters, "num_weeks": weeks, "seed": seed, "run": run}
    try:
        names = make_course(folder, console=console, **words)
    except ChapterError as failure:
        report.show_failure(failure, console)
        sys.exit(1)
    for name in names:
        click.echo(name)
    click.echo(f"Next: medkeras course check {folder}", err=True)


@course.command(epilog="Example: medkeras course handout ../course-2025 ada")
@click.argument("folder", type=FOLDER)
@click.argument("students", nargs=-1, required=True)
def handout(folder, students) -> None:
    """Write notebooks for STUDENTS, each with numbers of its own.

    For a course that `course init --seed` made.
    """
    from medkeras.book.course.course import handouts

    for path in handouts(folder, list(students)):
        click.echo(path)


@course.command(epilog="Example: medkeras course check ../course-2025")
@click.argument("folder", type=FOLDER, default=".")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many chapters are graded at once. Default: one a core.",
)
@click.option(
    "--fresh", is_flag=True, help="Try again what an earlier trial has found."
)
def check(folder, jobs, fresh) -> None:
    """Grade stub, solution and stored wrong answers, and show the points.

    Ends with 1 if a stub earns points, a solution loses some, or a wrong
    answer earns them. Of the course nothing changes; what was found is kept
    in it, so that a trial that was interrupted goes on where it was.
    """
    from rich.console import Console

    from medkeras.book.course import course_check

    console = Console(stderr=True)
    rows = course_check.check_course(folder, console, jobs, fresh)
    click.echo(course_check.text(rows))
    if faults := course_check.faults(rows):
        for line in faults:
            click.echo(f"Error: {line}", err=True)
        sys.exit(1)
