"""The `medkeras` command and what it can do."""

import os
import sys
from pathlib import Path

import click

from medkeras import __version__
from medkeras.utils import mode as modes
from medkeras.utils.errors import UsageError, nearest

INTERRUPTED = 130


class _Choice(click.Choice):
    """click's choice, which also offers the nearest names."""

    def get_invalid_choice_message(self, value, ctx) -> str:
        message = super().get_invalid_choice_message(value, ctx)
        return message.rstrip(".") + nearest(str(value), self.choices)


class _Commands(click.Group):
    """Turns errors meant for the reader into one line and an exit code."""

    def invoke(self, ctx: click.Context):
        try:
            return super().invoke(ctx)
        except UsageError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("Interrupted; nothing half-written is left.", err=True)
            ctx.exit(INTERRUPTED)


@click.group(
    cls=_Commands,
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
    "medkeras run diabetes_convlstm --solutions"
)
@click.argument("chapter", required=False)
@click.option("--mode", type=_Choice(modes.MODES), help="Default: lesson.")
@click.option(
    "--data",
    type=_Choice(["auto", "sample", "full"]),
    help="Which variant of the data. Default: full if it is there.",
)
@click.option("--solutions", is_flag=True, help="Run the worked notebook.")
@click.option(
    "--record", is_flag=True, help="Keep the results in chapters/results/."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the results. Default: runs/CHAPTER-MODE.",
)
@click.option("--list", "show_list", is_flag=True, help="List the chapters.")
def run(chapter, mode, data, solutions, record, out, show_list) -> None:
    """Run CHAPTER (3.2.1, or a name) and show its results."""
    from medkeras.book import chapters

    if show_list:
        for each in chapters.chapters():
            click.echo(f"{each.number:8}{each.name}")
        return
    if chapter is None:
        raise click.UsageError("Missing CHAPTER; --list shows them.")
    if mode:
        os.environ[modes.VARIABLE] = mode
    found = chapters.find(chapter)
    modes.name()  # refuses a wrong MEDKERAS_MODE before anything slow
    _run(found, out, data=data, solutions=solutions, record=record)


def _run(chapter, out, **options) -> None:
    from rich.console import Console

    from medkeras.book import record, report
    from medkeras.book import run as running

    out = out or record.default_folder(chapter.name)
    console = Console(stderr=True)
    try:
        result = running.run(chapter, out, console=console, **options)
    except running.ChapterError as failure:
        report.show_failure(failure, console)
        sys.exit(1)
    report.show_result(result, Console())


@main.command(epilog="Example: medkeras build --check")
@click.option("--check", is_flag=True, help="Change nothing; 1 if stale.")
def build(check: bool) -> None:
    """Make notebooks and index from the masters in solutions/."""
    from medkeras.book import build as building
    from medkeras.book.report import shown

    if check:
        lines = building.stale()
        for line in lines:
            click.echo(line)
        if lines:
            click.echo("Run `medkeras build`.", err=True)
            sys.exit(1)
        return
    for path in building.build():
        click.echo(f"{'wrote' if path.exists() else 'removed'} {shown(path)}")


@main.command(epilog="Examples: medkeras data; medkeras data pima_diabetes")
@click.argument("name", required=False)
@click.option("--variant", type=_Choice(["auto", "sample", "full"]))
def data(name: str | None, variant: str | None) -> None:
    """List the data sets, or prepare the set NAME."""
    from rich.console import Console

    from medkeras.book import data_command

    if name is None:
        Console().print(data_command.table())
    else:
        data_command.prepare(name, variant, Console(stderr=True))


@main.command()
def doctor() -> None:
    """Say what is installed, what is missing, and what mends it."""
    from rich.console import Console

    from medkeras.book import doctor as examining

    console = Console()
    findings = examining.examine()
    console.print(examining.table(findings))
    for each in findings:
        if each.repair:
            line = f"{each.what}: {each.repair}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    if any(each.repair and each.essential for each in findings):
        sys.exit(1)


@main.command(epilog="Examples: medkeras ledger; medkeras ledger 3.2.1")
@click.argument("chapter", required=False)
def ledger(chapter: str | None) -> None:
    """Published figures beside ours, all or those of CHAPTER."""
    from rich.console import Console

    from medkeras.book import chapters
    from medkeras.book import ledger as ledgers

    chosen = chapters.find(chapter) if chapter else None
    entries = ledgers.ledger(chosen)
    if not entries:
        raise UsageError(f"no published figure belongs to {chosen.name}")
    Console().print(ledgers.table(entries))


@main.command(epilog="Example: medkeras handout ../for-students")
@click.argument("folder", type=click.Path(path_type=Path))
def handout(folder: Path) -> None:
    """Make the book that students get in FOLDER: no answers, no tests."""
    from medkeras.book.handout import handout as hand_out

    hand_out(folder)
    click.echo(f"made {folder}")


@main.command(epilog="Example: medkeras course ../course-2025")
@click.argument("folder", type=click.Path(path_type=Path))
def course(folder: Path) -> None:
    """Make a course for nbgrader in FOLDER, one assignment a chapter."""
    from medkeras.book.course import course as make_course

    for name in make_course(folder):
        click.echo(name)
