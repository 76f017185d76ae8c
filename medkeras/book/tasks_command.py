"""`medkeras tasks`: what is asked of the data, and running one of it."""

import os
import sys
from collections.abc import Mapping

import click

from medkeras.book.commands import Choice
from medkeras.utils import mode as modes

COLUMNS = ("task", "modality", "purpose", "data", "model", "chapter")


@click.group(
    invoke_without_command=True,
    epilog="Examples: medkeras tasks; medkeras tasks run skin_lesion",
)
@click.pass_context
def tasks(context: click.Context) -> None:
    """List the tasks: what is asked, of which data, by which network."""
    if context.invoked_subcommand is None:
        from medkeras.book import layout

        click.echo(text(layout.width()))


@tasks.command(epilog="Example: medkeras tasks run skin_lesion --mode smoke")
@click.argument("name")
@click.option("--mode", type=Choice(modes.MODES), help="Default: lesson.")
@click.option(
    "--data",
    type=Choice(["auto", "sample", "full"]),
    help="Which variant of the data. Default: full if it is there.",
)
def run(name: str, mode: str | None, data: str | None) -> None:
    """Run task NAME: data, split, plain model, network, intervals."""
    if mode:
        os.environ[modes.VARIABLE] = mode
    modes.name()  # refuses a wrong MEDKERAS_MODE before anything slow
    from rich.console import Console

    from medkeras.book import layout
    from medkeras.tasks import find

    find(name)  # an unknown name needs no TensorFlow
    _start_quietly()
    result = with_progress(name, data, Console(stderr=True))
    click.echo(report(result, layout.width()))
    if result.model is None:
        sys.exit(1)


def _start_quietly() -> None:
    """Import TensorFlow without its start-up notices, which are for nobody.

    They come from C++ and go past Python's stderr; errors of the import
    itself are Python's and are seen.
    """
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import tensorflow as tf

        tf.config.list_physical_devices()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def text(width: int) -> str:
    """All tasks as a table, or as blocks where it is too wide."""
    from medkeras.book import layout
    from medkeras.tasks import EMPTY, cross
    from medkeras.tasks import tasks as all_tasks

    rows = [_cells(task) for task in all_tasks()]
    shown = _table(rows, width) or _blocks(rows, width)
    empty = [pair for pair, found in cross().items() if not found]
    told = [
        layout.block(" x ".join(pair), {"why": EMPTY[pair]}, width)
        for pair in empty
    ]
    heading = "No task stands where" if told else ""
    parts = ["Tasks", shown, heading, *told]
    return "\n\n".join(part for part in parts if part)


def with_progress(name: str, variant: str | None, console):
    """Run a task under a progress bar that names each step."""
    from rich.progress import Progress

    from medkeras.tasks import find
    from medkeras.tasks.running import STEPS
    from medkeras.tasks.running import run as run_task

    task = find(name)  # an unknown name needs no bar
    with Progress(console=console, disable=not console.is_terminal) as bar:
        place = bar.add_task(name, total=STEPS)
        begun = -1

        def begin(step: str) -> None:
            nonlocal begun
            begun += 1
            bar.update(place, description=f"{name}: {step}", completed=begun)

        result = run_task(task, variant=variant, progress=begin)
        bar.update(place, description=name, completed=STEPS)
    return result


def report(result, width: int) -> str:
    """What a run has found, as a block."""
    from medkeras.book import layout
    from medkeras.tasks import find

    task = find(result.task)
    provenance = result.provenance
    if provenance == "synthetic":
        provenance += ": these numbers say nothing about patients"
    fields = {
        "asked": task.sentence,
        "data": f"{task.dataset_name}, {provenance}",
        "rows": f"{result.num_train} to learn from, {result.num_test} tested",
        "leaks": "none found" if result.audit.passed else _leaks(result.audit),
        **_figures(task, result),
        "verdict": result.verdict,
        "seconds": f"{result.seconds:.1f}",
        "chapter": task.chapter,
    }
    return layout.block(task.name, fields, width)


def _figures(task, result) -> Mapping[str, str]:
    if result.model is None:
        return {}
    return {
        task.metric: f"{result.model} ({task.model.name})",
        "plain": f"{result.baseline} ({task.baseline.name})",
        "gain": str(result.gain),
    }


def _leaks(audit) -> str:
    failed = [row for row in audit.rows if row.passed is False]
    return "; ".join(f"{row.check}: {row.detail}" for row in failed)


def _cells(task) -> tuple[str, ...]:
    what = task.modality, task.purpose, task.dataset_name
    return (task.name, *what, task.model.name, task.chapter)


def _table(rows, width) -> str:
    """Columns flush left; "" where the terminal is too narrow for them."""
    every = [COLUMNS, *rows]
    places = [max(len(row[k]) for row in every) for k in range(len(COLUMNS))]
    if sum(places) + 2 * (len(places) - 1) > width:
        return ""
    lines = []
    for row in every:
        cells = zip(row, places, strict=True)
        lines.append("  ".join(cell.ljust(place) for cell, place in cells))
    return "\n".join(line.rstrip() for line in lines)


def _blocks(rows, width) -> str:
    from medkeras.book import layout

    blocks = []
    for name, *rest in rows:
        fields = dict(zip(COLUMNS[1:], rest, strict=True))
        blocks.append(layout.block(name, fields, width))
    return "\n\n".join(blocks)
