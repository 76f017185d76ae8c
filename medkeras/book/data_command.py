"""The data sets at the command line: which there are, and preparing one."""

from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from medkeras import data
from medkeras.book import layout, own_downloads
from medkeras.data import fetching, preparing


def text(width: int) -> str:
    """All data sets: provenance, licence and whether they are ready."""
    blocks = []
    for card in data.catalog():
        state = data.status(card.name)
        fields = {
            "provenance": card.provenance,
            "licence": str(card.facts["licence"]),
            "ready": "yes" if state.ready else "no",
            "detail": state.detail,
        }
        blocks.append(layout.block(card.name, fields, width))
    unused = own_downloads.unused()
    if unused:
        blocks.append(layout.wrapped(unused, width))
    return "\n\n".join(["Data sets", *blocks])


def prepare(name: str, variant: str | None, console: Console) -> Path:
    """Prepare a set under a progress bar and say where it is."""
    data.card(name)  # an unknown name needs no bar
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        resolved = fetching.resolve_and_fetch(name, variant, advance)
        prepared = preparing.prepared(resolved, advance)
        bar.update(task, total=1, completed=1)
    for line in (*prepared.notes, f"{name} is ready: {prepared.folder}"):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return prepared.folder
