"""How results and failures of a run are shown in a terminal."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from medkeras.book.record import rows
from medkeras.book.run import ChapterError, Result

# Seconds and gigabytes a chapter may take on two cores; full has no limit.
BUDGETS = {"smoke": (30, 2), "lesson": (300, 4)}
LONGEST_TRACE = 60


def show_result(result: Result, console: Console) -> None:
    """Print the table of results, what they cost, and where they are.

    Args:
        result: of a run.
        console: where to print.

    Example:
        >>> import sys
        >>> from pathlib import Path
        >>> from rich.console import Console
        >>> from medkeras.book.report import show_result
        >>> from medkeras.book.run import Result
        >>> result = Result(Path("a.ipynb"), Path("a.html"), None, None, 7.1)
        >>> show_result(result, Console(file=sys.stdout))
        The chapter wrote no record.
        Page:   a.html
        Took 7 s
    """
    facts = result.facts
    if facts:
        console.print(results_table(facts))
        for claim in facts["claims"]:
            _line(console, claim_line(claim))
    else:
        _line(console, "The chapter wrote no record.")
    _line(console, f"Page:   {shown(result.page)}")
    if result.record:
        _line(console, f"Record: {shown(result.record)}")
    if result.recorded:
        _line(console, f"Kept:   {shown(result.recorded)}")
    _line(console, cost_line(result))


def results_table(facts: Mapping) -> Table:
    """The results of a record, with published figures where claimed.

    Args:
        facts: content of a record.json.

    Returns:
        A table; results on another data set name it beside the model.

    Example:
        >>> from medkeras.book.report import results_table
        >>> facts = {"chapter": "x", "mode": "smoke", "metrics": [],
        ...     "dataset": {"name": "x", "provenance": "real", "n": 3},
        ...     "claims": []}
        >>> results_table(facts).row_count
        0
    """
    own = facts["dataset"]
    table = Table(title=f"{facts['chapter']}, {facts['mode']} mode")
    for name in ("model", "metric"):
        table.add_column(name, overflow="fold")
    for name in ("value", "95 % interval", "n", "published"):
        table.add_column(name, justify="right", no_wrap=True)
    for model, metric, value, low, high, n, data, published, _ in rows(facts):
        place = "" if data == own["name"] else f" ({data})"
        table.add_row(
            Text(model + place),
            Text(metric),
            f"{value:.3f}",
            f"{low:.3f} to {high:.3f}",
            str(n),
            published,
        )
    table.caption = f"{own['name']}: {own['provenance']} data, n = {own['n']}"
    return table


def claim_line(claim: Mapping) -> str:
    """A claim of a record in one line.

    Args:
        claim: an entry of the record's `claims`.

    Returns:
        Published figure, ours with interval, and the verdict.

    Example:
        >>> from medkeras.book.report import claim_line
        >>> claim_line({"id": "a", "published": 0.9726, "ours": 0.77,
        ...     "ci_low": 0.74, "ci_high": 0.8, "verdict": "reproduced"})
        'Claim a: published 0.9726, ours 0.770 [0.740, 0.800]: reproduced'
    """
    ours = "{ours:.3f} [{ci_low:.3f}, {ci_high:.3f}]".format(**claim)
    return (
        f"Claim {claim['id']}: published {claim['published']:.4g}, "
        f"ours {ours}: {claim['verdict']}"
    )


def cost_line(result: Result) -> str:
    """Time and memory of a run beside the budget of its mode.

    Args:
        result: of a run.

    Returns:
        One line; memory only if the chapter wrote a record.

    Example:
        >>> from pathlib import Path
        >>> from medkeras.book.report import cost_line
        >>> from medkeras.book.run import Result
        >>> facts = {"mode": "smoke", "peak_memory_mb": 1024}
        >>> paths = (Path("a.ipynb"), Path("a.html"), None)
        >>> cost_line(Result(*paths, facts, 20))
        'Took 20 s and 1.0 GB: within the budget of 30 s and 2 GB'
    """
    line = f"Took {result.seconds:.0f} s"
    if not result.facts:
        return line
    line += f" and {result.facts['peak_memory_mb'] / 1024:.1f} GB"
    budget = BUDGETS.get(result.facts["mode"])
    if budget is None:
        return f"{line} (full mode has no budget)"
    over = (
        result.seconds > budget[0]
        or result.facts["peak_memory_mb"] > budget[1] * 1024
    )
    verdict = "over" if over else "within"
    return f"{line}: {verdict} the budget of {budget[0]} s and {budget[1]} GB"


def show_failure(failure: ChapterError, console: Console) -> None:
    """Print the cell that failed, its traceback, and the saved notebook.

    Args:
        failure: raised by a run.
        console: where to print.

    Example:
        >>> import sys
        >>> from pathlib import Path
        >>> from rich.console import Console
        >>> from medkeras.book.report import show_failure
        >>> from medkeras.book.run import ChapterError
        >>> failure = ChapterError("1 / 0", "Boom", "2. Data", Path("a.ipynb"))
        >>> show_failure(failure, Console(file=sys.stdout, width=30))
        Failed in: 2. Data
          1 1 / 0
        Boom
        Notebook up to here: a.ipynb
    """
    _line(console, f"Failed in: {failure.section}", style="bold red")
    console.print(Syntax(failure.source, "python", line_numbers=True))
    trace = Text.from_ansi(shorten(failure.trace))
    console.print(trace, soft_wrap=True)
    _line(console, f"Notebook up to here: {shown(failure.saved)}")


def shorten(trace: str) -> str:
    """The two ends of a long traceback: our line, and the error.

    Args:
        trace: a traceback.

    Returns:
        At most `LONGEST_TRACE` lines and one that says what is left out.

    Example:
        >>> from medkeras.book.report import shorten
        >>> shorten("a\\nb")
        'a\\nb'
    """
    lines = trace.rstrip().split("\n")
    if len(lines) <= LONGEST_TRACE:
        return "\n".join(lines)
    third = LONGEST_TRACE // 3
    left_out = len(lines) - LONGEST_TRACE
    middle = f"... {left_out} lines left out; the notebook has them ..."
    return "\n".join([*lines[:third], middle, *lines[-2 * third :]])


def shown(path: Path) -> str:
    """A path as short as it can be typed from here.

    Args:
        path: any path.

    Returns:
        Relative to the working folder if it is below it.

    Example:
        >>> from pathlib import Path
        >>> from medkeras.book.report import shown
        >>> shown(Path.cwd() / "a.txt")
        'a.txt'
    """
    path = path.absolute()
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return str(path)


def _line(console: Console, text: str, style: str | None = None) -> None:
    console.print(
        text, style=style, markup=False, highlight=False, soft_wrap=True
    )
