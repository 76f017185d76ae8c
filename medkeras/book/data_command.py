"""The data sets at the command line: which there are, and preparing one."""

from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from medkeras import data
from medkeras.data import fetching, preparing


def table() -> Table:
    """All data sets with provenance, licence and whether they are ready.

    Returns:
        A table, one row a set.

    Example:
        >>> from medkeras.book import data_command
        >>> data_command.table().row_count >= 1
        True
    """
    shown = Table(title="Data sets")
    for name in ("name", "provenance", "licence", "ready", "detail"):
        shown.add_column(name, overflow="fold")
    for card in data.catalog():
        state = data.status(card.name)
        cells = (
            card.name,
            card.provenance,
            str(card.facts["licence"]),
            "yes" if state.ready else "no",
            state.detail,
        )
        shown.add_row(*map(Text, cells))
    return shown


def prepare(name: str, variant: str | None, console: Console) -> Path:
    """Prepare a set under a progress bar and say where it is.

    Args:
        name: of the set.
        variant: "auto", "sample", "full", or None for the environment's.
        console: where the bar goes.

    Returns:
        Folder of the prepared set.

    Raises:
        UsageError: no such set or variant.
        DataError: a file is not what it claims to be, or the full set was
            asked for and cannot be downloaded.

    Example:
        >>> import sys
        >>> from rich.console import Console
        >>> from medkeras.book import data_command
        >>> console = Console(file=sys.stdout)
        >>> folder = data_command.prepare("pima_diabetes", "sample", console)
        pima_diabetes is ready: ...
    """
    card = data.card(name)  # an unknown name needs no bar
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        missed = fetching.fetch_wanted(card, variant, advance)
        folder = data.prepare(name, variant, advance)
        bar.update(task, total=1, completed=1)
    for line in (missed, f"{name} is ready: {folder}"):
        if line:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    if (folder / preparing.MANIFEST).is_file():
        for line in preparing.manifest(folder).get("notes", ()):
            console.print(
                f"  {line}", markup=False, highlight=False, soft_wrap=True
            )
    return folder
