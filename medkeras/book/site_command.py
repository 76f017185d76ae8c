"""`medkeras site`: the book as pages for a browser."""

import importlib.util
import os
import sys
from pathlib import Path

import click

from medkeras.book.commands import Choice
from medkeras.utils import mode as modes
from medkeras.utils.errors import UsageError

NEEDED = ("sphinx", "myst_nb", "sphinx_book_theme", "tinycss2")


@click.command(
    epilog="Examples: medkeras site --serve; "
    "medkeras site --mode smoke --chapters 2.1.1,3.2.1 --out site"
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the pages. Default: runs/site.",
)
@click.option(
    "--mode",
    type=Choice(modes.MODES[:2]),
    help="How chapters are run. Default: lesson.",
)
@click.option("--chapters", help="Only these: 2.1.1,3.2.1, or names.")
@click.option(
    "--serve",
    is_flag=True,
    help="Then show the pages to this machine's browser.",
)
def site(
    out: Path | None, mode: str | None, chapters: str | None, serve
) -> None:
    """Build the book as a static site that needs no network.

    Chapters run with their answers, which the pages do not show. One whose
    code, packages and data are as they were is not run again.
    """
    _require_packages()
    os.environ[modes.VARIABLE] = (
        mode or os.environ.get(modes.VARIABLE) or "lesson"
    )
    modes.name()
    folder = _build(_chosen(chapters), out)
    if serve:
        from medkeras.book.site.serving import serve as serve_folder

        serve_folder(folder)


def _require_packages() -> None:
    missing = [name for name in NEEDED if not importlib.util.find_spec(name)]
    if missing:
        raise UsageError(
            f"`medkeras site` needs {', '.join(missing)}: install "
            "the extra `site`, as in pip install 'medkeras[site]' or "
            "pip install -r requirements.txt"
        )


def _chosen(names: str | None) -> list:
    """The chapters asked for, in reading order, each once; or all."""
    from medkeras.book import chapters

    known = chapters.chapters()
    if names is not None:
        wanted = [chapters.find(name.strip()) for name in names.split(",")]
        known = [each for each in known if each in wanted]
    return known


def _build(chosen: list, out: Path | None) -> Path:
    from rich.console import Console

    from medkeras.book import report
    from medkeras.book.failures import ChapterError
    from medkeras.book.site.building import build_site
    from medkeras.utils.files import project_root

    console = Console(stderr=True)
    out = out or project_root() / "runs" / "site"
    try:
        built = build_site(chosen, out.absolute(), console)
    except ChapterError as failure:
        report.show_failure(failure, console)
        sys.exit(1)
    click.echo(
        f"{built.pages} pages, {built.size / 1e6:.1f} MB: "
        f"{report.shown(built.folder / 'index.html')}"
    )
    return built.folder
