"""The `medkeras` command and what it can do."""

import os
import sys
from pathlib import Path

import click

from medkeras import __version__
from medkeras.book.commands import Choice, Commands
from medkeras.book.course.course_command import course
from medkeras.book.launch.launch_command import launch
from medkeras.book.new.new_command import new
from medkeras.book.site_command import site
from medkeras.book.tasks_command import tasks
from medkeras.utils import mode as modes
from medkeras.utils.errors import UsageError
from medkeras.utils.workers import is_chief


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: medkeras run 3.2.1",
)
@click.version_option(__version__, prog_name="medkeras")
def main() -> None:
    """Deep learning in healthcare: the book at the command line."""
    # TensorFlow's C++ notices are not for readers; Python warnings stay.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@main.command(
    epilog="Examples: medkeras run 3.2.1 --mode smoke; "
    "medkeras run diabetes_convlstm --solutions; medkeras run 3.2.1 --watch"
)
@click.argument("chapter", required=False)
@click.option(
    "--mode",
    type=Choice(modes.MODES),
    help="Default: lesson; smoke with --watch.",
)
@click.option(
    "--data",
    type=Choice(["auto", "sample", "full"]),
    help="Which variant of the data. Default: full if it is there.",
)
@click.option("--solutions", is_flag=True, help="Run the worked notebook.")
@click.option(
    "--record", is_flag=True, help="Keep the results in chapters/results/."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the results. Default: runs/CHAPTER-MODE, or -watch.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="For authors: build the chapter and run it, answers in place, at "
    "each save of its master, from the first code cell that changed, in the "
    "same kernel. Ctrl-C ends it.",
)
@click.option("--list", "show_list", is_flag=True, help="List the chapters.")
def run(chapter, mode, watch, show_list, **options) -> None:
    """Run CHAPTER and show its results.

    CHAPTER is a number such as 3.2.1, a name, or the path of a notebook.
    """
    from medkeras.book import chapters, lone_notebooks

    if show_list:
        for each in chapters.chapters():
            click.echo(f"{each.number:8}{each.name}")
        return
    if chapter is None:
        raise click.UsageError("Missing CHAPTER; --list shows them.")
    if mode or watch:
        os.environ[modes.VARIABLE] = mode or "smoke"
    found = lone_notebooks.find(chapter)
    modes.name()  # refuses a wrong MEDKERAS_MODE before anything slow
    if watch:
        _watch(found, **options)
    else:
        _run(found, **options)


def _watch(chapter, solutions, **options) -> None:
    from medkeras.book.watch import watch

    watch(chapter, **options)


def _run(chapter, out, **options) -> None:
    from rich.console import Console

    from medkeras.book import record, report
    from medkeras.book import run as running
    from medkeras.book.failures import ChapterError

    if not is_chief():
        _run_beside_the_chief(chapter, **options)
        return
    out = out or record.default_folder(chapter.name, chapter.alone)
    console = Console(stderr=True)
    try:
        result = running.run(chapter, out, console=console, **options)
    except ChapterError as failure:
        report.show_failure(failure, console)
        sys.exit(1)
    report.show_result(result, Console())
    if result.page is None:
        sys.exit(1)


def _run_beside_the_chief(chapter, data, solutions, record) -> None:
    """Of several workers the first one keeps the results; this one none."""
    import tempfile

    from rich.console import Console

    from medkeras.book import report
    from medkeras.book import run as running
    from medkeras.book.failures import ChapterError

    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="medkeras-worker-") as folder:
        try:
            running.run(
                chapter,
                Path(folder),
                data=data,
                solutions=solutions,
                console=console,
            )
        except ChapterError as failure:
            report.show_failure(failure, console)
            sys.exit(1)


@main.command(epilog="Examples: medkeras build --check")
@click.option("--check", is_flag=True, help="Change nothing; 1 if stale.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Make changed notebooks anew, too; yours are kept beside them.",
)
def build(check: bool, overwrite: bool) -> None:
    """Make notebooks and index from the masters in solutions/.

    What a reader changed, copied or wrote is left alone.
    """
    if check and overwrite:
        raise click.UsageError("--check changes nothing: leave out --overwrite")
    if check:
        _check()
    else:
        _build(overwrite)


def _check() -> None:
    from medkeras.book import build as building

    found = building.differences()
    for each in found:
        click.echo(each.line)
    if any(each.is_ours for each in found):
        click.echo("Run `medkeras build`.", err=True)
    if any(each.is_ours or each.text is not None for each in found):
        sys.exit(1)


def _build(overwrite: bool) -> None:
    from medkeras.book import build as building
    from medkeras.book.report import shown

    done = building.build(overwrite=overwrite)
    for copied in done.copies:
        click.echo(f"yours is kept as {shown(copied)}")
    for path in done.written:
        click.echo(f"wrote {shown(path)}")
    for path in done.removed:
        click.echo(f"removed {shown(path)}")
    for each in done.left:
        click.echo(f"left alone: {each.line}", err=True)
    if any(each.text is not None for each in done.left):
        click.echo(
            "`medkeras build --overwrite` makes these anew and keeps yours "
            "beside them.",
            err=True,
        )


@main.command(epilog="Examples: medkeras data; medkeras data pima_diabetes")
@click.argument("name", required=False)
@click.option("--variant", type=Choice(["auto", "sample", "full"]))
def data(name: str | None, variant: str | None) -> None:
    """List the data sets, or prepare the set NAME."""
    from rich.console import Console

    from medkeras.book import data_command, layout

    if name is None:
        click.echo(data_command.text(layout.width()))
    else:
        data_command.prepare(name, variant, Console(stderr=True))


@main.command()
def doctor() -> None:
    """Say what is installed, what is missing, and what mends it."""
    from medkeras.book import doctor as examining
    from medkeras.book import layout

    findings = examining.examine()
    click.echo(examining.text(findings, layout.width()))
    if any(each.repair and each.essential for each in findings):
        sys.exit(1)


@main.command(epilog="Examples: medkeras ledger; medkeras ledger 3.2.1")
@click.argument("chapter", required=False)
def ledger(chapter: str | None) -> None:
    """Published figures beside ours, all or those of CHAPTER."""
    from medkeras.book import chapters, layout
    from medkeras.book import ledger as ledgers

    chosen = chapters.find(chapter) if chapter else None
    entries = ledgers.ledger(chosen)
    if not entries:
        raise UsageError(f"no published figure belongs to {chosen.name}")
    click.echo(ledgers.text(entries, layout.width()))


@main.command(epilog="Examples: medkeras progress; medkeras progress 3.2.1")
@click.argument("chapter", required=False)
@click.option("--forget", is_flag=True, help="Delete what was kept.")
def progress(chapter: str | None, forget: bool) -> None:
    """Which exercises you have solved, in all chapters or in CHAPTER."""
    from medkeras.book import chapters, layout, progress_command

    if forget:
        click.echo(progress_command.forget())
        return
    chosen = chapters.find(chapter) if chapter else None
    click.echo(progress_command.text(chosen, layout.width()))


@main.command(epilog="Example: medkeras handout ../for-students")
@click.argument("folder", type=click.Path(path_type=Path))
def handout(folder: Path) -> None:
    """Make the book that students get in FOLDER: no answers, no tests."""
    from medkeras.book.handout import handout as hand_out

    hand_out(folder)
    click.echo(f"made {folder}")


main.add_command(course)
main.add_command(launch)
main.add_command(new)
main.add_command(site)
main.add_command(tasks)

if __name__ == "__main__":  # as `python -m`, which else would do nothing
    main()
